import type { Message } from '../../protocol/chat-message.js';

/** How many messages a page keeps; the oldest go first. */
const most = 10_000;

/** The messages of a room, in the order in which they are shown, each once. */
export class ChatLog {
  #messages: readonly Message[] = [];
  readonly #ids = new Set<string>();

  /** Oldest first; a new array after every change. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Adds at the end; false if it is there already. */
  add(message: Message): boolean {
    if (this.#ids.has(message.id)) return false;
    this.#ids.add(message.id);
    const kept = this.#messages.length >= most ? this.#messages.slice(1) : this.#messages;
    if (kept !== this.#messages && this.#messages[0]) this.#ids.delete(this.#messages[0].id);
    this.#messages = [...kept, message];
    return true;
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
