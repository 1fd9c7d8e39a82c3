/** A chat message as everything above the wire knows it. */
export interface Message {
  /** Unique in its room. */
  readonly id: string;
  /** The writer's id. On a topic that others can write to it is only a claim. */
  readonly user: string;
  /** The writer's name to show; falls back to `user`. */
  readonly name: string;
  /** Plain text, never markup. */
  readonly text: string;
  /** When it was written (or, where that can't be true, when it came), ms since the epoch. */
  readonly timestamp: number;
  /** Whether we wrote it. */
  readonly own: boolean;
  /** `sent` once the service has it; for messages of others always `sent`. */
  readonly delivery: 'sending' | 'sent' | 'failed';
}

/**
 * The payload on `chat/{room}/messages`: the three fields of the vendors' quickstarts, unchanged and
 * at the top level, and ours beside them.
 */
export interface WireMessage {
  user: string;
  text: string;
  /** ms since the epoch. */
  timestamp: number;
  name?: string;
  /**
   * Unique in the room. For plain clients, who send none, made of what they wrote, so that a
   * broker's repeat (QoS 1 is "at least once") is recognised.
   */
  id: string;
  /** The writer's session, and this message's place in it, counted from 1. */
  sid?: string;
  n?: number;
  v?: 1;
}

/** Longest text that is sent or shown, in UTF-16 units; a longer one of others is cut. */
export const maxTextLength = 16_384;
/** A larger payload is not even parsed, bytes. */
const maxPayloadBytes = 128 * 1024;

/** What a payload was, or why it is not shown. */
export type ParsedMessage = { message: WireMessage } | { problem: string };

const short = (value: unknown, limit: number): string | undefined => {
  if (typeof value !== 'string' || value === '') return undefined;
  // A cut through a pair of surrogates would leave half a character.
  return value.length <= limit ? value : value.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
};

/** Writers' timestamps come in ms, in s (below 10¹¹) or as ISO 8601. */
const parseTimestamp = (value: unknown, now: number): number => {
  // `Number` first: what engines make of a bare number as a date differs.
  const number = typeof value === 'string' ? Number(value) || Date.parse(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number) || number <= 0) return now;
  const ms = number < 1e11 ? number * 1000 : number;
  return Math.min(ms, now);
};

/** A time as it was written. Of an object there is none: its `toString` may be anything. */
const written = (value: unknown): string | number | undefined =>
  typeof value === 'number' ? value : short(value, 64);

/**
 * Reads a payload of `chat/{room}/messages`, ours or a plain quickstart client's. Never throws:
 * anybody who may write to the topic can put anything there.
 * @param now ms since the epoch: stands in for a missing time or one in the future
 */
export const parseMessage = (payload: Uint8Array, now: number): ParsedMessage => {
  if (payload.length > maxPayloadBytes) return { problem: 'larger than 128 kB' };
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return { problem: 'not JSON in UTF-8' }; // the sentence is all there is to know
  }
  return readMessage(body, now);
};

/** The id of a message that came without one: made of what its client wrote, and when. */
export const plainId = (
  { user, text }: Pick<WireMessage, 'user' | 'text'>,
  timestamp: string | number,
): string => `${user}\n${timestamp}\n${text}`;

/** Reads a message that is parsed JSON already, such as one inside an answer. Never throws. */
export const readMessage = (body: unknown, now: number): ParsedMessage => {
  if (typeof body !== 'object' || body === null) return { problem: 'not a JSON object' };
  const fields = body as Record<string, unknown>;
  const user = short(fields['user'], 256);
  const text = short(fields['text'], maxTextLength);
  if (user === undefined) return { problem: 'no "user"' };
  if (text === undefined) return { problem: 'no "text"' };
  const timestamp = parseTimestamp(fields['timestamp'], now);
  const name = short(fields['name'], 256);
  const id =
    short(fields['id'], 128) ?? plainId({ user, text }, written(fields['timestamp']) ?? now);
  const sid = short(fields['sid'], 64);
  const n = fields['n'];
  const ours = sid !== undefined && typeof n === 'number' && Number.isSafeInteger(n) && n > 0;
  return {
    message: {
      user,
      text,
      timestamp,
      id,
      ...(name && { name }),
      ...(ours && { sid, n }),
    },
  };
};
