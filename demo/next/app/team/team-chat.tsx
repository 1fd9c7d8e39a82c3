'use client';

import { useCallback, useState } from 'react';
import type { RtChat, RtMessageEvent } from 'rt-embed';
import 'rt-embed/rt-call';
import 'rt-embed/rt-chat';

/** The team's room: a chat, and a button that calls. */
export function TeamChat({ greeting }: { greeting: string }) {
  const [count, setCount] = useState(0);
  // Of an element that the server has rendered, React keeps the attributes, but sets no property and
  // adds no listener of its own events. A ref does both, there as well as anywhere else.
  const chat = useCallback(
    (element: RtChat | null) => {
      const hear = ({ detail }: RtMessageEvent) => {
        if (!detail.message.own) setCount((known) => known + 1);
      };
      if (element) element.strings = { 'chat.empty': greeting };
      element?.addEventListener('rt-message', hear);
      return () => element?.removeEventListener('rt-message', hear);
    },
    [greeting],
  );
  return (
    <section>
      <rt-chat ref={chat} room="lobby" label="Team chat" token-endpoint="/token" />
      <output>{count} from others</output>
      <rt-call no-video destination="/public/echo" label="Talk" token-endpoint="/token" />
    </section>
  );
}
