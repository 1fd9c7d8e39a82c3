import type {
  CallClient,
  CallMedia,
  CallSession,
  ConnectCalls,
  ConnectOptions,
  DialOptions,
  IncomingCall,
} from '../../../src/core/call/call-provider.js';
import {
  newCall,
  type CallEnd,
  type CallSnapshot,
  type MediaKind,
  type Participant,
} from '../../../src/core/call/call-state.js';
import { Store } from '../../../src/core/store.js';
import type { RtError } from '../../../src/protocol/errors.js';
import type { Grant } from '../../../src/protocol/grant.js';

/** A promise that a test settles. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export const deferred = <T>(): Deferred<T> => {
  let settle: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  // Whoever waits for it hears of a rejection.
  promise.catch(() => undefined);
  if (!settle) throw new Error('A promise runs its executor at once.');
  return { promise, ...settle };
};

/** Settles as the signal says where the promise takes longer. */
const untilAborted = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error)),
  );
  signal.throwIfAborted();
  return Promise.race([promise, aborted]);
};

/** One call in a service in memory; the test plays the far end. */
export class FakeSession implements CallSession {
  readonly state = new Store<CallSnapshot>(newCall);
  readonly done: string[] = [];
  /** Set: `hangup` takes until it settles. */
  slow: Promise<unknown> | undefined;
  /** Set: `setMuted` takes until it settles. */
  slowMute: Promise<unknown> | undefined;
  /** Set: tracks can't be replaced. */
  refusal: RtError | undefined;
  readonly sent: Record<MediaKind, MediaStreamTrack | undefined>;

  constructor(
    readonly id: string,
    readonly media: CallMedia,
    readonly options?: DialOptions,
  ) {
    this.sent = { audio: media.audio, video: media.video };
  }

  /** Whether nobody has ended it. */
  get alive(): boolean {
    return this.state.value.status !== 'ended' && !this.done.includes('hangup');
  }

  /** What the far end does. */
  go(part: Partial<CallSnapshot>): void {
    if (this.state.value.status !== 'ended') this.state.patch(part);
  }

  finish(end: CallEnd): void {
    this.go({ status: 'ended', end });
  }

  /** What the service says of ourselves. */
  self(muted: { audioMuted?: boolean; videoMuted?: boolean }): void {
    const self: Participant = {
      id: 'self',
      name: 'Ada',
      self: true,
      kind: 'member',
      audioMuted: false,
      videoMuted: false,
      handRaised: false,
      talking: false,
      ...muted,
    };
    this.go({ participants: [self] });
  }

  async setMuted(kind: MediaKind, muted: boolean): Promise<void> {
    this.done.push(`${muted ? 'mute' : 'unmute'} ${kind}`);
    await this.slowMute;
  }

  async replaceTrack(kind: MediaKind, track: MediaStreamTrack | undefined): Promise<void> {
    if (this.refusal) throw this.refusal;
    this.done.push(`replace ${kind}`);
    this.sent[kind] = track;
  }

  sendDigits = async (digits: string): Promise<void> => void this.done.push(`digits ${digits}`);
  shareScreen = async (on: boolean): Promise<void> => void this.done.push(`share ${on}`);
  setHeld = async (held: boolean): Promise<void> => void this.done.push(`hold ${held}`);
  raiseHand = async (raised: boolean): Promise<void> => void this.done.push(`hand ${raised}`);
  setLayout = async (layout: string): Promise<void> => void this.done.push(`layout ${layout}`);
  sendText = async (text: string): Promise<void> => void this.done.push(`text ${text}`);

  async hangup(): Promise<void> {
    this.done.push('hangup');
    await this.slow;
    this.finish({ reason: 'hangup' });
  }
}

/** A call that comes in. */
export class FakeIncoming implements IncomingCall {
  readonly caller = { name: 'Grace', address: '/private/grace' };
  readonly #gone = deferred<CallEnd>();
  readonly gone = this.#gone.promise;
  rejected = 0;
  session: FakeSession | undefined;
  /** Set: `answer` takes until it settles. */
  slow: Promise<unknown> | undefined;
  ringing = true;

  constructor(
    readonly id: string,
    readonly video = true,
  ) {}

  /** The caller gives up. */
  cancel(): void {
    if (!this.ringing) return;
    this.ringing = false;
    this.#gone.resolve({ reason: 'canceled' });
  }

  async answer(media: CallMedia, signal: AbortSignal): Promise<CallSession> {
    try {
      await untilAborted(this.slow ?? Promise.resolve(), signal);
    } finally {
      this.ringing = false;
    }
    this.session = new FakeSession(this.id, media);
    this.session.go({ status: 'connecting' });
    return this.session;
  }

  async reject(): Promise<void> {
    this.rejected += 1;
    this.ringing = false;
  }
}

/** One line to the service in memory. */
export class FakeClient implements CallClient {
  readonly state = new Store<'online' | 'reconnecting'>('online');
  readonly #closed = deferred<RtError | undefined>();
  readonly closed = this.#closed.promise;
  readonly #ringers = new Set<(call: IncomingCall) => void>();
  readonly renewals: Grant[] = [];
  /** What the next renewals fail with. */
  readonly refusals: unknown[] = [];
  disposed = false;

  constructor(
    readonly service: FakeService,
    readonly options: ConnectOptions,
  ) {}

  async dial(options: DialOptions, signal: AbortSignal): Promise<CallSession> {
    await untilAborted(this.service.dialing ?? Promise.resolve(), signal);
    const session = new FakeSession(
      `call-${this.service.sessions.length + 1}`,
      options.media,
      options,
    );
    this.service.sessions.push(session);
    return session;
  }

  onIncoming(ring: (call: IncomingCall) => void): () => void {
    this.#ringers.add(ring);
    return () => void this.#ringers.delete(ring);
  }

  /** Somebody calls. */
  ring(video = true): FakeIncoming {
    const call = new FakeIncoming(`incoming-${this.service.incoming.length + 1}`, video);
    this.service.incoming.push(call);
    for (const ring of this.#ringers) ring(call);
    return call;
  }

  get listeners(): number {
    return this.#ringers.size;
  }

  async renew(grant: Grant, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.renewals.push(grant);
    const refusal = this.refusals.shift();
    if (refusal) throw refusal as Error;
  }

  /** The line is gone for good. */
  break(error: RtError | undefined): void {
    this.#closed.resolve(error);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    for (const call of this.service.incoming) call.cancel();
    this.break(undefined);
  }
}

/** A call service in memory: keeps what was asked of it, and fails when told to. */
export class FakeService {
  readonly clients: FakeClient[] = [];
  readonly sessions: FakeSession[] = [];
  readonly incoming: FakeIncoming[] = [];
  /** What the next connects fail with. */
  readonly refusals: unknown[] = [];
  /** Set: connecting takes until it settles. */
  connecting: Promise<unknown> | undefined;
  /** Set: dialing takes until it settles. */
  dialing: Promise<unknown> | undefined;

  readonly connect: ConnectCalls = async (options) => {
    await untilAborted(this.connecting ?? Promise.resolve(), options.signal);
    const refusal = this.refusals.shift();
    if (refusal) throw refusal as Error;
    const client = new FakeClient(this, options);
    this.clients.push(client);
    return client;
  };

  /** The newest line. */
  get client(): FakeClient {
    const client = this.clients.at(-1);
    if (!client) throw new Error('Nobody has connected.');
    return client;
  }

  /** The newest call that was placed. */
  get session(): FakeSession {
    const session = this.sessions.at(-1);
    if (!session) throw new Error('Nobody has called.');
    return session;
  }

  /** What has not been given back. */
  get alive(): { sessions: number; clients: number; ringing: number } {
    const sessions = [...this.sessions, ...this.incoming.flatMap(({ session }) => session ?? [])];
    return {
      sessions: sessions.filter(({ alive }) => alive).length,
      clients: this.clients.filter(({ disposed }) => !disposed).length,
      ringing: this.incoming.filter(({ ringing }) => ringing).length,
    };
  }
}
