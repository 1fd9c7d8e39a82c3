import type { Clock } from '../clock.js';

/** It is said at most so often, ms. */
const every = 2_000;
/** Who does not go on within this time has stopped, ms. */
const pause = 5_000;

/** Tells the room that the visitor writes, as long as they do. */
export class TypingSender {
  readonly #clock: Clock;
  readonly #publish: (on: boolean) => void;
  #saidAt = -Infinity;
  #on = false;
  #cancelPause: (() => void) | undefined;

  constructor(clock: Clock, publish: (on: boolean) => void) {
    this.#clock = clock;
    this.#publish = publish;
  }

  /** The visitor has changed the draft. */
  write(draft: string): void {
    if (draft.trim() === '') return this.stop();
    this.#cancelPause?.();
    this.#cancelPause = this.#clock.after(pause, () => this.stop());
    const now = this.#clock.now();
    // The absolute value: a clock that was set back must not make us silent.
    if (Math.abs(now - this.#saidAt) < every) return;
    this.#saidAt = now;
    this.#on = true;
    this.#publish(true);
  }

  /** The draft was sent, emptied, or left alone. */
  stop(): void {
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    if (this.#on) this.#publish(false);
    this.#on = false;
  }
}
