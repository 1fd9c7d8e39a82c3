import type { Observable } from 'rxjs';

/** Undoes a listening. */
export type Undo = () => void;

/**
 * Listens until undone.
 *
 * @param done called when nothing more will come; an error counts as that, since the SDK tells its
 *   errors elsewhere too
 */
export const follow = <T>(
  source: Observable<T>,
  next: (value: T) => void,
  done: () => void = () => undefined,
): Undo => {
  const subscription = source.subscribe({ next, error: done, complete: done });
  return () => subscription.unsubscribe();
};

/** Several undos as one, which undoes once. */
export class Undos {
  readonly #undos: Undo[] = [];

  add(...undos: Undo[]): void {
    this.#undos.push(...undos);
  }

  run(): void {
    for (const undo of this.#undos.splice(0)) undo();
  }
}
