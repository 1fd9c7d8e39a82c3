import { systemClock, type Clock } from '../core/clock.js';

/** How long an answer is waited for, ms. */
const patience = 3_000;
/** When to ask, ms: while something goes on, and while nothing does. */
const pauses = { busy: 2_000, idle: 30_000 };

/** Finds out whether the other side is still there, from time to time and when asked, for clients that do not. */
export class Pulse {
  readonly #send: () => Promise<void>;
  readonly #dead: () => void;
  readonly #clock: Clock;
  #cancel = (): void => undefined;
  /** What has gone on since it was armed: 0: nothing; 1: that is why it was; 2: more than that. */
  #news = 0;
  #ended = false;

  /**
   * @param send settles with the answer
   * @param dead called when none has come in time
   */
  constructor(send: () => Promise<void>, dead: () => void, clock: Clock = systemClock) {
    this.#send = send;
    this.#dead = dead;
    this.#clock = clock;
    this.#arm();
  }

  async ping(): Promise<void> {
    const cancel = this.#clock.after(patience, this.#dead);
    try {
      await this.#send();
    } finally {
      cancel();
    }
  }

  /** Something has come or gone. Who only reads cannot tell the silence after it from that of a dead line. */
  busy(): void {
    if (this.#news) this.#news = 2;
    else this.#arm(1);
  }

  end(): void {
    this.#ended = true;
    this.#cancel();
  }

  #arm(news = 0): void {
    this.#cancel();
    if (this.#ended) return;
    this.#news = news;
    this.#cancel = this.#clock.after(news ? pauses.busy : pauses.idle, () => {
      // Its failure is the end of the line, which `dead` or the client tells.
      this.ping().then(
        // Soon again if there was more than one thing: in the midst of many, what came last was hardly the last.
        () => this.#arm(this.#news >> 1),
        () => undefined,
      );
    });
  }
}
