import type { TokenRequest } from '../protocol/grant.js';
import { addressOf, mayCall } from './destinations.js';
import { permittedNames } from './permitted-names.js';
import { permittedUser } from './permitted-user.js';
import { rateLimiter, type AskRateLimit, type RateLimit } from './rate-limit.js';
import { json, Refusal } from './refusal.js';
import { createRoute, type RouteOptions } from './route.js';
import { readTokenRequest } from './token-request.js';
import type { Authorize, Mint, Permission, Permitted } from './types.js';

/** What a token route is made of. */
export interface TokenHandlerOptions extends RouteOptions {
  /** Who is asking, and what they may use. */
  authorize: Authorize;
  /** Makes the token. */
  mint: Mint;
  /**
   * How often one user may ask. A number of tokens counts in the memory of this process; where there are
   * several, hand over a function. `false`: as often as they like. Default: 60 at once, then one a second.
   */
  rateLimit?: RateLimit | AskRateLimit | false;
}

const usualLimit: RateLimit = { tokens: 60, perSeconds: 60 };

/**
 * Makes a token route for any server that speaks `Request` and `Response`: it keeps strangers out,
 * asks the site who is there, and answers with a grant. It never rejects.
 */
export const createTokenHandler = (
  options: TokenHandlerOptions,
): ((request: Request) => Promise<Response>) => {
  const { rateLimit = usualLimit } = options;
  const askLimit = typeof rateLimit === 'object' ? rateLimiter(rateLimit) : rateLimit;
  return createRoute('POST', options, async (request, { signal, read, ask }) => {
    const wanted = await read(() => readTokenRequest(request));
    const allowed = await ask('auth', async () => {
      const permission = await options.authorize(request, wanted);
      return permission && { user: permittedUser(permission), wanted: narrow(wanted, permission) };
    });
    if (!allowed) throw new Refusal('auth/not-signed-in');
    const wait = askLimit && (await ask('auth', () => askLimit(allowed.user.id, request)));
    if (wait && wait > 0) throw new Refusal('mint/too-many', undefined, wait);
    if (isEmpty(allowed.wanted) && !isEmpty(wanted)) throw new Refusal('auth/not-allowed');
    const minted = await ask('mint', () => options.mint({ ...allowed, signal }));
    return json(200, { ...minted, user: allowed.user });
  });
};

/** Keeps of a request what the permission allows. */
const narrow = (wanted: TokenRequest, permission: Permission): Permitted => {
  const { room, destination, ...rest } = wanted;
  const open = permittedNames(permission, 'rooms');
  const readable = permittedNames(permission, 'topics') ?? [];
  const callable = permittedNames(permission, 'destinations');
  const asked = new Set([...(room === undefined ? [] : [room]), ...(wanted.rooms ?? [])]);
  // By address a chat opens no more than a call may; and none that the site has not named.
  const reached = (address: string | undefined): boolean =>
    address === undefined || (callable ? mayCall(callable, address) : open !== undefined);
  const rooms = [...asked].filter(
    (name) => (open?.includes(name) ?? true) && reached(addressOf(name)),
  );
  const topics = [...new Set(wanted.topics)].filter((name) => readable.includes(name));
  // All that are allowed, not just the one asked for: one line serves every call of a page.
  const asksFor = destination === undefined ? [] : [destination];
  const destinations = wanted.purpose === 'call' ? [...(callable ?? asksFor)] : [];
  return {
    ...rest,
    ...(room !== undefined && rooms.includes(room) && { room }),
    ...(destination !== undefined && mayCall(destinations, destination) && { destination }),
    rooms,
    topics,
    destinations,
  };
};

/** A page may want no more than to be connected. */
const isEmpty = ({ purpose, room, rooms = [], topics = [], destination }: TokenRequest): boolean =>
  (purpose === 'call' ? destination : room) === undefined &&
  rooms.length === 0 &&
  topics.length === 0;
