/** How long an answer is waited for, ms. */
const patience = 3_000;
/** When to ask, ms: while something goes on, and while nothing does. The service asks too, every 10 s. */
const pauses = { busy: 2_000, idle: 30_000 };

/**
 * Finds out whether the other side is still there, from time to time and when asked. The SDK does as well, but only
 * 15 s after the service has asked last.
 */
export class Pulse {
  readonly #send: () => Promise<void>;
  readonly #dead: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  #ended = false;

  /**
   * @param send settles with the answer
   * @param dead called when none has come in time
   */
  constructor(send: () => Promise<void>, dead: () => void) {
    this.#send = send;
    this.#dead = dead;
    this.#arm();
  }

  async ping(): Promise<void> {
    const late = setTimeout(this.#dead, patience);
    try {
      await this.#send();
    } finally {
      clearTimeout(late);
    }
  }

  /** Something has come or gone. Who only reads cannot tell the silence after it from that of a dead line. */
  busy(): void {
    if (this.#busy) return;
    this.#busy = true;
    this.#arm();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#ended) return;
    const pause = this.#busy ? pauses.busy : pauses.idle;
    this.#timer = setTimeout(() => {
      this.#busy = false;
      // Its failure is the end of the line, which `dead` or the SDK tells.
      this.ping().then(
        () => this.#arm(),
        () => undefined,
      );
    }, pause);
  }
}
