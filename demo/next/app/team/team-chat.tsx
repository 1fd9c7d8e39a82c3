'use client';

import { useCallback, useState } from 'react';
import type { RtChat, RtMessageEvent } from 'rt-embed';
import 'rt-embed/rt-chat';

/** A chat. Its attributes are in the server's HTML; everything else is set when it is in the page. */
export function TeamChat({ greeting }: { greeting: string }) {
  const [count, setCount] = useState(0);
  // React sets only attributes of a custom element that the server has rendered. A ref is called
  // there as well: for properties that are no text, and for listeners.
  const chat = useCallback(
    (element: RtChat | null) => {
      if (!element) return undefined;
      const onMessage = (event: RtMessageEvent) => setCount((known) => known + Number(!event.detail.message.own));
      element.strings = { 'chat.empty': greeting };
      element.addEventListener('rt-message', onMessage);
      return () => element.removeEventListener('rt-message', onMessage);
    },
    [greeting],
  );
  return (
    <section>
      <rt-chat ref={chat} room="lobby" token-endpoint="/token" no-typing />
      <output>{count} from others</output>
    </section>
  );
}
