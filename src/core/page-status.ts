import type { ConnectionSnapshot, ElementState } from './connection-state.js';
import type { ReadonlyStore } from './store.js';

/** What the summary needs of a connection. */
interface Watched {
  readonly state: ReadonlyStore<ConnectionSnapshot>;
}

/** The worst first. A connection that is `closed` is on its way out and counts for nothing. */
const ranking = ['error', 'offline', 'reconnecting', 'connecting', 'online'] as const;

/** Sums up all connections of a page as the worst of them. */
export class PageStatus {
  readonly #connections: ReadonlyStore<readonly Watched[]>;
  readonly #changed: () => void;
  readonly #stopList: () => void;
  #stopEach: (() => void)[] = [];

  constructor(connections: ReadonlyStore<readonly Watched[]>, changed: () => void) {
    this.#connections = connections;
    this.#changed = changed;
    this.#watchEach();
    this.#stopList = connections.subscribe(() => {
      this.#watchEach();
      changed();
    });
  }

  get state(): ElementState {
    const states = this.#connections.value.map(({ state }) => state.value.status);
    return ranking.find((status) => states.includes(status)) ?? 'idle';
  }

  stop(): void {
    this.#stopList();
    for (const stop of this.#stopEach) stop();
  }

  #watchEach(): void {
    for (const stop of this.#stopEach) stop();
    this.#stopEach = this.#connections.value.map(({ state }) => state.subscribe(this.#changed));
  }
}
