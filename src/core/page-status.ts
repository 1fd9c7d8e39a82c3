import type { ElementState } from './connection-state.js';
import type { Live } from './live-list.js';
import type { ReadonlyStore } from './store.js';

/** The worst first. A connection that is `closed` is on its way out and counts for nothing. */
const ranking = ['error', 'offline', 'reconnecting', 'connecting', 'online'] as const;

/** Sums up all that is live on a page as the worst of it. */
export class PageStatus {
  readonly #list: ReadonlyStore<readonly Live[]>;
  readonly #changed: () => void;
  readonly #stopList: () => void;
  #stopEach: (() => void)[] = [];

  constructor(list: ReadonlyStore<readonly Live[]>, changed: () => void) {
    this.#list = list;
    this.#changed = changed;
    this.#watchEach();
    this.#stopList = list.subscribe(() => {
      this.#watchEach();
      changed();
    });
  }

  get state(): ElementState {
    const states = this.#list.value.map(({ state }) => state.value.status);
    return ranking.find((status) => states.includes(status)) ?? 'idle';
  }

  /** A summary has no words of its own. */
  declare readonly text: undefined;

  stop(): void {
    this.#stopList();
    for (const stop of this.#stopEach) stop();
  }

  #watchEach(): void {
    for (const stop of this.#stopEach) stop();
    this.#stopEach = this.#list.value.map(({ state }) => state.subscribe(this.#changed));
  }
}
