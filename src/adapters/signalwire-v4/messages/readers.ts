import type { WireMessage } from '../../../protocol/chat-message.js';
import type { GrantUser } from '../../../protocol/grant.js';
import type { Kept } from './own-messages.js';
import { fieldsOf, textOf, type Fields } from './rest.js';

/** A message of a conversation, as an event tells of it or a page has it. */
export interface Said extends Kept {
  /** The address of who has said it. */
  readonly from: string;
}

/** Longer than ours can be; what is longer still is cut. */
const longest = 16_384;
/** The longest name that is shown. */
const longestName = 256;

/** Reads a message; undefined for what is none, such as the record of a call. */
export const saidIn = (fields: Fields, now: number): Said | undefined => {
  const { subtype, ts } = fields;
  const [id, group] = [textOf(fields['id']), textOf(fields['group_id'])];
  const text = textOf(fields['text']).slice(0, longest);
  if (subtype !== 'chat' || !id || !group || !text.trim()) return undefined;
  const time = typeof ts === 'string' ? Number(ts) || Date.parse(ts) : ts;
  const known = typeof time === 'number' && time > 0;
  // In s or in ms; below 10¹¹ it is no recent date in ms.
  const at = known ? Math.round(time < 1e11 ? time * 1_000 : time) : now;
  return { id, group, text, at, from: textOf(fields['from_fabric_address_id']) };
};

/** Who says something. */
export type Writer = Pick<WireMessage, 'user' | 'name'>;

/**
 * Who has an address. Somebody's private address is who they are, as in `/private/ben`; only our own
 * is the user of the grant, whatever it is called.
 */
export const writerAt = (address: Fields, me: GrantUser | undefined): Writer => {
  const name = textOf(address['name']);
  const user = /^\/private\/([^/?]+)$/.exec(name)?.[1] ?? name;
  const shown = textOf(address['display_name']).slice(0, longestName);
  return {
    user: (user && user !== me?.id ? user : name) || textOf(address['id']),
    ...(shown && { name: shown }),
  };
};

/** What a topic is about: a room's messages, or something of it that nobody serves here. */
export type Place = { readonly messages: string } | 'unserved' | undefined;

/** The topics that a chat uses; undefined for others. */
export const placeOf = (topic: string): Place => {
  const [, room = '', part] =
    /^chat\/([^/]+)\/(messages$|sync$|presence\/|typing\/|receipts\/)/.exec(topic) ?? [];
  if (!part) return undefined;
  if (part !== 'messages') return 'unserved';
  try {
    return { messages: decodeURIComponent(room) };
  } catch {
    return { messages: room }; // a room's own name, with a % in it
  }
};

/** The message that an event of the service tells of. */
export const messageIn = (event: unknown): Fields | undefined => {
  const { event_type, params } = fieldsOf(event);
  return event_type === 'conversation.message' ? fieldsOf(params) : undefined;
};
