import type { ElementState } from './connection-state.js';
import type { ReadonlyStore } from './store.js';

/** What the summary needs of a connection or of a line for calls. */
interface Watched {
  readonly state: ReadonlyStore<{ readonly status: ElementState }>;
}

type List = ReadonlyStore<readonly Watched[]>;

/** The worst first. A connection that is `closed` is on its way out and counts for nothing. */
const ranking = ['error', 'offline', 'reconnecting', 'connecting', 'online'] as const;

/** Sums up everything that is live on a page as the worst of it. */
export class PageStatus {
  readonly #lists: readonly List[];
  readonly #changed: () => void;
  readonly #stopLists: (() => void)[];
  #stopEach: (() => void)[] = [];

  constructor(lists: readonly List[], changed: () => void) {
    this.#lists = lists;
    this.#changed = changed;
    this.#watchEach();
    this.#stopLists = lists.map((list) =>
      list.subscribe(() => {
        this.#watchEach();
        changed();
      }),
    );
  }

  get state(): ElementState {
    const states = this.#watched.map(({ state }) => state.value.status);
    return ranking.find((status) => states.includes(status)) ?? 'idle';
  }

  /** The summary has no words of its own. */
  declare readonly text: undefined;

  stop(): void {
    for (const stop of [...this.#stopLists, ...this.#stopEach]) stop();
  }

  get #watched(): Watched[] {
    return this.#lists.flatMap(({ value }) => value);
  }

  #watchEach(): void {
    for (const stop of this.#stopEach) stop();
    this.#stopEach = this.#watched.map(({ state }) => state.subscribe(this.#changed));
  }
}
