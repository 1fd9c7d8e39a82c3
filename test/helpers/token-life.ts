// Loaded in advance: the tests' clock does not wait for a download.
import '../../src/core/chat/mender.js';
import { ChatSession } from '../../src/core/chat/chat-session.js';
import type { Clock } from '../../src/core/clock.js';
import type { ConnectionStatus } from '../../src/core/connection-state.js';
import { Connection } from '../../src/core/connection.js';
import type { TokenSource } from '../../src/core/token-client.js';
import type { Message } from '../../src/protocol/chat-message.js';
import { chatTopics } from '../../src/protocol/topics.js';
import { FakeDisk, FakeTab } from './fake-keep.js';
import { FakeBroker } from './fake-broker.js';
import { fakeClock } from './fake-clock.js';

/** One token as its route made it, by the server's clock, ms. */
export interface Minted {
  issued: number;
  end: number;
  refreshAt: number;
  /** When it is to be replaced: at `refreshAt`, unless its route does not say. */
  due: number;
}

/** What a route makes of a token. */
export type Answer = (token: string, minted: Minted) => { token: string };

/** Dates, as the routes of this package and of the vendors' quickstarts give them. */
export const withDates: Answer = (token, { end, refreshAt }) => ({
  token,
  expiresAt: end,
  refreshAt,
});

const base64url = (value: unknown): string =>
  btoa(JSON.stringify(value)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/** A JWT of these dates, and nothing besides it. */
export const asJwt: Answer = (token, { issued, end }) => {
  const claims = { sub: token, iat: Math.floor(issued / 1000), exp: Math.floor(end / 1000) };
  return { token: `${base64url({ alg: 'HS256' })}.${base64url(claims)}.signature` };
};

export interface VisitorOptions {
  /** How far the visitor's clock is ahead of the server's, ms. */
  skew?: number;
  answer?: Answer;
  /** Whether the page can read the answer's `Date`. Default true. */
  dated?: boolean;
  /** A page's own function, which has no `Date`, in place of a route. */
  own?: boolean;
}

/** A server whose tokens end, and visitors whose clocks may be wrong, on hands that a test moves. */
export const tokenLife = (life = 900_000) => {
  const clock = fakeClock();
  const broker = new FakeBroker(clock);
  const ends = new Map<string, number>();
  broker.endOf = ({ token = '' }) => ends.get(token) ?? 0;

  const visit = (name: string, options: VisitorOptions = {}) => {
    const { skew = 0, answer = withDates, dated = true, own = false } = options;
    const requests: Minted[] = [];
    const requestedAt: number[] = [];
    const wakers = new Set<() => void>();
    /** What is wrong with the route; it then takes the time and the way of a real failure. */
    const route: { fault: (() => Response | Promise<Response>) | undefined } = { fault: undefined };
    const mint = (): object => {
      const issued = clock.now();
      const [end, refreshAt] = [issued + life, issued + life * 0.8];
      const due = answer === asJwt ? end - life * 0.1 : refreshAt;
      const minted = { issued, end, refreshAt, due };
      requests.push(minted);
      const made = answer(`${name}-${requests.length}`, minted);
      ends.set(made.token, end);
      return { ...made, user: { id: name } };
    };
    const ask = (): Response | Promise<Response> => {
      requestedAt.push(clock.now());
      if (route.fault) return route.fault();
      const headers = { ...(dated && { Date: new Date(clock.now()).toUTCString() }) };
      const body = mint();
      // Its body is there as fast as promises go: a real one takes time of its own.
      return Object.assign(new Response('', { headers }), {
        text: () => Promise.resolve(JSON.stringify(body)),
      });
    };
    const source: TokenSource = {
      endpoint: '/token',
      credentials: 'same-origin',
      fallback: {},
      ...(own && { getToken: () => Promise.resolve(mint()) }),
    };
    const theirs: Clock = { ...clock, now: () => clock.now() + skew };
    const connection = new Connection({
      source,
      request: {},
      loadTransport: () => Promise.resolve(broker.factory),
      clock: theirs,
      fetch: async () => ask(),
      wake: (listener) => {
        wakers.add(listener);
        return () => void wakers.delete(listener);
      },
    });
    const seen: ConnectionStatus[] = [];
    connection.state.subscribe(({ status }) => {
      if (seen.at(-1) !== status) seen.push(status);
    });
    // Not the session's own list, which keeps the newest 10,000 only.
    const got: Message[] = [];
    const chat = new ChatSession({
      connection,
      topics: chatTopics('lobby'),
      me: { id: name, name },
      readOnly: false,
      keep: { account: '', disk: new FakeDisk(), tab: new FakeTab() },
      received: (message) => got.push(message),
      clock: theirs,
    });
    let said = 0;
    return {
      connection,
      chat,
      route,
      /** Tokens that the route made. */
      requests,
      /** When the route was asked, its failures included. */
      requestedAt,
      /** Every status, without repeats in a row. */
      seen,
      wake: () => wakers.forEach((listener) => listener()),
      say: () => {
        said += 1;
        return chat.send(String(said));
      },
      /** What they have said so far. */
      all: () => Array.from({ length: said }, (_, i) => String(i + 1)),
      /** What they see of another, in order. */
      sees: (other: string) => got.filter(({ user }) => user === other).map(({ text }) => text),
      dispose: async () => {
        chat.dispose();
        await connection.dispose();
      },
    };
  };
  return { clock, broker, visit };
};
