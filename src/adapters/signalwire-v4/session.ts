import type { CallSession } from '../../core/call/call-provider.js';
import {
  newCall,
  type CallEnd,
  type CallSnapshot,
  type MediaKind,
} from '../../core/call/call-state.js';
import type { Clock } from '../../core/clock.js';
import { Store, type ReadonlyStore } from '../../core/store.js';
import { CallError } from '../../protocol/call-error.js';
import { atMost } from './at-most.js';
import { endOf, endOfBye } from './ends.js';
import { actionFailure } from './errors.js';
import { follow, Undos } from './follow.js';
import type { LentMedia } from './lent-media.js';
import { MediaWatch } from './media-watch.js';
import { Mutes } from './mutes.js';
import { RemoteMedia } from './remote-media.js';
import { ScreenLeg } from './screen-leg.js';
import { ScreenShare } from './screen-share.js';
import type { SdkCall } from './sdk-call.js';
import { Senders } from './senders.js';
import { followCaptions, followNews } from './session-news.js';
import type { CallLog, Signals } from './signals.js';
import { statusOf } from './status.js';
import type { TextLine } from './text-line.js';
import { dialogOf, verto } from './verto.js';

/** What a session needs of its line. */
export interface SessionLine {
  readonly clock: Clock;
  readonly signals: Signals;
  readonly state: ReadonlyStore<'online' | 'reconnecting'>;
  iceServers(): RTCIceServer[];
  /** Where texts go that belong to a call. */
  textLine(call: SdkCall): TextLine;
}

/** How long anything that must settle may wait for the service, ms. */
const patience = { hangup: 2_500, mute: 5_500 };
/** Digits as `sendDigits` takes them. */
const digitsPattern = /^[0-9*#a-d]+$/i;

/** A call of the SDK's that has been placed or answered, without what the SDK gets wrong. */
export class Session implements CallSession {
  readonly id: string;
  readonly #call: SdkCall;
  readonly #line: SessionLine;
  readonly #log: CallLog;
  readonly #store = new Store<CallSnapshot>(newCall);
  readonly #undos = new Undos();
  readonly #media: MediaWatch;
  readonly #mutes: Mutes;
  readonly #senders: Senders;
  readonly #share: ScreenShare;
  readonly #text: TextLine;
  #captioned = false;
  #hangup: Promise<void> | undefined;

  /** @param peer the call's peer connection */
  constructor(call: SdkCall, peer: RTCPeerConnection, lent: LentMedia, line: SessionLine) {
    this.id = call.id;
    this.#call = call;
    this.#line = line;
    this.#log = line.signals.log(call.id);
    this.#senders = new Senders(peer, lent);
    this.#text = line.textLine(call);
    this.#mutes = new Mutes((kind, muted) => this.#tellMuted(kind, muted));
    this.#share = new ScreenShare({
      way: (over) =>
        new ScreenLeg({
          call,
          dialog: () => dialogOf(call),
          iceServers: () => line.iceServers(),
          signals: line.signals,
          over,
        }),
      clock: line.clock,
      changed: (sharing) => this.#patch({ sharing }),
    });
    this.#media = new MediaWatch(peer, {
      clock: line.clock,
      line: line.state,
      restart: () => call.requestIceRestart(),
      changed: () => this.#progress(),
      lost: () => this.lose(),
    });
    this.#follow(peer);
  }

  get state(): ReadonlyStore<CallSnapshot> {
    return this.#store;
  }

  async setMuted(kind: MediaKind, muted: boolean): Promise<void> {
    this.#senders.enable(kind, !muted);
    await atMost(this.#line.clock, patience.mute, this.#mutes.set(kind, muted));
  }

  async replaceTrack(kind: MediaKind, track: MediaStreamTrack | undefined): Promise<void> {
    this.#assertRunning();
    try {
      await this.#senders.replace(kind, track);
    } catch (cause) {
      throw new CallError('media/failed', { cause });
    }
    this.#senders.enable(kind, !this.#mutes.muted(kind));
  }

  async sendDigits(digits: string): Promise<void> {
    if (!digitsPattern.test(digits)) {
      const message = 'Only 0-9, *, # and A-D can be sent as digits.';
      throw new CallError('call/unsupported', { message });
    }
    await this.#ask(() => verto(this.#call, this.#call, 'verto.info', { dtmf: digits }));
  }

  async shareScreen(on: boolean): Promise<void> {
    this.#assertRunning();
    if (on) await this.#share.start();
    else this.#share.stop();
  }

  async setHeld(held: boolean): Promise<void> {
    if (held === this.#store.value.held) return;
    const action = held ? 'hold' : 'unhold';
    await this.#ask(() => verto(this.#call, this.#call, 'verto.modify', { action }));
    this.#patch({ held });
  }

  async raiseHand(raised: boolean): Promise<void> {
    await this.#ask(() => this.#onSelf(raised ? 'call.raisehand' : 'call.lowerhand'));
  }

  async setLayout(layout: string): Promise<void> {
    await this.#ask(() => this.#call.setLayout(layout, {}));
  }

  async sendText(text: string): Promise<void> {
    await this.#ask(() => this.#text.send(text));
  }

  hangup(): Promise<void> {
    this.#hangup ??= this.#end(endOf('hangup'));
    return this.#hangup;
  }

  /** Ends it, since its media or its line is gone. */
  lose(): void {
    const reason = this.#media.connectedBefore ? 'lost' : 'failed';
    this.#hangup ??= this.#end(endOf(reason));
  }

  #follow(peer: RTCPeerConnection): void {
    const call = this.#call;
    const remote = new RemoteMedia(peer, (stream) => this.#patch({ remote: stream }));
    this.#undos.add(
      () => this.#media.stop(),
      () => remote.stop(),
      () => this.#share.stop(),
      () => this.#line.signals.forget(call.id),
      this.#line.state.subscribe((state) => state === 'online' && this.#mutes.retry()),
      follow(
        call.status$,
        (status) => status === 'destroyed' && this.#destroyed(),
        () => this.#destroyed(),
      ),
      ...followNews(call, {
        signals: this.#line.signals,
        texts: this.#text.texts,
        canWrite: () => this.#text.open,
        value: () => this.#store.value,
        patch: (part) => this.#patch(part),
        selfMuted: (kind, muted) => this.#mutes.changed(kind, muted),
      }),
    );
    this.#log.changed = () => this.#progress();
    this.#progress();
  }

  #progress(): void {
    const { ringing, answered } = this.#log;
    const { state: media, connectedBefore } = this.#media;
    const status = statusOf({ ringing, answered, media, connectedBefore });
    if (status !== this.#store.value.status) this.#patch({ status });
    if (answered) this.#media.expect();
    // Not sooner: it must not stand in the way of the first picture.
    if (status === 'connected' && !this.#captioned) this.#listenForCaptions();
  }

  #listenForCaptions(): void {
    this.#captioned = true;
    const value = (): CallSnapshot => this.#store.value;
    const patch = (part: Partial<CallSnapshot>): void => this.#patch(part);
    this.#undos.add(...followCaptions(this.#call, { value, patch }));
  }

  /** The SDK has ended the call: somebody has hung up, or it has given up. */
  #destroyed(): void {
    // Ours: the reason is known.
    if (this.#hangup) return;
    const { bye, answered } = this.#log;
    // The service may still have the call: what the SDK gives up it does not always tell.
    if (!bye) verto(this.#call, this.#call, 'verto.bye', {}).catch(() => undefined);
    this.#finish(bye ? endOfBye(bye, answered) : endOf(answered ? 'lost' : 'failed'));
  }

  /** Tells the service, if it can still be told, and ends the call. Never rejects. */
  async #end(end: CallEnd): Promise<void> {
    this.#share.stop();
    // A service that is away ends the call by itself; the SDK waits 5 s and then rejects.
    const told = this.#call.status === 'destroyed' ? undefined : this.#call.hangup();
    await atMost(this.#line.clock, patience.hangup, told);
    // Who hung up in the same moment does not matter any more.
    this.#finish(end);
    this.#call.destroy();
  }

  #finish(end: CallEnd): void {
    if (this.#store.value.end) return;
    this.#undos.run();
    this.#store.patch({ status: 'ended', remote: undefined, sharing: 'off', end });
  }

  #patch(part: Partial<CallSnapshot>): void {
    if (!this.#store.value.end) this.#store.patch(part);
  }

  async #tellMuted(kind: MediaKind, muted: boolean): Promise<void> {
    await this.#onSelf(muted ? 'call.mute' : 'call.unmute', { channels: [kind] });
  }

  async #onSelf(method: string, args: Record<string, unknown> = {}): Promise<void> {
    const { self } = this.#call;
    if (!self) throw new CallError('call/unsupported');
    await this.#call.executeMethod(self.id, method, args);
  }

  async #ask(act: () => Promise<unknown>): Promise<void> {
    this.#assertRunning();
    try {
      await act();
    } catch (error) {
      throw error instanceof CallError ? error : actionFailure(error);
    }
  }

  #assertRunning(): void {
    if (this.#store.value.end) throw new CallError('call/no-call');
  }
}
