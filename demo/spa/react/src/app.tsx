import { HashRouter, NavLink, Route, Routes } from 'react-router';
import { Call } from './call.js';
import { Team } from './team.js';
import 'rt-embed/rt-status';

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
