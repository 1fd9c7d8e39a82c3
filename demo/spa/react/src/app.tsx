import { useEffect, useRef, useState } from 'react';
import { HashRouter, NavLink, Outlet, Route, Routes } from 'react-router';
// #region readme
import type { RtCall, TokenRequest } from 'rt-embed';
import 'rt-embed/react'; // types the tags
import 'rt-embed/rt-call';
import 'rt-embed/rt-chat';
import 'rt-embed/rt-status';

const user = new URLSearchParams(location.search).get('user') ?? 'ada';
const strings = { 'chat.placeholder': 'Write to the React team' };

/** Around the views that share the chat: it stays where it is while they change. */
function Team() {
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

/** Calls when it is shown. When it is left the element hangs up by itself. */
function Call() {
  const call = useRef<RtCall>(null);
  useEffect(() => {
    const element = call.current;
    // The element shows what goes wrong.
    element?.dial('/public/echo').catch(() => undefined);
    return () => void element?.hangup();
  }, []);
  return (
    <rt-call ref={call} mode="inline" no-video destination="/public/echo" getToken={getToken} />
  );
}

/** In place of `token-endpoint`: your own way to your token route. */
async function getToken(request: TokenRequest): Promise<unknown> {
  const response = await fetch(`/token/${user}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-rt-embed': '1' },
    body: JSON.stringify(request),
  });
  return response.json();
}
// #endregion

export function App() {
  return (
    <HashRouter>
      <header>
        <h1>React</h1>
        <nav>
          <NavLink to="/">Chat</NavLink>
          <NavLink to="/call">Call</NavLink>
          <NavLink to="/about">About</NavLink>
        </nav>
        <rt-status />
      </header>
      <main>
        <Routes>
          <Route element={<Team />}>
            <Route index element={<p>The team is here.</p>} />
            <Route path="call" element={<Call />} />
          </Route>
          <Route path="about" element={<p>Nothing is connected here.</p>} />
        </Routes>
      </main>
    </HashRouter>
  );
}
