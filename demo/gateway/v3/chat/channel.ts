import { randomUUID } from 'node:crypto';
import type { Fields } from '../../json-rpc.js';
import type { V3Session } from '../session.js';

const kept = 10_000;
const inPage = 30;

/** What was said, in the service's own shape. */
export interface ChannelMessage {
  readonly id: string;
  readonly member: { readonly id: string };
  readonly content: unknown;
  readonly meta?: unknown;
  /** Seconds since the epoch, with a fraction. */
  readonly published_at: number;
}

/** Somebody in a channel, as everybody there is told. */
export interface ChannelMember {
  readonly id: string;
  readonly channel: string;
  readonly state: Fields;
}

/** One channel: who listens to what, who is there, and what was said. */
export class Channel {
  readonly name: string;
  readonly messages: ChannelMessage[] = [];
  readonly #readers = new Map<V3Session, ReadonlySet<string>>();
  readonly #states = new Map<string, Fields>();

  constructor(name: string) {
    this.name = name;
  }

  get members(): ChannelMember[] {
    return [...this.#states].map(([id, state]) => ({ id, channel: this.name, state }));
  }

  has(session: V3Session): boolean {
    return this.#readers.has(session);
  }

  /** Begins to tell a session of events, or of others than before. */
  add(session: V3Session, events: readonly string[], member: string, state: Fields): void {
    this.#readers.set(session, new Set(events));
    if (this.#states.has(member)) return;
    this.#states.set(member, state);
    this.#tell('chat.member.joined', { member: this.#memberOf(member) });
  }

  /** @param stays whether another session of the same member is still there */
  remove(session: V3Session, member: string, stays: boolean): void {
    if (!this.#readers.delete(session) || stays) return;
    const left = this.#memberOf(member);
    this.#states.delete(member);
    this.#tell('chat.member.left', { member: left });
  }

  readers(): Iterable<V3Session> {
    return this.#readers.keys();
  }

  stateOf(member: string): Fields | undefined {
    return this.#states.get(member);
  }

  setState(member: string, state: Fields): void {
    if (!this.#states.has(member)) return;
    this.#states.set(member, state);
    this.#tell('chat.member.updated', { member: this.#memberOf(member) });
  }

  say(member: string, content: unknown, meta: unknown): void {
    const message = {
      id: randomUUID(),
      member: { id: member },
      content,
      published_at: Date.now() / 1000,
      ...(meta !== undefined && { meta }),
    };
    this.messages.push(message);
    if (this.messages.length > kept) this.messages.shift();
    this.#tell('chat.channel.message', { message }, 'chat.message');
  }

  /** A page, the newest first; `after` leads to older ones, `before` to newer ones. */
  page({ after, before }: { after: string; before: string }): Fields {
    const all = this.messages.toReversed();
    const at = (id: string): number => all.findIndex((message) => message.id === id);
    const start = after ? at(after) + 1 : before ? Math.max(0, at(before) - inPage) : 0;
    const messages = all.slice(start, start + inPage);
    const more = start + inPage < all.length;
    return {
      messages,
      cursor: {
        after: more ? messages.at(-1)?.id : null,
        before: start > 0 ? messages[0]?.id : null,
      },
    };
  }

  #memberOf(id: string): ChannelMember {
    return { id, channel: this.name, state: this.#states.get(id) ?? {} };
  }

  /** @param wanted what a session asks for to be told of this */
  #tell(type: string, params: Fields, wanted = type): void {
    for (const [session, events] of this.#readers) {
      if (events.has(wanted)) session.event(type, { channel: this.name, ...params });
    }
  }
}
