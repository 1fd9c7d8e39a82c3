import type { CallStatus } from '@signalwire/js';
import { abortable } from '../../core/abortable.js';
import type { CallMedia, CallSession, IncomingCall } from '../../core/call/call-provider.js';
import type { CallEnd } from '../../core/call/call-state.js';
import { CallError } from '../../protocol/call-error.js';
import { atMost } from './at-most.js';
import { dialFailure } from './errors.js';
import { endOfBye } from './ends.js';
import { follow, type Undo } from './follow.js';
import { LentMedia } from './lent-media.js';
import type { SdkCall } from './sdk-call.js';
import { Session, type SessionLine } from './session.js';
import type { CallLog } from './signals.js';
import type { Silence } from './silence.js';
import { verto } from './verto.js';
import type { Peers } from './web-rtc.js';

/** What an incoming call needs of its line. */
export interface IncomingLine extends SessionLine {
  readonly peers: Peers;
  readonly silence: Silence;
  /** A call has been answered. */
  answered(session: Session): void;
}

const deadline = { answer: 15_000, reject: 2_500 };

/** A call that rings here. */
export class Incoming implements IncomingCall {
  readonly id: string;
  readonly caller: { readonly name: string; readonly address: string };
  readonly video: boolean;
  readonly gone: Promise<CallEnd>;
  readonly #call: SdkCall;
  readonly #line: IncomingLine;
  readonly #log: CallLog;
  readonly #unfollow: Undo;
  #tell: (end: CallEnd) => void = () => undefined;
  #over = false;
  #taken = false;

  constructor(call: SdkCall, line: IncomingLine) {
    this.id = call.id;
    this.caller = { name: call.fromName ?? '', address: call.from ?? '' };
    this.video = call.mediaDirections.video !== 'inactive';
    this.gone = new Promise((resolve) => (this.#tell = resolve));
    this.#call = call;
    this.#line = line;
    this.#log = line.signals.log(call.id);
    const destroyed = (): void => this.#end(this.#reason());
    // The caller may have given up while the SDK looked up who it is.
    this.#log.changed = () => this.#log.bye && !this.#taken && this.discard(this.#reason());
    this.#unfollow = follow(
      call.status$,
      (status) => status === 'destroyed' && destroyed(),
      destroyed,
    );
    this.#log.changed();
  }

  async answer(media: CallMedia, signal: AbortSignal): Promise<CallSession> {
    signal.throwIfAborted();
    const { peers, silence, clock } = this.#line;
    if (this.#over || this.#taken) throw new CallError('call/no-call');
    // The SDK fetches its tracks without saying for which call.
    if (peers.answering) throw new CallError('call/in-call');
    this.#taken = true;
    const limit = new AbortController();
    const cancel = clock.after(deadline.answer, () => limit.abort(new CallError('call/timeout')));
    const either = AbortSignal.any([signal, limit.signal]);
    const lent = (peers.answering = new LentMedia(media, silence));
    try {
      await abortable(this.#take(media), either);
      const peer = this.#call.rtcPeerConnection;
      if (!peer) throw new CallError('call/lost');
      this.#unfollow();
      this.#log.answered = true;
      const session = new Session(this.#call, peer, lent, this.#line);
      this.#line.answered(session);
      return session;
    } catch (error) {
      // Nobody waits for it: the far end hears of it when the service does.
      void this.#leave();
      if (either.aborted) throw either.reason;
      throw error instanceof CallError ? error : dialFailure(error, undefined, this.#log.bye);
    } finally {
      cancel();
      peers.answering = undefined;
    }
  }

  async reject(): Promise<void> {
    if (this.#over || this.#taken) return;
    this.#end({ reason: 'declined' });
    await this.#leave('USER_BUSY');
  }

  /** Stops ringing here, without a word to the caller: others of the same user may still answer. */
  discard(end: CallEnd): void {
    this.#end(end);
    if (!this.#taken) this.#call.destroy();
  }

  #reason(): CallEnd {
    const { bye } = this.#log;
    const inTime = bye === undefined || endOfBye(bye, false).reason !== 'no-answer';
    return { reason: inTime ? 'canceled' : 'no-answer' };
  }

  #end(end: CallEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#unfollow();
    if (!this.#taken) this.#line.signals.forget(this.id);
    this.#tell(end);
  }

  /** Lets the SDK answer; settles when it has. */
  #take({ video, receiveAudio, receiveVideo }: CallMedia): Promise<void> {
    const call = this.#call;
    let undo: Undo = () => undefined;
    const taken = new Promise<void>((resolve, reject) => {
      const lost = (): void => reject(new CallError('call/failed'));
      const look = (status: CallStatus): void => {
        if (status === 'connecting' || status === 'connected') resolve();
        else if (status === 'destroyed') lost();
      };
      undo = follow(call.status$, look, lost);
      call.answer({ audio: true, video: video !== undefined, receiveAudio, receiveVideo });
    });
    return taken.finally(() => undo());
  }

  /** Tells the caller, if that is still possible, and ends the call. Never rejects. */
  async #leave(cause?: string): Promise<void> {
    const call = this.#call;
    if (call.status === 'destroyed') return;
    const bye = { dialogParams: { destination_number: call.to }, ...(cause && { cause }) };
    // Not through the SDK, whose failure to tell nobody could catch.
    await atMost(this.#line.clock, deadline.reject, verto(call, call, 'verto.bye', bye));
    call.destroy();
  }
}
