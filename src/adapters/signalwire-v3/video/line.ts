import { abortable } from '../../../core/abortable.js';
import type { CallClient, CallSession, DialOptions } from '../../../core/call/call-provider.js';
import { systemClock } from '../../../core/clock.js';
import { Store, type ReadonlyStore } from '../../../core/store.js';
import { ConnectionError, type RtError, TokenError } from '../../../protocol/errors.js';
import type { Grant } from '../../../protocol/grant.js';
import { noToken } from '../../signalwire-v4/errors.js';
import { enterRoom } from './enter-room.js';
import { renewFailure } from './failures.js';
import { RoomClient } from './sdk-client.js';
import type { Session } from './session.js';

/** A service that is away for longer is given up, ms. */
const patience = 30_000;
/** The SDK waits for ever for an answer that was asked for in a gap, ms. */
const renewal = 10_000;

/** A signed-in line to the video rooms. Nobody can call it: rooms are entered. */
export class VideoLine implements CallClient {
  readonly clock = systemClock;
  readonly client: RoomClient;
  readonly closed: Promise<RtError | undefined>;
  readonly #state = new Store<'online' | 'reconnecting'>('online');
  readonly #sessions = new Set<Session>();
  #token: string;
  #close: (reason: RtError | undefined) => void = () => undefined;
  #cancelPatience: () => void = () => undefined;
  #disposed: Promise<void> | undefined;

  constructor(token: string, url: string | undefined) {
    this.#token = token;
    this.client = new RoomClient({ token, url, clock: this.clock });
    this.closed = new Promise((resolve) => (this.#close = resolve));
  }

  get state(): ReadonlyStore<'online' | 'reconnecting'> {
    return this.#state;
  }

  /** @throws as `ConnectCalls` */
  async open(signal: AbortSignal): Promise<void> {
    await this.client.signIn(signal);
    this.client.on('connected', () => this.#show('online'));
    this.client.on('reconnecting', () => this.#show('reconnecting'));
    this.client.on('auth_error', (cause) => this.#lose(new TokenError('token/refused', { cause })));
  }

  async dial(options: DialOptions, signal: AbortSignal): Promise<CallSession> {
    this.#assertOpen();
    const session = await enterRoom(this, options, signal);
    this.#sessions.add(session);
    const undo = session.state.subscribe(({ end }) => {
      if (!end) return;
      undo();
      this.#sessions.delete(session);
    });
    return session;
  }

  onIncoming(): () => void {
    return () => undefined;
  }

  async renew({ token }: Grant, signal: AbortSignal): Promise<void> {
    this.#assertOpen();
    if (token === undefined) throw noToken();
    const before = this.#token;
    this.#token = token;
    if (this.#state.value === 'reconnecting') {
      this.client.use(token);
      return;
    }
    const limit = new AbortController();
    const late = new ConnectionError('connection/timeout', { retryable: true });
    const cancel = this.clock.after(renewal, () => limit.abort(late));
    const either = AbortSignal.any([signal, limit.signal]);
    try {
      await abortable(this.client.renew(token), either);
    } catch (error) {
      this.#token = before;
      this.client.use(before);
      throw either.aborted ? either.reason : renewFailure(error);
    } finally {
      cancel();
    }
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#dispose();
    return this.#disposed;
  }

  async #dispose(): Promise<void> {
    this.#cancelPatience();
    await Promise.all([...this.#sessions].map((session) => session.hangup()));
    this.client.end();
    this.#close(undefined);
  }

  #show(state: 'online' | 'reconnecting'): void {
    if (this.#disposed || state === this.#state.value) return;
    this.#cancelPatience();
    if (state === 'reconnecting') {
      const lost = new ConnectionError('connection/lost', { retryable: true });
      this.#cancelPatience = this.clock.after(patience, () => this.#lose(lost));
    }
    this.#state.set(state);
  }

  /** Nobody hung up: the calls that end with the line were lost. */
  #lose(reason: RtError): void {
    for (const session of this.#sessions) session.lose();
    this.#close(reason);
  }

  #assertOpen(): void {
    if (this.#disposed) throw new ConnectionError('connection/closed');
  }
}

/** Opens a line. Settles within 15 s; nothing is left of it where it throws. @throws as `ConnectCalls` */
export const openLine = async (
  token: string,
  url: string | undefined,
  signal: AbortSignal,
): Promise<VideoLine> => {
  const line = new VideoLine(token, url);
  try {
    await line.open(signal);
    return line;
  } catch (error) {
    void line.dispose();
    throw error;
  }
};
