import { parseMessage, type WireMessage } from './chat-message.js';

/** A message with its place among those of its sender's session. */
export type Numbered = WireMessage & { sid: string; n: number };

/** What our own clients tell each other on a room's sync topic. */
export type SyncMessage =
  /** "I have sent up to `n`; what I sent around my absence starts at `from`." */
  | { k: 'head'; sid: string; n: number; from: number }
  /** "Send again what `sid` sent, from `from` to `upto`." */
  | { k: 'need'; sid: string; from: number; upto: number }
  /** "I was away for `away` ms; per session, the next number I wait for." */
  | { k: 'back'; away: number; have: Record<string, number> }
  /** "Here is what I have of `from` to `upto`; what is not in `a` never comes." */
  | { k: 're'; sid: string; from: number; upto: number; a: WireMessage[] };

/** Most messages in one answer. */
export const mostInAnswer = 100;

const count = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const session = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 64;

/**
 * Reads a payload of the sync topic; undefined for anything else, since anybody may write there.
 * @param now ms since the epoch
 */
export const parseSync = (payload: Uint8Array, now: number): SyncMessage | undefined => {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined; // not one of ours
  }
  if (typeof body !== 'object' || body === null) return undefined;
  const { k, sid, n, from, upto, away, have, a } = body as Record<string, unknown>;
  if (k === 'head' && session(sid) && count(n) && count(from)) return { k, sid, n, from };
  if (k === 'need' && session(sid) && count(from) && count(upto)) return { k, sid, from, upto };
  if (k === 'back' && count(away) && typeof have === 'object' && have !== null) {
    const known = Object.entries(have).filter(([key, next]) => session(key) && count(next));
    return { k, away, have: Object.fromEntries(known) as Record<string, number> };
  }
  if (k === 're' && session(sid) && count(from) && count(upto) && Array.isArray(a)) {
    const messages = a.slice(0, mostInAnswer).flatMap((one: unknown) => {
      const parsed = parseMessage(new TextEncoder().encode(JSON.stringify(one)), now);
      return 'message' in parsed ? [parsed.message] : [];
    });
    return { k, sid, from, upto, a: messages };
  }
  return undefined;
};
