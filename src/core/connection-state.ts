import type { RtError } from '../protocol/errors.js';
import type { GrantUser } from '../protocol/grant.js';

/**
 * - `connecting`: the first try is under way
 * - `online`: messages flow
 * - `reconnecting`: it was online a moment ago and is being restored
 * - `offline`: the tries fail, or the browser has no network; goes on trying
 * - `error`: trying again by itself can't help; `retry()` tries once more
 * - `closed`: nobody uses it any more
 */
export type ConnectionStatus =
  'connecting' | 'online' | 'reconnecting' | 'offline' | 'error' | 'closed';

/** What an element shows of its connection; `idle`: it has none. */
export type ElementState = ConnectionStatus | 'idle';

export interface ConnectionSnapshot {
  readonly status: ConnectionStatus;
  /** Who the last grant spoke for. */
  readonly user: GrantUser | undefined;
  /** Why it is `reconnecting`, `offline` or `error`. */
  readonly error: RtError | undefined;
}
