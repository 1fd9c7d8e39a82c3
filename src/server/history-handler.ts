import { longestCursor, mostInPage, type HistoryPage } from '../protocol/history.js';
import type { GrantUser } from '../protocol/grant.js';
import { checkSegment } from '../protocol/topics.js';
import { permittedNames } from './permitted-names.js';
import { permittedUser } from './permitted-user.js';
import { json, Refusal } from './refusal.js';
import { createRoute, type RouteOptions } from './route.js';
import type { Authorize } from './types.js';

/** Which part of a room's history is wanted, and by whom. */
export interface HistoryRequest {
  /** One level of a topic: without `+ # / $` and control characters, at most 256 characters. */
  room: string;
  /** The `next` of an answer before: what is older than that is wanted. Undefined: the newest. */
  before: string | undefined;
  /** Most messages to answer with, 1 to 200. */
  limit: number;
  /** Who is asking. */
  user: GrantUser;
  /** Aborted when the browser has gone or the time is up. */
  signal: AbortSignal;
}

/** What a history route is made of. */
export interface HistoryHandlerOptions extends RouteOptions {
  /** Who is asking, and whether they may read the room: the same function as the token route's. */
  authorize: Authorize;
  /** Reads messages as they were on the wire, oldest first. What it throws reaches the site's log only. */
  read: (request: HistoryRequest) => HistoryPage | Promise<HistoryPage>;
}

/**
 * Makes a history route for any server that speaks `Request` and `Response`: it keeps strangers out,
 * asks the site whether the visitor may read the room, and answers `GET ?room=…&before=…&limit=…` with
 * `{messages, next}`. It never rejects.
 */
export const createHistoryHandler = (
  options: HistoryHandlerOptions,
): ((request: Request) => Promise<Response>) =>
  createRoute('GET', options, async (request, { signal, ask }) => {
    const wanted = parseQuery(new URL(request.url).searchParams);
    const { room } = wanted;
    const allowed = await ask('auth', async () => {
      const permission = await options.authorize(request, { purpose: 'chat', room });
      if (!permission) return undefined;
      const rooms = permittedNames(permission, 'rooms');
      return { user: permittedUser(permission), open: rooms?.includes(room) ?? true };
    });
    if (!allowed) throw new Refusal('auth/not-signed-in');
    if (!allowed.open) throw new Refusal('auth/not-allowed');
    const { user } = allowed;
    const page = await ask('history', async () =>
      checked(await options.read({ ...wanted, user, signal }), wanted.limit),
    );
    return json(200, page);
  });

const usualLimit = 50;

const parseQuery = (query: URLSearchParams): Pick<HistoryRequest, 'room' | 'before' | 'limit'> => {
  const before = query.get('before') ?? undefined;
  const limit = query.get('limit') ?? String(usualLimit);
  if (before !== undefined && (before === '' || before.length > longestCursor)) {
    throw malformed('a "before" that no answer has named');
  }
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > mostInPage) {
    throw malformed(`a "limit" that is not 1 to ${mostInPage}`);
  }
  return { room: roomOf(query.get('room') ?? ''), before, limit: Number(limit) };
};

const roomOf = (name: string): string => {
  try {
    return checkSegment(name, 'room');
  } catch {
    // Said again in our own words: the answer of a route quotes nothing.
    throw malformed('no room that can be used in a topic');
  }
};

const malformed = (what: string): Refusal =>
  new Refusal('request/malformed', `The request has ${what}.`);

/** The site may be plain JavaScript: its slip is better found in its log than in a page. */
const checked = (page: HistoryPage, limit: number): HistoryPage => {
  const { messages, next }: { messages?: unknown; next?: unknown } = page;
  if (!Array.isArray(messages) || messages.length > limit) {
    throw new TypeError(`read() gave no list of at most ${limit} messages.`);
  }
  if (next !== null && (typeof next !== 'string' || next === '' || next.length > longestCursor)) {
    throw new TypeError(
      `read() gave a "next" that is no text of 1 to ${longestCursor} characters.`,
    );
  }
  return { messages: page.messages, next };
};
