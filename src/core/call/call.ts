import { CallError } from '../../protocol/call-error.js';
import { toRtError } from '../../protocol/errors.js';
import { abortable } from '../abortable.js';
import type { Clock } from '../clock.js';
import type { Store } from '../store.js';
import { endBy, errorOf } from './call-end.js';
import type { CallSession, IncomingCall } from './call-provider.js';
import type { CallEnd, CallSnapshot, MediaKind } from './call-state.js';
import type { LocalTracks } from './local-tracks.js';
import type { PhoneState } from './phone-state.js';
import { within } from './within.js';

/** The phone that a call is on. */
export interface CallHost {
  readonly clock: Clock;
  readonly tracks: LocalTracks;
  readonly state: Store<PhoneState>;
  /** Nothing is left of the call; `ended` is shown next. */
  over(): void;
}

/** From dial or answer until media flows, ms: then the attempt is given up. */
const setUpLimit = 90_000;
/** How long it rings, there or here, ms. */
export const ringLimit = 45_000;
/** How long the far end may take to be told that it is over, ms. */
const goodbyeLimit = 3_000;

/** One call, from the wish for it until nothing is left of it. */
export class Call {
  /** Set while it rings here. */
  incoming: IncomingCall | undefined;
  readonly #host: CallHost;
  /** Aborted when it ends: whatever is under way for it stops. */
  readonly #abort = new AbortController();
  readonly #undo: (() => void)[] = [];
  /** How many times the far end is just being told of the microphone and the camera. */
  readonly #telling = { audio: 0, video: 0 };
  readonly #over: Promise<void>;
  #finish = (): void => undefined;
  readonly #connected: Promise<void>;
  #connect = (): void => undefined;
  #answered = (): void => undefined;
  #session: CallSession | undefined;
  /** How the far end is told that it is over, while it has to be. */
  #goodbye: (() => Promise<void>) | undefined;
  /** Set when, and only when, it is ending or over. */
  #end: CallEnd | undefined;

  constructor(host: CallHost) {
    this.#host = host;
    this.#over = new Promise((resolve) => (this.#finish = resolve));
    this.#connected = new Promise((resolve) => (this.#connect = resolve));
  }

  /** Undefined until the service has taken the call. */
  get session(): CallSession | undefined {
    return this.#session;
  }

  /** Lets it ring here. */
  ring(incoming: IncomingCall): void {
    this.incoming = incoming;
    this.#goodbye = () => incoming.reject();
    this.#ringFor(ringLimit);
    void incoming.gone.then((end) => {
      if (this.#session) return;
      this.#goodbye = undefined;
      void this.end(end);
    });
  }

  /** It rings here no longer; from now on the caller is told by whoever answers. */
  take(): void {
    this.#goodbye = undefined;
  }

  /**
   * Settles when the call that `place` makes is connected, or over; in 90 s.
   * @throws RtError where it has failed
   */
  async setUp(place: (signal: AbortSignal) => Promise<CallSession>): Promise<void> {
    const { signal } = this.#abort;
    this.#answered();
    const late = new CallError('call/timeout');
    const cancel = this.#host.clock.after(setUpLimit, () => void this.end(endBy(late)));
    try {
      // A listener may have hung up as soon as it heard of this.
      signal.throwIfAborted();
      const placed = place(signal).then((session) => {
        // In this very step: a session is never without somebody who ends it.
        if (this.#end) void session.hangup();
        else this.#follow(session);
      });
      await abortable(placed, signal);
      await abortable(this.#connected, signal);
    } catch (error) {
      void this.end(endBy(toRtError(error, 'call/failed')));
    }
    cancel();
    if (!this.#end) return;
    await this.#over;
    const { reason, error } = this.#end;
    if (error) throw error;
    // The other side gave up in the meantime.
    if (reason !== 'hangup') throw new CallError('call/failed');
  }

  /** Tells the far end what our microphone or camera is doing now. */
  async tell(kind: MediaKind): Promise<void> {
    const { tracks, state } = this.#host;
    this.#telling[kind] += 1;
    await this.#session?.setMuted(kind, tracks.stateOf(kind) !== 'on');
    this.#telling[kind] -= 1;
    if (kind === 'video' && state.value.connectedAt !== undefined) tracks.rest();
  }

  /**
   * The one way out. Devices first, and at once: whoever hangs up is not heard any more. Settles in
   * 3 s, never rejects.
   */
  async end({ reason, error }: CallEnd): Promise<void> {
    if (this.#end) return this.#over;
    const { clock, state, tracks } = this.#host;
    const { connectedAt, direction } = state.value;
    // To miss or to decline a call is no error.
    const missed = direction === 'inbound' && connectedAt === undefined;
    this.#end = { reason, error: error ?? (missed ? undefined : errorOf(reason)) };
    for (const undo of this.#undo) undo();
    tracks.stop();
    const told = this.#goodbye?.();
    this.#abort.abort();
    const duration = connectedAt === undefined ? 0 : clock.now() - connectedAt;
    const end = { ...this.#end, duration };
    const call = { ...state.value.call, remote: undefined };
    if (told) {
      state.patch({ phase: 'ending', end, call });
      await within(clock, goodbyeLimit, told);
    }
    this.#host.over();
    state.patch({ phase: 'ended', end, call });
    this.#finish();
  }

  #follow(session: CallSession): void {
    this.#session = session;
    this.#goodbye = () => session.hangup();
    this.#ringFor(ringLimit);
    const show = (): void => {
      if (!this.#end) this.#show(session.state.value);
    };
    this.#undo.push(session.state.subscribe(show));
    show();
  }

  #show(call: CallSnapshot): void {
    const { state, clock, tracks } = this.#host;
    const { status } = call;
    const before = state.value;
    if (status === 'ended') {
      this.#goodbye = undefined;
      state.patch({ call });
      void this.end(call.end ?? { reason: 'failed' });
      return;
    }
    if (status !== 'dialing' && status !== 'ringing') this.#answered();
    const first = status === 'connected' && before.connectedAt === undefined;
    const connectedAt = first ? clock.now() : before.connectedAt;
    state.patch({ call, phase: status, connectedAt });
    for (const kind of ['audio', 'video'] as const) {
      // Somebody else has muted us: then we show it, and send nothing either. While we tell it
      // ourselves, what comes back is but our own echo.
      const byOthers = mutedIn(call, kind) && !mutedIn(before.call, kind);
      if (byOthers && !this.#telling[kind]) tracks.mute(kind, true);
      // Handed over as they were: the others don't know what was muted before.
      if (first && tracks.stateOf(kind) === 'muted') void this.tell(kind);
    }
    // Who only watches has no use for a device; that shows no sooner than in the room.
    if (call.room?.audience && !before.call.room) tracks.stop();
    if (first) this.#connect();
  }

  #ringFor(ms: number): void {
    this.#answered = this.#host.clock.after(ms, () => void this.end({ reason: 'no-answer' }));
    this.#undo.push(this.#answered);
  }
}

/** Whether the others take us for muted. */
const mutedIn = ({ participants }: CallSnapshot, kind: MediaKind): boolean =>
  participants.some((one) => one.self && one[`${kind}Muted`]);
