import type { WireMessage } from '../../../protocol/chat-message.js';
import type { GrantUser } from '../../../protocol/grant.js';
import { OwnMessages } from './own-messages.js';
import { writerAt, type Said, type Writer } from './readers.js';
import type { Rest } from './rest.js';

/** One that we take part in. */
export interface Conversation {
  readonly topic: string;
  readonly group: string;
}

const mostWriters = 1_000;

/**
 * What one connection of a page knows, over all the lines that it has one after the other: its
 * conversations, what it has said in them, and who is who.
 */
export class Conversations {
  readonly own = new OwnMessages();
  readonly #byTopic = new Map<string, Conversation>();
  readonly #byGroup = new Map<string, Conversation>();
  readonly #writers = new Map<string, Promise<Writer>>();

  at(topic: string): Conversation | undefined {
    return this.#byTopic.get(topic);
  }

  of({ group }: Said): Conversation | undefined {
    return this.#byGroup.get(group);
  }

  add(conversation: Conversation): void {
    this.#byTopic.set(conversation.topic, conversation);
    this.#byGroup.set(conversation.group, conversation);
  }

  /** It is no longer ours to read. */
  remove(topic: string): void {
    const group = this.#byTopic.get(topic)?.group;
    this.#byTopic.delete(topic);
    if (group !== undefined) this.#byGroup.delete(group);
  }

  /** A message as the layers above know it. To be called in the order of the conversation. */
  async wire(
    said: Said,
    {
      rest,
      addresses,
      me,
    }: { rest: Rest; addresses: readonly string[]; me?: GrantUser | undefined },
  ): Promise<WireMessage> {
    const { id, text, at: timestamp, from } = said;
    const mine = addresses.includes(from);
    const sent = mine ? this.own.find(said) : undefined;
    this.own.seen(said);
    if (sent) return { ...sent, timestamp };
    const writer = await this.#writer(from, rest, me);
    const own = mine && me && { user: me.id, name: me.name ?? writer.name ?? me.id };
    return { ...writer, ...own, text, timestamp, id };
  }

  #writer(address: string, rest: Rest, me: GrantUser | undefined): Promise<Writer> {
    let writer = this.#writers.get(address);
    if (writer) return writer;
    writer = rest.address(address).then(
      (fields) => writerAt(fields, me),
      () => {
        // Asked for again with the next message of theirs.
        this.#writers.delete(address);
        return { user: address || '?' };
      },
    );
    this.#writers.set(address, writer);
    if (this.#writers.size > mostWriters) deleteFirst(this.#writers);
    return writer;
  }
}

/** By the name of the connection, which its lines share; who has had none for longest comes first. */
const kept = new Map<string, Conversations>();
/** One that has gone while it had no line is not forgotten by name. */
const mostKept = 32;

export const conversationsOf = (clientId: string): Conversations => {
  const conversations = kept.get(clientId) ?? new Conversations();
  kept.delete(clientId);
  kept.set(clientId, conversations);
  if (kept.size > mostKept) deleteFirst(kept);
  return conversations;
};

/** The connection has gone for good. */
export const forgetConversations = (clientId: string): void => void kept.delete(clientId);

const deleteFirst = (map: Map<string, unknown>): void => {
  for (const key of map.keys()) return void map.delete(key);
};
