import { RtError } from '../protocol/errors.js';

/** How many tokens a user gets: some at once, and then as fast as those come back. */
export interface RateLimit {
  /** So many at once, for who has not asked for a while. */
  tokens: number;
  /** So long until all of them have come back, one by one at even times. */
  perSeconds: number;
  /** Milliseconds since the epoch. Default `Date.now`. */
  now?: () => number;
}

/**
 * A limit that several servers share: says how many seconds a user has to wait; nothing, or 0, where
 * there is no need to.
 */
export type AskRateLimit = (
  userId: string,
  request: Request,
) => number | undefined | Promise<number | undefined>;

/** Users that are remembered; whoever was not seen for longest is forgotten first. */
const mostUsers = 10_000;

/** A limit in the memory of this process. */
export const rateLimiter = ({ tokens, perSeconds, now = Date.now }: RateLimit): AskRateLimit => {
  if (!(tokens >= 1) || !(perSeconds > 0)) {
    throw new RtError('config/bad-attribute', {
      message: 'A rate limit needs at least one of "tokens", and "perSeconds" above 0.',
    });
  }
  const perMs = tokens / (perSeconds * 1000);
  const users = new Map<string, { left: number; at: number }>();
  return (userId) => {
    const at = now();
    const before = users.get(userId) ?? { left: tokens, at };
    const left = Math.min(tokens, before.left + Math.max(0, at - before.at) * perMs);
    const refused = left < 1;
    users.delete(userId); // to its place at the end
    users.set(userId, { left: refused ? left : left - 1, at });
    const [oldest] = users.keys();
    if (users.size > mostUsers && oldest !== undefined) users.delete(oldest);
    return refused ? (1 - left) / perMs / 1000 : undefined;
  };
};
