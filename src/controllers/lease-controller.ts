import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Connection } from '../core/connection.js';
import type { Account, ConnectionPool, Lease } from '../core/connection-pool.js';
import { systemClock } from '../core/clock.js';
import type { ReadonlyStore } from '../core/store.js';
import type { Want } from '../core/wants.js';
import { toRtError, type RtError } from '../protocol/errors.js';

/** What an element does with a connection, for as long as its attributes stay the same. */
export interface Session<T> {
  readonly state: ReadonlyStore<T>;
  dispose(): void;
}

/** What an element's attributes ask for. */
export interface Plan<S> {
  account: Account;
  want: Want;
  /** Whatever else makes it another session when it changes. */
  key?: unknown;
  open(connection: Connection): S;
}

export interface LeaseOptions<S> {
  pool: ConnectionPool;
  /** Undefined: nothing to connect to. Throws an `RtError` where attributes are missing or wrong. */
  plan(): Plan<S> | undefined;
  /** Called when the session's state, or the problem with the plan, has changed. */
  changed(): void;
}

/**
 * Holds a connection and a session on it while its host is in the document. Survives a move in the
 * DOM, follows the host's attributes.
 */
export class LeaseController<T, S extends Session<T>> implements ReactiveController {
  readonly #host: ReactiveControllerHost & { isConnected: boolean };
  readonly #options: LeaseOptions<S>;
  #held: { plan: Plan<S>; lease: Lease; session: S; unsubscribe: () => void } | undefined;
  #problem: RtError | undefined;
  #cancelRelease: (() => void) | undefined;

  constructor(host: ReactiveControllerHost & { isConnected: boolean }, options: LeaseOptions<S>) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** Undefined while there is nothing to connect to. */
  get session(): S | undefined {
    return this.#held?.session;
  }

  get connection(): Connection | undefined {
    return this.#held?.lease.connection;
  }

  /** What is wrong with the host's attributes. */
  get problem(): RtError | undefined {
    return this.#problem;
  }

  hostConnected(): void {
    this.#cancelRelease?.();
    this.#cancelRelease = undefined;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    // A task later: an element that is only moved is back by then.
    this.#cancelRelease = systemClock.after(0, () => this.#release());
  }

  hostUpdate(): void {
    if (!this.#host.isConnected) return;
    const before = { session: this.session, problem: this.#problem?.message };
    this.#problem = undefined;
    try {
      const plan = this.#options.plan();
      if (!same(plan, this.#held?.plan)) {
        this.#release();
        if (plan) this.#hold(plan);
      } else if (plan && this.#held) {
        // Frameworks hand over a new function at every render: asked from the next request on.
        this.#held.plan.account.source.getToken = plan.account.source.getToken;
      }
    } catch (error) {
      this.#release();
      this.#problem = toRtError(error, 'config/bad-attribute');
    }
    const { session, problem } = this;
    if (session !== before.session || problem?.message !== before.problem) this.#options.changed();
  }

  #hold(plan: Plan<S>): void {
    const lease = this.#options.pool.acquire(plan.account, plan.want);
    let session: S;
    try {
      session = plan.open(lease.connection);
    } catch (error) {
      lease.release();
      throw error;
    }
    const unsubscribe = session.state.subscribe(() => {
      this.#options.changed();
      this.#host.requestUpdate();
    });
    this.#held = { plan, lease, session, unsubscribe };
  }

  #release(): void {
    const held = this.#held;
    if (!held) return;
    this.#held = undefined;
    held.unsubscribe();
    held.session.dispose();
    held.lease.release();
  }
}

const same = <S>(a: Plan<S> | undefined, b: Plan<S> | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    !a.account.source.getToken === !b.account.source.getToken &&
    JSON.stringify([a.account, a.want, a.key]) === JSON.stringify([b.account, b.want, b.key]));
