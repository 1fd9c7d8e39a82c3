import { systemClock, type Clock } from '../../../core/clock.js';

/** Calls at each full second since a moment, as long as there is one. */
export class Ticker {
  readonly #tick: () => void;
  readonly #clock: Clock;
  #since: number | undefined;
  #cancel: (() => void) | undefined;

  constructor(tick: () => void, clock: Clock = systemClock) {
    this.#tick = tick;
    this.#clock = clock;
  }

  /** @param since ms since the epoch; undefined: rests */
  run(since: number | undefined): void {
    if (since === this.#since) return;
    this.#cancel?.();
    this.#since = since;
    if (since !== undefined) this.#arm(since);
  }

  #arm(since: number): void {
    const past = (((this.#clock.now() - since) % 1000) + 1000) % 1000;
    this.#cancel = this.#clock.after(1000 - past, () => {
      this.#arm(since);
      this.#tick();
    });
  }
}
