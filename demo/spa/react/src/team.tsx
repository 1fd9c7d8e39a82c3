import { useState } from 'react';
import { Outlet } from 'react-router';
import 'rt-embed/react'; // types the tags
import 'rt-embed/rt-chat';
import { user } from './user.js';

const strings = { 'chat.placeholder': 'Write to the React team' };

/** Around the views that share the chat: it stays where it is while they change. */
export function Team() {
  const [last, setLast] = useState('nothing yet');
  return (
    <>
      <rt-chat
        room="react"
        token-endpoint={`/token/${user}`}
        strings={strings}
        onrt-message={(event) => setLast(event.detail.message.text)}
      />
      <section>
        <Outlet />
        <p>
          Last heard: <output>{last}</output>
        </p>
      </section>
    </>
  );
}
