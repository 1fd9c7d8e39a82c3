import type { SDKCredential, SignalWire } from '@signalwire/js';
import { abortable } from '../../core/abortable.js';
import type {
  CallClient,
  CallSession,
  ConnectOptions,
  DialOptions,
  IncomingCall,
} from '../../core/call/call-provider.js';
import { systemClock } from '../../core/clock.js';
import { Store, type ReadonlyStore } from '../../core/store.js';
import { ConnectionError, type RtError, TokenError } from '../../protocol/errors.js';
import type { Grant } from '../../protocol/grant.js';
import { atMost } from './at-most.js';
import { noToken, renewFailure } from './errors.js';
import { follow, Undos, type Undo } from './follow.js';
import { Incoming, type IncomingLine } from './incoming.js';
import { Invites } from './invites.js';
import { placeCall, type OutgoingLine } from './outgoing.js';
import type { SdkCall } from './sdk-call.js';
import { endClient, makeClient, signedIn } from './sdk-client.js';
import type { Session } from './session.js';
import { Signals } from './signals.js';
import { Silence } from './silence.js';
import { TextLine } from './text-line.js';
import { request } from './verto.js';
import type { Peers } from './web-rtc.js';

/** A service that is away for longer is given up: a fresh line has better chances, ms. */
const patience = 30_000;
/** What ending a client may take, calls not counted, ms. */
const ending = 2_000;

/** The way to a gateway that is not where the token says. */
export interface Route {
  /** The gateway's WebSocket. */
  readonly url: string;
  /** Nobody goes this way any more. */
  leave(): void;
}

/** A signed-in line to SignalWire. */
export class Line implements CallClient, OutgoingLine, IncomingLine {
  readonly clock = systemClock;
  readonly peers: Peers = { open: new Set(), answering: undefined };
  readonly invites = new Invites();
  readonly silence = new Silence();
  readonly closed: Promise<RtError | undefined>;
  readonly client: SignalWire;
  readonly #state = new Store<'online' | 'reconnecting'>('online');
  readonly #credential: SDKCredential;
  readonly #reachable: boolean;
  readonly #route: Route | undefined;
  readonly #undos = new Undos();
  readonly #sessions = new Set<Session>();
  readonly #ringing = new Map<string, Incoming>();
  readonly #listeners = new Set<(call: IncomingCall) => void>();
  #signals: Signals | undefined;
  /** The last request to sign in. */
  #signingIn = '';
  #close: (reason: RtError | undefined) => void = () => undefined;
  #disposed: Promise<void> | undefined;

  /** @param route where to, instead of where the token says */
  constructor(token: string, reachable: boolean, route: Route | undefined) {
    this.#route = route;
    this.#credential = { token };
    this.#reachable = reachable;
    this.closed = new Promise((resolve) => (this.#close = resolve));
    this.client = makeClient({
      credential: this.#credential,
      reachable,
      peers: this.peers,
      url: route?.url,
      watch: {
        inviting: (callId) => this.invites.inviting(callId),
        refused: (callId, refusal) => this.invites.refused(callId, refusal),
        signingIn: (requestId) => (this.#signingIn = requestId),
      },
    });
  }

  get state(): ReadonlyStore<'online' | 'reconnecting'> {
    return this.#state;
  }

  get session(): SignalWire['session'] {
    return this.client.session;
  }

  get signals(): Signals {
    if (!this.#signals) throw new ConnectionError('connection/lost');
    return this.#signals;
  }

  /** Settles when it is signed in, within 15 s. @throws as `ConnectCalls` */
  async open(signal: AbortSignal): Promise<void> {
    const { client } = this;
    await signedIn(client, 'ready', signal);
    const { session } = client;
    this.#signals = new Signals(session.signalingEvent$);
    this.#undos.add(
      () => this.#signals?.stop(),
      follow(client.ready$, (ready) => this.#state.set(ready ? 'online' : 'reconnecting')),
      this.#giveUp(),
      follow(client.errors$, (error) => this.#failed(error)),
      follow(session.incomingCalls$, (calls) => this.#incoming(calls as SdkCall[])),
    );
    if (this.#reachable) await signedIn(client, 'registered', signal);
    // After a gap the SDK registers, whether one wants it or not; that it can't undo that is no harm.
    else
      follow(client.isRegistered$, (yes) => yes && void client.unregister().catch(() => undefined));
  }

  iceServers(): RTCIceServer[] {
    return this.session.iceServers ?? [];
  }

  textLine(call: SdkCall): TextLine {
    return new TextLine(this.client, call);
  }

  async dial(options: DialOptions, signal: AbortSignal): Promise<CallSession> {
    this.#assertOpen();
    const session = await placeCall(this, options, signal);
    this.answered(session);
    return session;
  }

  onIncoming(ring: (call: IncomingCall) => void): Undo {
    this.#listeners.add(ring);
    return () => void this.#listeners.delete(ring);
  }

  /** A call is under way; it ends with the line at the latest. */
  answered(session: Session): void {
    this.#sessions.add(session);
    const undo = session.state.subscribe(({ end }) => {
      if (!end) return;
      undo();
      this.#sessions.delete(session);
    });
  }

  async renew({ token }: Grant, signal: AbortSignal): Promise<void> {
    this.#assertOpen();
    if (token === undefined) throw noToken();
    const before = this.#credential.token;
    // In place: the SDK reads it again when it signs in after a gap.
    this.#credential.token = token;
    if (this.#state.value === 'reconnecting') return;
    const authentication = { project: this.signals.project, jwt_token: token };
    const renewing = request(this.session, 'signalwire.reauthenticate', { authentication });
    try {
      await abortable(renewing, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const failure = renewFailure(error);
      if (failure.code === 'token/refused' && before) this.#credential.token = before;
      throw failure;
    }
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#dispose();
    return this.#disposed;
  }

  async #dispose(): Promise<void> {
    for (const call of this.#ringing.values()) call.discard({ reason: 'canceled' });
    await Promise.all([...this.#sessions].map((session) => session.hangup()));
    this.#listeners.clear();
    this.#undos.run();
    this.#close(undefined);
    const ended = endClient(this.client, this.peers).finally(() => {
      this.silence.close();
      this.#route?.leave();
    });
    // A client that is still connecting is ended when it is done with that.
    await atMost(this.clock, ending, ended);
  }

  /** Ends the line where it is away for too long. */
  #giveUp(): Undo {
    let cancel: Undo = () => undefined;
    const leave = this.#state.subscribe((state) => {
      cancel();
      if (state === 'online') return;
      const lost = new ConnectionError('connection/lost', { retryable: true });
      cancel = this.clock.after(patience, () => this.#lose(lost));
    });
    return () => {
      cancel();
      leave();
    };
  }

  #failed(error: Error): void {
    // Others are refusals of what was asked for in a call.
    const { requestId } = error as { requestId?: string };
    if (error.name !== 'JSONRPCError' || requestId !== this.#signingIn) return;
    this.#lose(new TokenError('token/refused', { cause: error }));
  }

  /** Nobody hung up: the calls that end with the line were lost. */
  #lose(reason: RtError): void {
    for (const session of this.#sessions) session.lose();
    this.#close(reason);
  }

  #incoming(calls: readonly SdkCall[]): void {
    for (const call of calls) {
      if (this.#ringing.has(call.id) || call.status !== 'ringing') continue;
      const incoming = new Incoming(call, this);
      this.#ringing.set(call.id, incoming);
      void incoming.gone.then(() => this.#ringing.delete(call.id));
      for (const ring of [...this.#listeners]) ring(incoming);
    }
  }

  #assertOpen(): void {
    if (this.#disposed) throw new ConnectionError('connection/closed');
  }
}

/** Opens a line. Settles within 15 s; nothing is left of it where it throws. @throws as `ConnectCalls` */
export const openLine = async (
  token: string,
  { reachable, signal }: ConnectOptions,
  route: Route | undefined,
): Promise<Line> => {
  const line = new Line(token, reachable, route);
  try {
    await line.open(signal);
    return line;
  } catch (error) {
    void line.dispose();
    throw error;
  }
};
