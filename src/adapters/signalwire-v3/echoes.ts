import type { RtError } from '../../protocol/errors.js';

interface Waiting {
  resolve(): void;
  reject(error: RtError): void;
}

/** On its way out a pipe waits so long for what it has just sent to come back, ms. */
const lastWords = 2_000;

/** What was said and has not come back yet. */
export class Echoes {
  readonly #waiting = new Map<string, Waiting>();
  #drained = (): void => undefined;

  /** Settles when `heard` or `fail` is called for it. */
  wait(key: string): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#waiting.set(key, { resolve, reject });
    });
  }

  heard(key: string): void {
    this.#take(key)?.resolve();
  }

  fail(key: string, error: RtError): void {
    this.#take(key)?.reject(error);
  }

  failAll(error: RtError): void {
    for (const key of [...this.#waiting.keys()]) this.fail(key, error);
  }

  /** Settles when nothing waits, or does no longer want to. */
  async drained(): Promise<void> {
    if (this.#waiting.size === 0) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, lastWords);
      this.#drained = () => {
        clearTimeout(late);
        resolve();
      };
    });
  }

  #take(key: string): Waiting | undefined {
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (this.#waiting.size === 0) this.#drained();
    return waiting;
  }
}
