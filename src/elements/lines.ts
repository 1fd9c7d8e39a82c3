import type { ElementState } from '../core/connection-state.js';
import { Store, type ReadonlyStore } from '../core/store.js';

/** Something that is up on this page besides the connections: a call, or a line that waits for one. */
export interface Line {
  readonly state: ReadonlyStore<{ readonly status: ElementState }>;
}

/** The page's lines, for those who sum them up. */
export const lines = new Store<readonly Line[]>([]);
