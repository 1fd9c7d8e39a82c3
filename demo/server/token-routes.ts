import { createTokenHandler, local } from '../../src/server/index.js';
import type { Authorize, GrantUser, Mint, TokenRequest } from '../../src/server/index.js';
import { mintV3Chat, mintV3PubSub } from '../gateway/v3/mint.js';
import type { V3MintOptions } from '../gateway/v3/mint.js';
import { mintV3Video } from '../gateway/v3/video/mint.js';
import { serviceTopics } from './demo-service.js';
import { faultRoute } from './fault-routes.js';
import { guestOf } from './guests.js';
import { people } from './people.js';

/** What the token routes are made of. */
export interface TokenRouteOptions {
  /** What tokens are signed with. */
  key: string;
  /** Seconds a token lives. */
  ttl?: number;
  /** Where the broker is. Default: `/mqtt` on the page's own host. */
  brokerUrl?: string;
  /** Makes tokens for chat and status instead of the local minter. */
  mint?: Mint;
}

type Route = (request: Request) => Promise<Response>;

/** The room that the demo lets nobody into, to show what that looks like. */
const closedRoom = 'staff';

/** Whom the demo's visitors may call: everybody but `/staff/…`. */
const destinations = ['/public/*', '/private/*'];

/** Minters for who names their provider; whoever names none gets what the demo always gives. */
const mintersByHint: Readonly<Partial<Record<string, (options: V3MintOptions) => Mint>>> = {
  'signalwire-chat': mintV3Chat,
  'signalwire-pubsub': mintV3PubSub,
  'signalwire-video': mintV3Video,
};

/** Finds the token route of a path: `/token`, `/token/ada` and so on, `/token/fault/…`. */
export const tokenRoutes = (options: TokenRouteOptions): ((path: string) => Route | undefined) => {
  const mintFor = (request: Request, own: Partial<Parameters<typeof local>[0]> = {}): Mint =>
    local({
      key: options.key,
      url: options.brokerUrl ?? beside(request, '/mqtt'),
      callUrl: beside(request, '/signalwire'),
      ...(options.ttl !== undefined && { ttl: options.ttl }),
      ...own,
    });
  const routeFor =
    (user: GrantUser): Route =>
    (request) => {
      const own = mintFor(request);
      const v3 = { ...options, url: beside(request, '/signalwire-v3') };
      const mint: Mint = (context) => {
        const { purpose, provider = '' } = context.wanted;
        const hinted = Object.hasOwn(mintersByHint, provider) ? mintersByHint[provider] : undefined;
        const inGateway = purpose === 'call' || provider === 'signalwire';
        return (hinted?.(v3) ?? (inGateway ? own : (options.mint ?? own)))(context);
      };
      return createTokenHandler({ authorize: as(user), mint })(request);
    };
  const guest: Route = async (request) => {
    const { user, cookie } = guestOf(request.headers.get('cookie'));
    const response = await routeFor(user)(request);
    if (cookie) response.headers.append('set-cookie', cookie);
    return response;
  };
  const fault = faultRoute(as({ id: 'ada', name: 'Ada' }), mintFor);
  return (path) => {
    const [root, first = '', second, ...more] = path.split('/').slice(1);
    if (root !== 'token' || more.length > 0) return undefined;
    if (first === 'fault' && second) return fault(second);
    if (second !== undefined) return undefined;
    const person = people[first];
    return person ? routeFor(person) : first === '' ? guest : undefined;
  };
};

/** What the demo allows whoever comes by somebody's route: all but the closed room. */
export const as =
  (user: GrantUser): Authorize =>
  (_request, wanted) => {
    const rooms = openRooms(wanted);
    // A video room is called by its name.
    return { user, rooms, topics: serviceTopics, destinations: [...destinations, ...rooms] };
  };

const openRooms = ({ room, rooms = [] }: TokenRequest): string[] =>
  [...(room === undefined ? [] : [room]), ...rooms].filter((name) => name !== closedRoom);

/** By the name the browser uses: inside a container or behind a tunnel ours is another one. */
const beside = (request: Request, path: string): string => {
  const url = new URL(path, request.headers.get('origin') ?? request.url);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
};
