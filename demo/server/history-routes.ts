import { createHistoryHandler } from '../../src/server/index.js';
import type { GrantUser } from '../../src/server/index.js';
import { guestOf } from './guests.js';
import type { DemoHistory } from './history.js';
import { people } from './people.js';
import { as } from './token-routes.js';

type Route = (request: Request) => Promise<Response>;

/** Finds the history route of a path: `/history`, `/history/ada` and so on. */
export const historyRoutes = (history: DemoHistory): ((path: string) => Route | undefined) => {
  const routeFor = (user: GrantUser): Route =>
    createHistoryHandler({ authorize: as(user), read: (wanted) => history.read(wanted) });
  // A new guest gets no cookie here: the token route, asked at the same time, gives one.
  const guest: Route = (request) => routeFor(guestOf(request.headers.get('cookie')).user)(request);
  return (path) => {
    const [root, first, ...more] = path.split('/').slice(1);
    if (root !== 'history' || more.length > 0) return undefined;
    if (first === undefined) return guest;
    const person = Object.hasOwn(people, first) ? people[first] : undefined;
    return person && routeFor(person);
  };
};
