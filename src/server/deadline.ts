/** Thrown by {@link Deadline.run} when the time is up. */
export class TimeUp extends Error {}

/** One span of time for several steps; the steps get a signal that ends with it. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #request: AbortSignal;

  constructor(ms: number, request: AbortSignal) {
    this.#request = request;
    this.#timer = setTimeout(() => this.#controller.abort(new TimeUp()), ms);
    if (request.aborted) this.#gone();
    else request.addEventListener('abort', this.#gone, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Runs one step; rejects when the time is up, even if the step never settles. */
  run<T>(step: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const stop = (): void => reject(this.signal.reason as Error);
      if (this.signal.aborted) {
        stop();
        return;
      }
      this.signal.addEventListener('abort', stop, { once: true });
      Promise.resolve(this.signal)
        .then(step)
        .then(resolve, reject)
        .finally(() => this.signal.removeEventListener('abort', stop));
    });
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#request.removeEventListener('abort', this.#gone);
  }

  readonly #gone = (): void => this.#controller.abort(this.#request.reason);
}
