import { checkSegment, type ChatTopics } from './topics.js';

/** The topics of a room on which sessions tell of their visitors. */
export interface PeopleTopics {
  /** Whether a session's visitor writes just now: `{typing}/{sid}`. */
  readonly typing: string;
  /** How far each user has read, one retained record per user: `{receipts}/{user}`. */
  readonly receipts: string;
}

/** Those topics; apart from `chatTopics`, since a visitor who is alone in a room needs none of them. */
export const peopleTopics = ({ presence }: ChatTopics): PeopleTopics => {
  const root = presence.slice(0, presence.lastIndexOf('/'));
  return { typing: `${root}/typing`, receipts: `${root}/receipts` };
};

/** Somebody in a room. */
export interface Person {
  /** Their id. On a topic that others can write to it is only a claim. */
  readonly user: string;
  /** Their name to show: one line, at most 64 characters. */
  readonly name: string;
}

/** What a session says of itself on `presence/{sid}`. */
export interface PresenceRecord extends Person {
  /** Since when it is there, ms since the epoch. */
  readonly since: number;
}

/** What a session says on `typing/{sid}`. */
export interface TypingMessage extends Person {
  readonly on: boolean;
}

/** How far somebody has read: by a writer's session, the number of the newest message. */
export type Watermarks = ReadonlyMap<string, number>;

/** So many sessions one record of {@link Watermarks} names, the newest last. */
export const mostWatermarks = 50;

const longestId = 256;
const longestName = 64;
const longestSid = 64;
/** A larger payload is not even parsed, bytes. */
const largest = 8_192;

/** Controls, and what would turn the text around it: names of others stand in the middle of ours. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\s]+/gu;

/** Reads a record of `presence/{sid}`. Never throws: anybody may have written it. */
export const parsePresence = (payload: Uint8Array): PresenceRecord | undefined => {
  const fields = parseFields(payload);
  const person = fields && personOf(fields);
  if (!person) return undefined;
  const since = fields['since'];
  return { ...person, since: typeof since === 'number' && since > 0 ? since : Infinity };
};

/** Reads a message of `typing/{sid}`. Never throws. */
export const parseTyping = (payload: Uint8Array): TypingMessage | undefined => {
  const fields = parseFields(payload);
  const person = fields && personOf(fields);
  return person && { ...person, on: fields['on'] === true };
};

/** Reads a record of `receipts/{user}`. Never throws. */
export const parseReceipts = (payload: Uint8Array): Watermarks | undefined => {
  const fields = parseFields(payload);
  if (!fields) return undefined;
  const good = Object.entries(fields).filter(
    (entry): entry is [string, number] =>
      entry[0].length <= longestSid && Number.isSafeInteger(entry[1]) && Number(entry[1]) > 0,
  );
  return new Map(good.slice(-mostWatermarks));
};

/** Whether a user's id can be a part of a topic. */
export const fitsTopic = (user: string): boolean => {
  try {
    return checkSegment(user, 'user') === user;
  } catch {
    return false; // that is the answer
  }
};

/** The session and number in the id of a message of ours; undefined for one of a plain client. */
export const numberOf = (id: string): { sid: string; n: number } | undefined => {
  const [, sid, n] = /^(.{1,64})-([1-9]\d{0,14})$/s.exec(id) ?? [];
  return sid === undefined ? undefined : { sid, n: Number(n) };
};

const parseFields = (payload: Uint8Array): Record<string, unknown> | undefined => {
  if (payload.length > largest) return undefined;
  try {
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    const isFields = typeof body === 'object' && body !== null && !Array.isArray(body);
    return isFields ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // what is no record says nothing
  }
};

const personOf = (fields: Record<string, unknown>): Person | undefined => {
  const { user, name } = fields;
  if (typeof user !== 'string' || user === '') return undefined;
  const shown = (typeof name === 'string' && displayName(name)) || displayName(user) || '?';
  return { user: user.slice(0, longestId), name: shown };
};

/** A name of others as it can be shown: one line, no longer than 64 characters; empty where none is left. */
export const displayName = (text: string): string => {
  // By characters: half of a pair of surrogates is none. Cut twice, since splitting costs time.
  const name = text
    .slice(0, 4 * longestName)
    .replace(controls, ' ')
    .trim();
  return [...name].slice(0, longestName).join('').trim();
};
