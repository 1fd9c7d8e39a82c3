import type { RtError } from '../protocol/errors.js';
import { ConnectionError, toRtError } from '../protocol/errors.js';
import type { Grant, TokenRequest } from '../protocol/grant.js';
import { backoff } from './backoff.js';
import { systemClock, type Clock } from './clock.js';
import type { ConnectionSnapshot } from './connection-state.js';
import { Store, type ReadonlyStore } from './store.js';
import { Subscriptions, type Subscriber, type Subscription } from './subscriptions.js';
import { TokenClient, type TokenSource } from './token-client.js';
import type { Gate } from './tabs/gate.js';
import type { Seat } from './tabs/seat.js';
import type {
  MessageTransport,
  PublishOptions,
  ReadHistory,
  TransportFactory,
  Will,
} from './transport.js';
import { newClientId } from './random-id.js';
import { Wants, type Want } from './wants.js';
import { browserWake, type Wake } from './wake.js';

export interface ConnectionOptions {
  source: TokenSource;
  /** The fields of the request that all users of this connection share. */
  request: Partial<TokenRequest>;
  /** Has nothing to do with other tabs. */
  alone?: true | undefined;
  /** Finds a provider's transport; the only way to an SDK. */
  loadTransport(provider: string): Promise<TransportFactory>;
  /** Finds its place among the connections of other tabs. Default: it stands alone. */
  gate?: Pick<Gate, 'take' | 'leave'>;
  clock?: Clock;
  wake?: Wake;
  fetch?: typeof globalThis.fetch;
}

const retryWait = { min: 400, max: 4_000 };
/** A grant is never renewed sooner than this, whatever its route says, ms. */
const shortestLife = 1_000;
/** A renewal that trying again should not help is tried again after this, ms. */
const unlikely = 30_000;
/** A connection that held this long starts its back-off afresh, ms. */
const stable = 10_000;

/**
 * One account's connection to its service, for everything on the page that uses the account. Gets
 * grants, opens transports, tries again, resubscribes. What is published while it is down is the
 * publisher's to repeat: see `Outbox`.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #clock: Clock;
  readonly #tokens: TokenClient;
  readonly #state = new Store<ConnectionSnapshot>({
    status: 'connecting',
    user: undefined,
    error: undefined,
  });
  readonly #subscriptions = new Subscriptions();
  readonly #wants: Wants;
  readonly #end = new AbortController();
  readonly #stopWake: () => void;
  #transport: MessageTransport | undefined;
  #grant: Grant | undefined;
  #seat: Seat = { clientId: newClientId() };
  #maxInFlight = 1;
  #will: Will | undefined;
  /** What the newest grant was asked for, and what the one in use was. */
  #asking = '';
  #askedFor = '';
  /** What is in use no longer does: its grant does not cover a later want, or its tab has gone. */
  #narrow = false;
  /** Failed tries in a row. */
  #attempt = 0;
  /** Tokens that the service refused in a row. */
  #refusals = 0;
  #onlineSince = 0;
  /** Ends the pause that the loop is in. */
  #nudge = (): void => undefined;
  /** Makes the loop fetch a new grant and move over to it. */
  #renew = (): void => undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#wants = new Wants(options.request);
    this.#tokens = new TokenClient(options.source, () => this.#describe(), {
      clock: this.#clock,
      fetch: options.fetch,
    });
    this.#stopWake = (options.wake ?? browserWake)(() => this.wake());
    // A task later, so that all elements of a page have said what they want before the first grant.
    this.#clock.after(0, () => void this.#run());
  }

  get state(): ReadonlyStore<ConnectionSnapshot> {
    return this.#state;
  }

  /** How many publishes the service takes before it has acknowledged the first. */
  get maxInFlight(): number {
    return this.#maxInFlight;
  }

  /** The way to what the service itself keeps; undefined where it keeps nothing, or is not reached. */
  get history(): ReadHistory | undefined {
    return this.#transport?.history;
  }

  /** What it asks its token route for. */
  get request(): TokenRequest {
    return this.#wants.request();
  }

  /** What the service says for us if we vanish. */
  get will(): Will | undefined {
    return this.#will;
  }

  /** Says what this connection is used for; returns the undo. */
  want(want: Want): () => void {
    return this.#wants.add(want);
  }

  /**
   * Asks the service to say something for us if we vanish. A connection has one will: only the first
   * who asks before it opens gets it.
   * @returns whether the will is ours
   */
  claimWill(will: Will): boolean {
    if (this.#will || this.#transport) return false;
    this.#will = will;
    return true;
  }

  /** Reads a topic filter until undone; kept across reconnects. */
  subscribe(filter: string, subscriber: Subscriber): () => void {
    const subscription = this.#subscriptions.add(filter, subscriber);
    const transport = this.#transport;
    // Asked again even where the broker has it: that makes it send the topics' last values.
    if (transport) void this.#join(transport, subscription, [subscriber], false);
    return () => {
      if (!this.#subscriptions.remove(filter, subscriber)) return;
      // Nobody is told: the reader has gone, and a dead transport has forgotten us anyway.
      this.#transport?.unsubscribe(filter).catch(() => undefined);
    };
  }

  /**
   * Publishes once, on the connection as it is now.
   * @throws RtError `connection/lost` when it is not online, `connection/not-authorized`
   */
  async publish(topic: string, payload: string, options?: PublishOptions): Promise<void> {
    return (this.#transport ?? lost()).publish(topic, payload, options);
  }

  /** Tries at once, from `offline` or `error`. */
  retry(): void {
    const { status, user } = this.#state.value;
    if (status !== 'offline' && status !== 'error') return;
    this.#refusals = 0;
    this.#state.set({ status: 'connecting', user, error: undefined });
    this.#nudge();
  }

  /** Looks for its place anew: another tab leads now, or this one. */
  move(): void {
    this.#narrow = true;
    this.#renew();
    this.#nudge();
  }

  /** Hangs up, and comes back; the service keeps what it misses. */
  drop(): void {
    void this.#transport?.close();
  }

  /** Ends it for good; the service keeps only what other tabs need. Never rejects. */
  async dispose(): Promise<void> {
    if (this.#end.signal.aborted) return;
    this.#end.abort(new ConnectionError('connection/closed'));
    this.#stopWake();
    this.#nudge();
    const transport = this.#transport;
    this.#transport = undefined;
    this.#state.set({ status: 'closed', user: this.#state.value.user, error: undefined });
    const needed = await this.#options.gate?.leave();
    await transport?.close({ forget: !needed });
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      let failure: RtError | undefined;
      try {
        await this.#connect();
      } catch (error) {
        failure = toRtError(error, 'connection/unreachable');
      }
      if (signal.aborted) return;
      if (this.#transport) failure = await this.#hold(this.#transport, failure);
      if (signal.aborted) return;
      if (failure) await this.#rest(failure);
    }
  }

  /**
   * Opens a transport with a fresh grant and puts it in the place of the one before. Both have the
   * same client id, so the service hands the session over: nothing is missed in between.
   */
  async #connect(): Promise<void> {
    const { signal } = this.#end;
    const old = this.#transport;
    const ready = this.#prepare(signal);
    // The old one may end while the route takes its time: nobody is to think that it still works.
    const [grant, seat] = await (old ? Promise.race([ready, old.closed.then(lost)]) : ready);
    const create = seat.follow ?? (await this.#options.loadTransport(grant.provider));
    signal.throwIfAborted();
    // Already before it is up: what the same user's page before left is theirs to see.
    if (!old) this.#state.patch({ user: grant.user });
    const transport = create((message) => this.#subscriptions.deliver(message));
    try {
      const will = this.#will;
      const opened = await transport.open(grant, { clientId: seat.clientId, will }, signal);
      signal.throwIfAborted();
      this.#transport = transport;
      this.#askedFor = this.#asking;
      this.#narrow = false;
      this.#maxInFlight = opened.maxInFlight;
      this.#onlineSince = this.#clock.now();
      void old?.close();
      // Before anything is sent: it goes out under this name.
      this.#state.patch({ user: grant.user });
      // It may break while we join: then there is nothing to be online with.
      await Promise.race([this.#joinAll(transport, opened.sessionPresent), transport.closed]);
      signal.throwIfAborted();
    } catch (error) {
      await transport.close();
      if (this.#transport === transport) this.#transport = undefined;
      throw error;
    }
    this.#state.set({ status: 'online', user: grant.user, error: undefined });
  }

  /** A grant, and this tab's place; only the tab that leads asks for more grants than the first. */
  async #prepare(signal: AbortSignal): Promise<[Grant, Seat]> {
    const { gate } = this.#options;
    let grant = (this.#grant ??= await this.#tokens.get(signal));
    let seat = (await gate?.take(grant, this, signal)) ?? this.#seat;
    if (!seat.follow) {
      // Those whom it leads from now on may want more than it did.
      if (this.#seat.follow && this.#asking !== JSON.stringify(this.request)) {
        this.#tokens.invalidate();
      }
      this.#grant = grant = await this.#tokens.get(signal);
      seat = (await gate?.take(grant, this, signal)) ?? seat;
    }
    this.#seat = seat;
    return [grant, seat];
  }

  async #joinAll(transport: MessageTransport, sessionPresent: boolean): Promise<void> {
    // Even where the session is still there: mosquitto keeps it for a client that it has thrown out,
    // but not what it had subscribed to.
    await Promise.all(
      this.#subscriptions
        .all()
        .map((one) => this.#join(transport, one, [...one.subscribers], sessionPresent)),
    );
  }

  /** Subscribes at the service, and tells those who read it. */
  async #join(
    transport: MessageTransport,
    subscription: Subscription,
    subscribers: Subscriber[],
    resumed: boolean,
  ): Promise<void> {
    try {
      await transport.subscribe(subscription.filter);
      if (transport !== this.#transport) return;
      for (const subscriber of subscribers) subscriber.joined?.(resumed);
    } catch (error) {
      const failure = toRtError(error, 'connection/lost');
      // The transport has ended: the next one joins again.
      if (transport !== this.#transport || failure.code !== 'connection/not-authorized') return;
      this.#narrow ||= !this.#seat.follow && this.#askedFor !== JSON.stringify(this.request);
      if (this.#narrow) this.#renew();
      else for (const subscriber of subscribers) subscriber.refused?.(failure);
    }
  }

  /**
   * Waits until the transport has ended (resolves with the reason) or its grant is due (resolves
   * with undefined). `failure`: a renewal has just failed, so the next one waits a moment.
   */
  async #hold(
    transport: MessageTransport,
    failure: RtError | undefined,
  ): Promise<RtError | undefined> {
    const now = this.#clock.now();
    const wait = failure
      ? Math.max(failure.retryAfter ?? 0, failure.retryable ? this.#backoff() : unlikely)
      : this.#refreshAt && Math.max(shortestLife, this.#refreshAt - now);
    const due = new Promise<'due'>((resolve) => (this.#renew = () => resolve('due')));
    const cancel = wait === undefined ? undefined : this.#clock.after(wait, () => this.#renew());
    // Found out while it was joining, when nobody was here to hear of it.
    if (this.#narrow && !failure) this.#renew();
    const end = await Promise.race([transport.closed, due]);
    cancel?.();
    this.#renew = () => undefined;
    if (end === 'due') {
      if (!this.#seat.follow) this.#tokens.invalidate();
      return undefined;
    }
    if (this.#transport === transport) this.#transport = undefined;
    return end ?? new ConnectionError('connection/lost', { retryable: true });
  }

  /** Shows what went wrong, and waits until another try makes sense. */
  async #rest(failure: RtError): Promise<void> {
    const { user, status } = this.#state.value;
    const held = this.#clock.now() - this.#onlineSince >= stable && status === 'online';
    if (held) this.#attempt = this.#refusals = 0;
    const refused = failure.code === 'token/refused';
    if (refused) this.#tokens.invalidate();
    // What broke the protocol may be kept in our session, to be sent again: start a new one.
    if (failure.code === 'connection/protocol') this.#seat.clientId = newClientId();
    this.#refusals = refused ? this.#refusals + 1 : 0;
    if (this.#refusals === 1) {
      // The token may just have ended: one fresh one, at once, before anybody is told.
      if (status === 'online') this.#state.set({ status: 'reconnecting', user, error: failure });
      return;
    }
    const final = !failure.retryable;
    const next = final ? 'error' : status === 'online' ? 'reconnecting' : 'offline';
    this.#state.set({ status: next, user, error: failure });
    const wait = Math.max(failure.retryAfter ?? 0, this.#backoff());
    await new Promise<void>((resolve) => {
      const cancel = final ? undefined : this.#clock.after(wait, resolve);
      this.#nudge = () => {
        cancel?.();
        resolve();
      };
    });
    this.#nudge = () => undefined;
  }

  get #refreshAt(): number | undefined {
    return this.#seat.follow ? undefined : this.#grant?.refreshAt;
  }

  #backoff(): number {
    return backoff(this.#attempt++, retryWait, () => this.#clock.random());
  }

  /** A good moment to look whether the connection still lives. */
  wake(): void {
    if (this.#transport) {
      // Timers sleep with the machine.
      if (this.#clock.now() >= (this.#refreshAt ?? Infinity)) this.#renew();
      // A dead transport ends itself when the ping is not answered; that is all we want to know.
      this.#transport.ping().catch(() => undefined);
    } else if (this.#state.value.status !== 'error') {
      this.#nudge();
    }
  }

  #describe(): TokenRequest {
    const { request } = this;
    this.#asking = JSON.stringify(request);
    const tokenId = this.#grant?.tokenId;
    return tokenId === undefined ? request : { ...request, refresh: { tokenId } };
  }
}

const lost = (): never => {
  throw new ConnectionError('connection/lost', { retryable: true });
};
