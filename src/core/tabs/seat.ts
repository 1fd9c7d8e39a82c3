import type { Clock } from '../clock.js';
import type { TransportFactory } from '../transport.js';

/** How one tab reaches the service. */
export interface Seat {
  /** The name under which the service keeps what we miss: the same after a reload, or in the next tab. */
  clientId: string;
  /** The way to the tab that leads; undefined: this one leads, or stands alone. */
  readonly follow?: TransportFactory;
}

/** A tab's place among those of one account, for as long as it has it. */
export interface Place {
  /**
   * What this tab is now. Waits while that is being found out, no longer than another tab needs to
   * connect or to be given up.
   * @throws RtError what keeps the tab that leads from being online
   */
  take(signal: AbortSignal): Seat | Promise<Seat>;
  /** Gives it up; returns whether others need what the service keeps for us. May be called twice. */
  leave(): boolean | undefined;
  /** Gives it up and comes back: another tab has taken it, or shall. */
  yield(): void;
}

/** What the tabs of a browser have in common: its own globals, or a test's. */
export interface Browser {
  readonly navigator: { readonly locks: Pick<LockManager, 'request'> };
  readonly BroadcastChannel: new (name: string) => BroadcastChannel;
  readonly localStorage: Record<string, string | undefined>;
  readonly sessionStorage: Record<string, string | undefined>;
  readonly document?: { readonly hidden: boolean };
  /** Default: the system's. */
  readonly clock?: Clock;
  addEventListener?(
    type: string,
    listener: () => void,
    options: { signal: AbortSignal; capture: boolean },
  ): void;
}
