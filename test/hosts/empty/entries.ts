import { configure, RtCall, RtChat, RtError, RtStatus, type Message, type Strings } from 'rt-embed';
import 'rt-embed/autoload';
import 'rt-embed/rt-call';
import 'rt-embed/rt-chat';
import 'rt-embed/rt-status';
import { createTokenHandler, local, toNodeHandler, type Mint } from 'rt-embed/server';

// Each entry once, as a project uses it. What is expected to be wrong shows that the types are there:
// where a declaration is not found, anything goes.

configure({ tokenEndpoint: '/token', locale: 'en' });
// @ts-expect-error there is no such default
configure({ tokenEndpiont: '/token' });

const chat: RtChat = document.createElement('rt-chat');
chat.room = 'lobby';
chat.addEventListener('rt-message', ({ detail }) => {
  const message: Message = detail.message;
  const text: string = message.text;
  return text;
});
const strings: Strings = { 'chat.send': 'Post' };
chat.strings = strings;
// @ts-expect-error a room is a text
chat.room = 1;

const call: RtCall = document.createElement('rt-call');
call.addEventListener('rt-call-end', ({ detail }) => detail.duration.toFixed());
call.dial('/public/echo').catch((error: unknown) => error instanceof RtError && error.code);

const status: RtStatus = document.createElement('rt-status');
status.topic = 'jobs/build';

const mint: Mint = local({ key: 'k'.repeat(32), url: 'wss://broker.example/mqtt' });
const handler: (request: Request) => Promise<Response> = createTokenHandler({
  authorize: () => ({ user: { id: 'ada', name: 'Ada' }, rooms: ['lobby'] }),
  mint,
});
toNodeHandler(handler);
// @ts-expect-error nobody gets a token without being asked who they are
createTokenHandler({ mint });
