import type { Message, Strings, TokenRequest } from 'rt-embed';
import 'rt-embed/react';

// Never run: `npm run check` sees to it that the tags take what they should, and nothing else.

const strings: Strings = { 'chat.send': 'Post' };
const getToken = async ({ purpose }: TokenRequest): Promise<unknown> => ({ purpose });
const heard = (message: Message): void => void message;

export const taken = [
  <rt-chat
    className="wide"
    room="a"
    read-only
    history-endpoint="/history"
    {...{ strings, getToken }}
  />,
  <rt-chat onrt-message={(event) => heard(event.detail.message)} loading="eager" />,
  <rt-call no-video={false} mode="modal" onrt-call-end={({ detail }) => detail.duration.toFixed()}>
    <button slot="trigger">Call</button>
  </rt-call>,
  <rt-status for="chat" kind="progress" max={10} ref={(status) => status?.requestUpdate()} />,
];

export const refused = [
  // @ts-expect-error misspelt
  <rt-chat rooom="a" />,
  // @ts-expect-error an attribute of another element
  <rt-chat mode="modal" />,
  // @ts-expect-error a server would not render it as the attribute that it is
  <rt-chat tokenEndpoint="/token" />,
  // @ts-expect-error no text
  <rt-chat room={1} />,
  // @ts-expect-error not one of its values (JSX lets an unknown name with a hyphen pass, as `data-…`)
  <rt-call token-credentials="omit" />,
  // @ts-expect-error nothing that a page may set
  <rt-call phase="idle" />,
  // @ts-expect-error a message has no such field
  <rt-chat onrt-message={(event) => event.detail.message.body} />,
  // @ts-expect-error there is no such tag
  <rt-video />,
];
