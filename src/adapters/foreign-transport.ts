import type {
  Inbound,
  MessageTransport,
  Opened,
  OpenOptions,
  PublishOptions,
  TransportFactory,
} from '../core/transport.js';
import { ConnectionError, RtError, toRtError } from '../protocol/errors.js';
import type { Grant } from '../protocol/grant.js';
import { Pulse } from './pulse.js';

/** One connection of a client that is not ours. What it asks may never settle: that is seen to here. */
export interface ForeignClient {
  /** Rejects with an RtError, or whatever the client rejects with. */
  connect(grant: Grant, options: OpenOptions, signal: AbortSignal): Promise<Opened>;
  subscribe(filter: string): Promise<unknown>;
  unsubscribe(filter: string): Promise<unknown>;
  publish(topic: string, payload: string, options: PublishOptions): Promise<unknown>;
  /** Settles, either way, with any answer of the service. */
  probe(): Promise<unknown>;
  /** `politely`: the line works, and nothing is under way on it. Never rejects. */
  end(how: { politely: boolean; forget: boolean }): void;
}

/**
 * Makes a client. `lost` is told when its connection ends, with the reason where that is known; a
 * client that watches its line by itself says so, and one without a session how long it goes on
 * reading when another takes over, ms.
 */
export type MakeClient = (
  receive: (message: Inbound) => void | Promise<void>,
  lost: (reason?: RtError) => void,
) => ForeignClient & { readonly watches?: boolean; readonly handover?: number };

/** From the first step to the last of an opening, ms: some clients say nothing where nobody is there. */
const openWithin = 9_500;

const lost = (): RtError => new ConnectionError('connection/lost', { retryable: true });

/**
 * Makes a transport of a client that has its own ideas of when to settle: every promise here settles, and
 * what the client says after the end is not heard.
 */
export const foreignTransport =
  (make: MakeClient): TransportFactory =>
  (receive) =>
    new ForeignTransport(make, receive);

class ForeignTransport implements MessageTransport {
  readonly closed: Promise<RtError | undefined>;

  readonly #client: ReturnType<MakeClient>;
  #status: 'idle' | 'connecting' | 'open' | 'ended' = 'idle';
  #settleClosed: (reason: RtError | undefined) => void = () => undefined;
  /** Rejects each promise that is still open. */
  readonly #underway = new Set<(reason: unknown) => void>();
  #pulse: Pulse | undefined;

  constructor(make: MakeClient, receive: (message: Inbound) => void | Promise<void>) {
    this.closed = new Promise((resolve) => (this.#settleClosed = resolve));
    this.#client = make(
      async (message) => {
        if (this.#status === 'ended') return;
        this.#pulse?.busy();
        try {
          await receive(message);
        } catch (error) {
          // Not handed on: a client may take nothing more after it.
          console.warn('[rt] A message was dropped.', error);
        }
      },
      (reason = lost()) => this.#finish(reason),
    );
  }

  async open(grant: Grant, options: OpenOptions, signal: AbortSignal): Promise<Opened> {
    if (this.#status !== 'idle') throw new ConnectionError('connection/closed');
    this.#status = 'connecting';
    // The client's own signal: it also ends with the time there is.
    const controller = new AbortController();
    const giveUp = (): void => {
      this.#finish(undefined, signal.reason);
      controller.abort(signal.reason);
    };
    const timeout = setTimeout(() => {
      const late = new ConnectionError('connection/timeout', { retryable: true });
      this.#finish(late);
      controller.abort(late);
    }, openWithin);
    signal.addEventListener('abort', giveUp);
    try {
      const opened = await this.#settled(() => {
        if (signal.aborted) giveUp();
        controller.signal.throwIfAborted();
        return this.#client.connect(grant, options, controller.signal);
      });
      this.#status = 'open';
      const probe = (): Promise<void> => this.#probe();
      if (!this.#client.watches) this.#pulse = new Pulse(probe, () => this.#finish(lost()));
      return opened;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const failure = error instanceof RtError ? error : unreachable(error);
      this.#finish(failure);
      throw failure;
    } finally {
      clearTimeout(timeout);
      signal.removeEventListener('abort', giveUp);
    }
  }

  async subscribe(filter: string): Promise<void> {
    try {
      await this.#ask(() => this.#client.subscribe(filter));
    } catch (error) {
      const failure = toRtError(error, 'connection/lost');
      // What could not be joined for any other reason is joined again with the next pipe, and only then.
      if (failure.code !== 'connection/not-authorized') this.#finish(failure);
      throw failure;
    }
  }

  async unsubscribe(filter: string): Promise<void> {
    await this.#ask(() => this.#client.unsubscribe(filter));
  }

  async publish(topic: string, payload: string, options: PublishOptions = {}): Promise<void> {
    await this.#ask(() => this.#client.publish(topic, payload, options));
  }

  async ping(): Promise<void> {
    if (this.#status !== 'open') throw lost();
    await (this.#pulse?.ping() ?? this.#probe());
  }

  async close({ forget }: { forget?: boolean } = {}): Promise<void> {
    const { handover } = this.#client;
    if (handover !== undefined && forget === undefined && this.#status === 'open') {
      // Another pipe takes over: both are read until that one surely is.
      await Promise.race([new Promise((done) => setTimeout(done, handover)), this.closed]);
    }
    this.#finish(undefined, new ConnectionError('connection/closed'), forget);
  }

  /** Settles with any answer: refused or not, it is one. */
  async #probe(): Promise<void> {
    await this.#settled(() => this.#client.probe().catch(() => undefined));
  }

  async #ask(act: () => Promise<unknown>): Promise<void> {
    if (this.#status !== 'open') throw lost();
    this.#pulse?.busy();
    try {
      await this.#settled(act);
    } catch (error) {
      throw toRtError(error, 'connection/lost');
    }
  }

  /** Settles with what is done, or when this pipe ends. */
  async #settled<T>(act: () => Promise<T>): Promise<T> {
    let reject: (reason: unknown) => void = () => undefined;
    try {
      return await new Promise<T>((resolve, fail) => {
        reject = fail;
        this.#underway.add(fail);
        void act().then(resolve, fail);
      });
    } finally {
      this.#underway.delete(reject);
    }
  }

  /** The one way out. `reason`: why it has ended; undefined where we ended it, for `given`. */
  #finish(reason: RtError | undefined, given: unknown = reason, forget = false): void {
    if (this.#status === 'ended') return;
    const politely = reason === undefined && this.#status === 'open' && this.#underway.size === 0;
    const opening = this.#status === 'connecting';
    this.#status = 'ended';
    this.#pulse?.end();
    for (const reject of this.#underway) reject(opening ? given : lost());
    this.#client.end({ politely, forget });
    this.#settleClosed(reason);
  }
}

const unreachable = (cause: unknown): RtError =>
  new ConnectionError('connection/unreachable', { retryable: true, cause });
