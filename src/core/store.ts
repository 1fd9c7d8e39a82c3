/** What others may do with a store: look and listen. */
export interface ReadonlyStore<T> {
  /** The current value; never mutated, replaced as a whole. */
  readonly value: T;
  /** Calls `listener` after every change, not for the current value. Returns its own undo. */
  subscribe(listener: (value: T) => void): () => void;
}

/** One immutable value and those who want to know when it is replaced. */
export class Store<T> implements ReadonlyStore<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    // A copy: a listener may unsubscribe itself or others while we go.
    for (const listener of [...this.#listeners]) {
      // A listener that sets again has told everybody the newer value: nobody hears the older after it.
      if (!Object.is(this.#value, value)) return;
      if (this.#listeners.has(listener)) listener(value);
    }
  }

  /** Replaces some fields of an object value. */
  patch(part: Partial<T>): void {
    this.set({ ...this.#value, ...part });
  }

  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
