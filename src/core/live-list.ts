import type { ElementState } from './connection-state.js';
import { Store, type ReadonlyStore } from './store.js';

/** Something that is up: a connection, a call, or a line that waits for one. */
export interface Live {
  readonly state: ReadonlyStore<{ readonly status: ElementState }>;
}

/** All that is up on this page, for those who sum it up. */
export const liveList = new Store<readonly Live[]>([]);
