import type { Message } from '../../protocol/chat-message.js';

/** How many messages a page keeps; the oldest go first. */
export const mostKept = 10_000;

/** The messages of a room, in the order in which they are shown, each once. */
export class ChatLog {
  #messages: readonly Message[] = [];
  #ids = new Set<string>();
  /** Where among the others a message goes that has come. */
  place: (message: Message, list: readonly Message[]) => number = (_message, list) => list.length;

  /** Oldest first; a new array after every change. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** Whether another one would take the place of the oldest. */
  get full(): boolean {
    return this.#messages.length >= mostKept;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Adds it where `place` says; false if it is there already. */
  add(message: Message): boolean {
    if (this.#ids.has(message.id)) return false;
    this.#ids.add(message.id);
    const kept = this.full ? this.#messages.slice(1) : this.#messages;
    if (kept !== this.#messages && this.#messages[0]) this.#ids.delete(this.#messages[0].id);
    this.#messages = kept.toSpliced(this.place(message, kept), 0, message);
    return true;
  }

  remove(id: string): void {
    if (this.#ids.delete(id)) this.#messages = this.#messages.filter((one) => one.id !== id);
  }

  /** Replaces all of them. */
  set(messages: readonly Message[]): void {
    this.#messages = messages.slice(-mostKept);
    this.#ids = new Set(this.#messages.map(({ id }) => id));
  }

  /** Replaces a message's delivery; returns the new message, undefined if it is not there. */
  deliver(id: string, delivery: Message['delivery']): Message | undefined {
    const index = this.#messages.findLastIndex((message) => message.id === id);
    const message = this.#messages[index];
    if (!message) return undefined;
    const next = { ...message, delivery };
    this.#messages = this.#messages.with(index, next);
    return next;
  }
}
