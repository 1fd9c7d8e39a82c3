import type { GrantUser, TokenRequest } from '../protocol/grant.js';
import { allowOrigin, originKind, preflight } from './cors.js';
import { Deadline, TimeUp } from './deadline.js';
import { json, Refusal } from './refusal.js';
import { readTokenRequest } from './token-request.js';
import { mayCall } from './destinations.js';
import type { Authorize, Mint, Permission, Permitted } from './types.js';

/** What a token route is made of. */
export interface TokenHandlerOptions {
  /** Who is asking, and what they may use. */
  authorize: Authorize;
  /** Makes the token. */
  mint: Mint;
  /** Other origins whose pages may ask, such as `https://www.example.com`. Default: none. */
  origins?: readonly string[];
  /** Milliseconds for `authorize` and `mint` together; a page gives up at 10 s. Default 8000. */
  timeout?: number;
  /** Where a failure of `authorize` or `mint` goes, since the browser is not told. Default: stderr. */
  report?: (error: unknown) => void;
}

/**
 * Makes a token route for any server that speaks `Request` and `Response`: it keeps strangers out,
 * asks the site who is there, and answers with a grant. It never rejects.
 */
export const createTokenHandler = (
  options: TokenHandlerOptions,
): ((request: Request) => Promise<Response>) => {
  const { origins = [] } = options;
  return async (request) => {
    const origin = originKind(request, origins);
    const response = await answer(request, origin === 'refused', options);
    // Also on an error: the page should learn what went wrong.
    if (origin === 'listed') allowOrigin(request, response);
    response.headers.append('vary', 'origin');
    return response;
  };
};

const answer = async (
  request: Request,
  foreign: boolean,
  options: TokenHandlerOptions,
): Promise<Response> => {
  const { timeout = 8_000 } = options;
  const deadline = new Deadline(timeout, request.signal);
  try {
    if (foreign) throw new Refusal('request/origin');
    if (request.method === 'OPTIONS') return preflight();
    if (request.method !== 'POST') throw new Refusal('request/method');
    // A form or a link of another site can't send it, so a stolen click makes no token.
    if (request.headers.get('x-rt-embed') !== '1') throw new Refusal('request/header');
    const wanted = await deadline.run(() => readTokenRequest(request));
    return await grant(request, wanted, options, deadline);
  } catch (error) {
    if (error instanceof Refusal) return refuse(error);
    if (error instanceof TimeUp) return refuse(new Refusal('request/timeout'));
    // A body that broke off: the visitor's doing, so nothing for the site's log.
    return refuse(new Refusal('request/malformed', 'The request could not be read.'));
  } finally {
    deadline.end();
  }
};

const grant = async (
  request: Request,
  wanted: TokenRequest,
  options: TokenHandlerOptions,
  deadline: Deadline,
): Promise<Response> => {
  const { report = reportToConsole } = options;
  const step = async <T>(area: 'auth' | 'mint', run: () => T | Promise<T>): Promise<T> => {
    try {
      return await deadline.run(run);
    } catch (error) {
      if (error instanceof TimeUp) throw new Refusal(`${area}/timeout`);
      if (!request.signal.aborted) report(error);
      throw new Refusal(`${area}/failed`);
    }
  };
  const allowed = await step('auth', async () => {
    const permission = await options.authorize(request, wanted);
    return permission && { user: userOf(permission), wanted: narrow(wanted, permission) };
  });
  if (!allowed) throw new Refusal('auth/not-signed-in');
  if (isEmpty(allowed.wanted) && !isEmpty(wanted)) throw new Refusal('auth/not-allowed');
  const minted = await step('mint', () => options.mint({ ...allowed, signal: deadline.signal }));
  return json(200, { ...minted, user: allowed.user });
};

/** Keeps of a request what the permission allows. */
const narrow = (wanted: TokenRequest, permission: Permission): Permitted => {
  const { room, destination, ...rest } = wanted;
  // Sets, since a string where a list belongs would allow every part of itself.
  const open = permission.rooms && new Set(permission.rooms);
  const readable = new Set(permission.topics);
  const asked = new Set([...(room === undefined ? [] : [room]), ...(wanted.rooms ?? [])]);
  const rooms = [...asked].filter((name) => !open || open.has(name));
  const topics = [...new Set(wanted.topics)].filter((name) => readable.has(name));
  // All that are allowed, not just the one asked for: one line serves every call of a page.
  const asksFor = destination === undefined ? [] : [destination];
  const destinations = wanted.purpose === 'call' ? [...(permission.destinations ?? asksFor)] : [];
  return {
    ...rest,
    ...(room !== undefined && rooms.includes(room) && { room }),
    ...(destination !== undefined && mayCall(destinations, destination) && { destination }),
    rooms,
    topics,
    destinations,
  };
};

/** The site may be plain JavaScript: a token for nobody must not come of a slip there. */
const userOf = (permission: Permission): GrantUser => {
  const { user }: { user?: Partial<GrantUser> } = permission;
  if (typeof user?.id !== 'string' || user.id === '') {
    throw new TypeError('authorize() allowed a visitor without a user id.');
  }
  return permission.user;
};

/** A page may want no more than to be connected. */
const isEmpty = ({ purpose, room, rooms = [], topics = [], destination }: TokenRequest): boolean =>
  (purpose === 'call' ? destination : room) === undefined &&
  rooms.length === 0 &&
  topics.length === 0;

const refuse = (refusal: Refusal): Response => {
  const response = refusal.toResponse();
  if (refusal.code === 'request/method') response.headers.set('allow', 'POST, OPTIONS');
  return response;
};

const reportToConsole = (error: unknown): void => {
  console.error('[rt] A token route failed.', error);
};
