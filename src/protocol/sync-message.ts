import type { readMessage, WireMessage } from './chat-message.js';

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

/** Most messages in one answer, and about how long it gets, in UTF-16 units. */
export const mostInAnswer = 100;
export const longestAnswer = 64 * 1024;
/** A larger payload is not even parsed, bytes: an answer in the widest script fits. */
const maxPayloadBytes = 256 * 1024;

const count = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const session = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 64;

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a payload of the sync topic; undefined for anything else, since anybody may write there.
 * @param now ms since the epoch
 * @param read `readMessage`: handed in, so that code that is loaded later need not bring its own
 */
export const parseSync = (
  payload: Uint8Array,
  now: number,
  read: typeof readMessage,
): SyncMessage | undefined => {
  if (payload.length > maxPayloadBytes) return undefined;
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
  if (k === 'back' && count(away) && isMap(have)) {
    const known = Object.entries(have).filter(([key, next]) => session(key) && count(next));
    return { k, away, have: Object.fromEntries(known) as Record<string, number> };
  }
  if (k === 're' && session(sid) && count(from) && count(upto) && Array.isArray(a)) {
    const messages = a.slice(0, mostInAnswer).flatMap((one: unknown) => {
      const parsed = read(one, now);
      return 'message' in parsed ? [parsed.message] : [];
    });
    return { k, sid, from, upto, a: messages };
  }
  return undefined;
};
