import type { Message } from '../../protocol/chat-message.js';
import { numberOf, parseReceipts, type Watermarks } from '../../protocol/people.js';

/** More readers than this are not kept: the topic is meant for rooms of 50. */
const mostReaders = 100;
/** How far back it is looked for a message that somebody has read. */
const mostBack = 200;

/** One's own message, and who has read it. */
export interface Receipt {
  readonly id: string;
  readonly users: readonly string[];
}

/** How far the others have read, by their records at `…/receipts/{user}`. */
export class Receipts {
  readonly #readers = new Map<string, Watermarks>();

  /** Somebody else's record came; an empty one takes it back. */
  take(user: string, payload: Uint8Array): void {
    const marks = payload.length > 0 ? parseReceipts(payload) : new Map<string, number>();
    if (!marks) return;
    if (marks.size === 0) this.#readers.delete(user);
    else if (this.#readers.has(user) || this.#readers.size < mostReaders) {
      this.#readers.set(user, marks);
    }
  }

  /** The newest of one's own messages that others have read. */
  newest(messages: readonly Message[]): Receipt | undefined {
    if (this.#readers.size === 0) return undefined;
    for (const { id, own, delivery } of messages.slice(-mostBack).reverse()) {
      const number = own && delivery === 'sent' ? numberOf(id) : undefined;
      if (!number) continue;
      const { sid, n } = number;
      const users = [...this.#readers].filter(([, marks]) => (marks.get(sid) ?? 0) >= n);
      if (users.length > 0) return { id, users: users.map(([user]) => user) };
    }
    return undefined;
  }

  clear(): void {
    this.#readers.clear();
  }
}
