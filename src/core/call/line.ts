import { toRtError, type RtError } from '../../protocol/errors.js';
import { abortable } from '../abortable.js';
import { backoff } from '../backoff.js';
import type { Clock } from '../clock.js';
import { Store, type ReadonlyStore } from '../store.js';
import type { Wake } from '../wake.js';
import { CallGrants, isRefusal, type CallGrantsOptions } from './call-grants.js';
import type { CallClient, ConnectCalls, IncomingCall } from './call-provider.js';
import type { LineStatus } from './phone-state.js';

export interface LineOptions extends CallGrantsOptions {
  /** Finds a provider's code; the only way to an SDK. */
  loadCalls(provider: string): Promise<ConnectCalls>;
  /** Called for every call that comes in while the line is kept. */
  ring(call: IncomingCall): void;
  wake: Wake;
}

export interface LineState {
  readonly status: LineStatus;
  readonly error: RtError | undefined;
}

/** One try to have a line, and the line that it leads to. Aborting it ends either. */
interface Wire {
  readonly abort: AbortController;
  readonly client: Promise<CallClient>;
  /** Whether calls can come in on it. */
  readonly reachable: boolean;
}

const retryWait = { min: 400, max: 4_000 };
/** A line that held this long starts its back-off afresh, ms. */
const stable = 10_000;
const off: LineState = { status: 'off', error: undefined };

/**
 * The way to the call service: opened for one call, or kept open to be reachable. Gets grants, renews
 * them, and comes back by itself while it is kept.
 */
export class Line {
  readonly #options: LineOptions;
  readonly #clock: Clock;
  readonly #state = new Store<LineState>(off);
  #kept = false;
  #held = false;
  #wire: Wire | undefined;
  /** Ends the pause before the next try. */
  #resume: (() => void) | undefined;
  #attempt = 0;
  /** Trying again to be reachable can't help, until it is asked for anew. */
  #hopeless = false;
  #stopWake: (() => void) | undefined;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#clock = options.clock;
  }

  get state(): ReadonlyStore<LineState> {
    return this.#state;
  }

  /** Keeps what is there until `release`, for a call on it. */
  hold(): void {
    this.#held = true;
  }

  /**
   * The line, opened now where there is none; held until `release`.
   * @throws RtError `token/*`, `connection/*`, `config/*`; the signal's reason if aborted
   */
  async get(destination: string, signal: AbortSignal): Promise<CallClient> {
    this.hold();
    this.#wire ??= this.#start(destination);
    return abortable(this.#wire.client, signal);
  }

  /** The call is over. */
  release(): void {
    this.#held = false;
    this.#settle();
  }

  /** Be reachable: has a line open all the time, from now on or no longer. */
  keep(kept: boolean): void {
    if (kept === this.#kept) return;
    this.#kept = kept;
    this.#settle();
  }

  /** Makes what is there fit what is wanted. */
  #settle(): void {
    const kept = this.#kept;
    if (kept) this.#stopWake ??= this.#options.wake(() => this.#resume?.());
    if (this.#held) return;
    const wire = this.#wire;
    if (wire && !(kept && wire.reachable)) {
      this.#wire = undefined;
      wire.abort.abort();
    }
    if (!kept) {
      this.#stopWake?.();
      this.#stopWake = undefined;
      this.#pause(undefined);
      this.#attempt = 0;
      this.#hopeless = false;
      this.#state.set(off);
    } else if (!this.#resume && !this.#hopeless) {
      // Whatever was wrong with a line that was there for a call only.
      this.#wire ??= this.#start();
    }
  }

  #start(destination?: string): Wire {
    this.#pause(undefined);
    this.#hopeless = false;
    const abort = new AbortController();
    const { signal } = abort;
    const reachable = this.#kept;
    const grants = new CallGrants(this.#options, destination);
    const client = this.#open(grants, reachable, signal);
    const wire: Wire = { abort, reachable, client };
    let since = Infinity;
    void client
      .then((opened) => {
        since = this.#clock.now();
        return this.#follow(opened, grants, wire);
      })
      .catch((error: unknown) => toRtError(error, 'connection/unreachable'))
      .then((error) => {
        if (this.#wire !== wire) return; // given up, by us
        this.#wire = undefined;
        abort.abort();
        if (this.#clock.now() - since >= stable) this.#attempt = 0;
        this.#gone(error, wire.reachable, since < Infinity);
      });
    if (['off', 'error'].includes(this.#state.value.status)) this.#show('connecting');
    return wire;
  }

  /** What to do without the line that was there, or that could not be had. */
  #gone(error: RtError | undefined, reachable: boolean, opened: boolean): void {
    if (!reachable) {
      // Who asked for it has heard why; but during a call nobody asks.
      if (opened) this.#show('error', error);
      else this.#state.set(off);
    } else if (error && !error.retryable && !opened) {
      this.#hopeless = true;
      this.#show('error', error);
    } else {
      this.#show(opened ? 'reconnecting' : 'offline', opened ? undefined : error);
      const wait = backoff(this.#attempt++, retryWait, () => this.#clock.random());
      this.#pause(Math.max(error?.retryAfter ?? 0, wait));
    }
  }

  /** Waits before the next try; undefined: no longer. */
  #pause(ms: number | undefined): void {
    this.#cancelPause();
    this.#resume = undefined;
    if (ms === undefined) return;
    this.#resume = () => {
      this.#wire ??= this.#start();
    };
    this.#cancelPause = this.#clock.after(ms, this.#resume);
  }
  #cancelPause = (): void => undefined;

  async #open(grants: CallGrants, reachable: boolean, signal: AbortSignal): Promise<CallClient> {
    const { loadCalls } = this.#options;
    const likely = grants.provider;
    const guess = loadCalls(likely);
    // It is waited for below, if the grant names it.
    guess.catch(() => undefined);
    for (let again = false; ; again = true) {
      const grant = await grants.get(signal);
      const connect = await (grant.provider === likely ? guess : loadCalls(grant.provider));
      signal.throwIfAborted();
      try {
        const client = await connect({ grant, reachable, signal });
        const dispose = (): void => void client.dispose();
        if (signal.aborted) dispose();
        signal.throwIfAborted();
        signal.addEventListener('abort', dispose);
        return client;
      } catch (error) {
        signal.throwIfAborted();
        // The token may just have ended: one fresh one, before anybody is told.
        if (again || !isRefusal(error)) throw error;
      }
    }
  }

  /** Shows how the line is, hands calls on, keeps its token fresh. Settles when it is gone. */
  #follow(client: CallClient, grants: CallGrants, wire: Wire): Promise<RtError | undefined> {
    const { signal } = wire.abort;
    let problem: RtError | undefined;
    const show = (): void => {
      if (this.#wire === wire) this.#show(problem ? 'error' : client.state.value, problem);
    };
    const undo = [client.state.subscribe(show)];
    if (wire.reachable) undo.push(client.onIncoming((call) => this.#options.ring(call)));
    signal.addEventListener('abort', () => undo.forEach((one) => one()));
    show();
    grants.renew(client, signal).catch((error: unknown) => {
      // Given up; or there is no further token: a call goes on as long as its media flows.
      problem = toRtError(error, 'token/refused');
      show();
    });
    return client.closed;
  }

  #show(status: LineStatus, error?: RtError): void {
    const before = this.#state.value;
    // The same problem again, at every try, is no news.
    if (before.status !== status || before.error?.code !== error?.code) {
      this.#state.set({ status, error });
    }
  }
}
