import type { Message } from '../../protocol/chat-message.js';

type Messages = readonly Message[];

/** How many of the newest messages are rendered, and how many more at a time when one scrolls. */
const size = 150;
const step = 100;
/** Never more than this, however far one scrolls: what is far behind is taken out again. */
const most = 250;

/**
 * Which part of all messages is rendered: the newest, or where one has scrolled to. Known by the ids
 * at its ends, so that it stays where it is when messages come in before, between or after.
 */
export class MessageRange {
  #first: string | undefined;
  /** Undefined: up to the newest. */
  #last: string | undefined;
  #start = 0;
  #end = 0;

  /** The first that is rendered. */
  get start(): number {
    return this.#start;
  }

  /** The one after the last that is rendered. */
  get end(): number {
    return this.#end;
  }

  /** Finds its place again after messages have changed. */
  follow(messages: Messages, newest: boolean): void {
    if (newest) return this.#set(messages, messages.length - size, messages.length);
    const first = messages.findIndex(({ id }) => id === this.#first);
    const last = this.#last ? messages.findLastIndex(({ id }) => id === this.#last) + 1 : 0;
    // A beginning that is no longer kept: the oldest there is.
    const start = Math.max(0, first);
    this.#set(messages, start, Math.min(last || messages.length, start + most));
  }

  /** Renders more of what is above; false where there is none. */
  older(messages: Messages): boolean {
    if (this.#start === 0) return false;
    const start = Math.max(0, this.#start - step);
    this.#set(messages, start, Math.min(this.#end, start + most));
    return true;
  }

  /** Renders more of what is below; false where there is none. */
  newer(messages: Messages): boolean {
    if (this.#end >= messages.length) return false;
    const end = Math.min(messages.length, this.#end + step);
    this.#set(messages, Math.max(this.#start, end - most), end);
    return true;
  }

  #set(messages: Messages, start: number, end: number): void {
    this.#start = Math.max(0, start);
    this.#end = end;
    this.#first = messages[this.#start]?.id;
    this.#last = end < messages.length ? messages[end - 1]?.id : undefined;
  }
}
