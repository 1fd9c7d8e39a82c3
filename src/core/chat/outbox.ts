import { toRtError, type RtError } from '../../protocol/errors.js';
import { backoff } from '../backoff.js';
import type { Clock } from '../clock.js';

export interface OutboxOptions<T> {
  clock: Clock;
  /** Publishes one; settles on the service's acknowledgement. */
  publish(entry: T): Promise<void>;
  /** How many may be unacknowledged at once. */
  limit(): number;
  /** The service has it, or `error`: it never will. */
  settled(entry: T, error: RtError | undefined): void;
}

const retryWait = { min: 200, max: 4_000 };

/**
 * What waits to be sent, in order. An entry leaves only when the service has acknowledged or refused
 * it, so a cut connection repeats entries: each carries an id by which readers know a repeat. Entries
 * go out by their `order`.
 */
export class Outbox<T extends { order: number }> {
  readonly #options: OutboxOptions<T>;
  #waiting: T[] = [];
  #flying = 0;
  #open = false;
  #attempt = 0;
  #cancel: (() => void) | undefined;

  constructor(options: OutboxOptions<T>) {
    this.#options = options;
  }

  add(entry: T): void {
    this.#insert(entry);
    this.#pump();
  }

  /** More may be in the air than before. */
  wake(): void {
    this.#pump();
  }

  /** The connection is up, and what others sent meanwhile is subscribed to. */
  resume(): void {
    this.#open = true;
    this.#attempt = 0;
    this.#pump();
  }

  /** The connection is down: keep everything. */
  pause(): void {
    this.#open = false;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #pump(): void {
    while (this.#open && !this.#cancel && this.#flying < this.#options.limit()) {
      const entry = this.#waiting.shift();
      if (!entry) return;
      void this.#fly(entry);
    }
  }

  async #fly(entry: T): Promise<void> {
    this.#flying += 1;
    let error: RtError | undefined;
    try {
      await this.#options.publish(entry);
      this.#attempt = 0;
    } catch (cause) {
      error = toRtError(cause, 'chat/send-failed');
    }
    this.#flying -= 1;
    if (error?.retryable) this.#putBack(entry);
    // The next goes out first: it must not hang on what the listener does.
    this.#pump();
    if (!error?.retryable) this.#options.settled(entry, error);
  }

  #putBack(entry: T): void {
    // Those that were in the air together come back in any order.
    this.#insert(entry);
    if (!this.#open) return;
    const { clock } = this.#options;
    this.#cancel ??= clock.after(
      backoff(this.#attempt++, retryWait, () => clock.random()),
      () => {
        this.#cancel = undefined;
        this.#pump();
      },
    );
  }

  #insert(entry: T): void {
    const index = this.#waiting.findIndex(({ order }) => order > entry.order);
    this.#waiting.splice(index < 0 ? this.#waiting.length : index, 0, entry);
  }
}
