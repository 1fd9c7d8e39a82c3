import type { Message } from '../../protocol/chat-message.js';
import { mostWatermarks, numberOf, type Watermarks } from '../../protocol/people.js';
import type { Clock } from '../clock.js';

/** It is said at most so often, ms; in a room of many each waits a little longer, by chance. */
const every = 1_000;
const spread = 50;

/**
 * Tells the room how far the visitor has read. All tabs of a user write the same record, so each
 * takes over what the others have put there, and nothing is ever taken back.
 */
export class ReceiptsSender {
  readonly #clock: Clock;
  readonly #publish: (marks: Watermarks) => void;
  /** What was read, here or in another tab; the newest last. */
  readonly #marks = new Map<string, number>();
  /** What the record says. */
  #said: Watermarks = new Map();
  /** The newest message that was looked at. */
  #last: string | undefined;
  /** Whether something was read here since another tab's record last made us write. */
  #fresh = false;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, publish: (marks: Watermarks) => void) {
    this.#clock = clock;
    this.#publish = publish;
  }

  /**
   * The visitor has seen the newest messages.
   * @param people how many there are in the room
   */
  read(messages: readonly Message[], people: number): void {
    const last = messages.at(-1)?.id;
    if (last === this.#last) return;
    const seen = messages.findLastIndex(({ id }) => id === this.#last);
    this.#last = last;
    for (const { id, own } of messages.slice(seen + 1)) {
      const number = own ? undefined : numberOf(id);
      if (number) this.#fresh = this.#mark(number.sid, number.n) || this.#fresh;
    }
    this.#say(people);
  }

  /** The record as it is, written by us or by another tab of the same user. */
  known(marks: Watermarks, people: number): void {
    this.#said = marks;
    for (const [sid, n] of marks) this.#mark(sid, n);
    // Written over by a tab that had read less. Once for all that was read here: two tabs that can't
    // agree, since a record holds only so many, must not go on for ever.
    if (this.#fresh && !this.#cancel && this.#missing) {
      this.#say(people);
      this.#fresh = false;
    }
  }

  dispose(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** The newest that fit into a record. */
  get #newest(): [string, number][] {
    return [...this.#marks].slice(-mostWatermarks);
  }

  get #missing(): boolean {
    return this.#newest.some(([sid, n]) => (this.#said.get(sid) ?? 0) < n);
  }

  /** Whether that is news. */
  #mark(sid: string, n: number): boolean {
    const before = this.#marks.get(sid) ?? 0;
    if (before >= n) return false;
    // Back to the end: who has been silent for longest is left out first.
    this.#marks.delete(sid);
    this.#marks.set(sid, n);
    const [oldest] = this.#marks.keys();
    if (this.#marks.size > 2 * mostWatermarks && oldest !== undefined) this.#marks.delete(oldest);
    return true;
  }

  #say(people: number): void {
    if (!this.#missing) return;
    this.#cancel ??= this.#clock.after(every + this.#clock.random() * people * spread, () => {
      this.#cancel = undefined;
      if (!this.#missing) return;
      this.#said = new Map(this.#newest);
      this.#publish(this.#said);
    });
  }
}
