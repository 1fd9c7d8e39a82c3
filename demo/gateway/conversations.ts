import { randomUUID } from 'node:crypto';
import type { GrantUser } from '../../src/server/index.js';
import { userAddress } from './directory.js';
import type { Address, Directory } from './directory.js';
import { textOf, type Fields } from './json-rpc.js';
import type { Line } from './line.js';

/** Who gets to read what is written. */
export interface Readers {
  /** Lines of the users with these addresses, and of those who are in a call with one of them. */
  linesOf(addresses: ReadonlySet<string>): Line[];
}

const kept = 1_000;

/** A part of a conversation, the newest first. */
export interface Page {
  readonly messages: readonly Fields[];
  /** The id of the message before which the next part is; undefined at the beginning. */
  readonly next: string | undefined;
}

/** What people write to each other, and to what can be called. */
export class Conversations {
  readonly #directory: Directory;
  readonly #readers: Readers;
  readonly #groups = new Map<string, { addresses: Set<string>; messages: Fields[] }>();

  constructor(directory: Directory, readers: Readers) {
    this.#directory = directory;
    this.#readers = readers;
  }

  /** The conversation between a user and others; undefined where one of them is not known. */
  join(user: GrantUser, ids: readonly string[]): string | undefined {
    const addresses = ids.map((id) => this.#directory.byId(id));
    const known = addresses.filter((address) => address !== undefined);
    if (known.length !== ids.length) return undefined;
    const own = userAddress(user).id;
    const room = known.find(({ type }) => type === 'room');
    // All who are in a room write into one conversation; the others have one for each set of people.
    const group = room?.id ?? [...new Set([own, ...ids])].sort().join('_');
    const entry = this.#groups.get(group) ?? { addresses: new Set<string>(), messages: [] };
    for (const id of [own, ...ids]) entry.addresses.add(id);
    this.#groups.set(group, entry);
    return group;
  }

  /**
   * What was written in a conversation before one of its messages, or last of all; undefined for who is
   * not in it, and where there is no such message.
   */
  page(user: GrantUser, group: string, size: number, before: string): Page | undefined {
    const entry = this.#groups.get(group);
    if (!entry?.addresses.has(userAddress(user).id)) return undefined;
    const place = entry.messages.findIndex(({ id }) => id === before);
    if (before !== '' && place < 0) return undefined;
    const messages = entry.messages.slice(place + 1, place + 1 + size);
    const more = place + 1 + size < entry.messages.length;
    return { messages, next: more ? textOf(messages.at(-1)?.['id']) : undefined };
  }

  /** Writes into a conversation; undefined for who is not in it. */
  write(user: GrantUser, group: string, text: string): Fields | undefined {
    const own = userAddress(user);
    const entry = this.#groups.get(group);
    if (!entry?.addresses.has(own.id)) return undefined;
    const message = this.#add(group, own, text);
    for (const id of entry.addresses) {
      const address = this.#directory.byId(id);
      const reply = address && answerOf(address, text);
      if (reply !== undefined) this.#add(group, address, reply);
    }
    return message;
  }

  #add(group: string, from: Address | undefined, text: string): Fields {
    const message = {
      id: randomUUID(),
      type: 'message',
      subtype: 'chat',
      kind: 'message',
      hidden: false,
      group_id: group,
      conversation_id: group,
      conversation_name: group,
      from_fabric_address_id: from?.id,
      user_name: from?.display_name,
      ts: Date.now(),
      metadata: {},
      details: {},
      text,
    };
    const entry = this.#groups.get(group);
    entry?.messages.unshift(message);
    entry?.messages.splice(kept);
    for (const line of this.#readers.linesOf(entry?.addresses ?? new Set())) {
      line.event('conversation.message', message);
    }
    return message;
  }
}

const answerOf = ({ name }: Address, text: string): string | undefined => {
  if (name === '/public/echo') return text;
  return name === '/public/agent' ? `You wrote: ${text}` : undefined;
};
