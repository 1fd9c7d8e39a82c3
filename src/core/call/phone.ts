import { CallError } from '../../protocol/call-error.js';
import { toRtError } from '../../protocol/errors.js';
import { systemClock, type Clock } from '../clock.js';
import { Store, type ReadonlyStore } from '../store.js';
import { browserWake, type Wake } from '../wake.js';
import type { CallMedia, CallSession, IncomingCall, RoomControls } from './call-provider.js';
import { newCall, type MediaKind } from './call-state.js';
import { Call, ringLimit } from './call.js';
import { Line, type LineOptions } from './line.js';
import { LocalTracks, noMedia } from './local-tracks.js';
import type { MediaScope } from './open-devices.js';
import type { CallWishes, PhoneControls, PhoneState } from './phone-state.js';

export interface PhoneOptions extends Pick<LineOptions, 'account' | 'loadCalls' | 'fetch'> {
  clock?: Clock;
  wake?: Wake;
  /** Where devices come from. Default: the page. */
  scope?: MediaScope;
}

const idle: PhoneState = {
  phase: 'idle',
  direction: 'outbound',
  peer: { name: '', address: '' },
  videoOffered: false,
  call: newCall,
  media: noMedia,
  connectedAt: undefined,
  end: undefined,
  line: 'off',
  lineError: undefined,
};

/** Calls and is called, one call at a time. Gives every device back, whatever way a call ends. */
export class Phone implements PhoneControls {
  readonly #clock: Clock;
  readonly #line: Line;
  readonly #tracks: LocalTracks;
  readonly #state = new Store<PhoneState>(idle);
  #call: Call | undefined;

  constructor({ clock = systemClock, wake = browserWake, scope, ...options }: PhoneOptions) {
    this.#clock = clock;
    this.#line = new Line({ ...options, clock, wake, ring: (call) => this.#ring(call) });
    this.#tracks = new LocalTracks(scope ?? globalThis, async (kind, track) =>
      this.#call?.session?.replaceTrack(kind, track),
    );
    this.#line.state.subscribe(({ status, error }) =>
      this.#state.patch({ line: status, lineError: error }),
    );
    this.#tracks.state.subscribe((media) => this.#state.patch({ media }));
  }

  get state(): ReadonlyStore<PhoneState> {
    return this.#state;
  }

  /** Be reachable, or no longer; a call that is under way goes on. */
  listen(on: boolean): void {
    this.#line.keep(on);
  }

  async dial(destination: string, wishes: CallWishes): Promise<void> {
    const peer = { name: '', address: destination };
    const call = this.#begin({ phase: 'preparing', direction: 'outbound', peer });
    await call.setUp(async (signal) => {
      const [client] = await Promise.all([
        this.#line.get(destination, signal),
        this.#tracks.open(wishes),
      ]);
      signal.throwIfAborted();
      this.#state.patch({ phase: 'dialing' });
      const { userVariables } = wishes;
      const media = this.#media(wishes);
      return client.dial({ destination, media, ...(userVariables && { userVariables }) }, signal);
    });
  }

  async check(wishes: CallWishes): Promise<void> {
    this.#refuse();
    this.#state.set(this.#fresh({ phase: 'checking' }));
    await this.#tracks.open(wishes).catch((error: unknown) => {
      // Dismissed while the browser asked: nobody wants to know any more.
      if (this.#state.value.phase !== 'checking') return;
      this.#tracks.miss(toRtError(error, 'media/failed'));
      throw error;
    });
  }

  async answer(wishes: CallWishes): Promise<void> {
    const call = this.#call;
    const incoming = call?.incoming;
    if (!incoming || this.#state.value.phase !== 'incoming') throw new CallError('call/no-call');
    this.#state.patch({ phase: 'preparing' });
    await call.setUp(async (signal) => {
      await this.#tracks.open(wishes);
      signal.throwIfAborted();
      this.#state.patch({ phase: 'connecting' });
      call.take();
      return incoming.answer(this.#media(wishes), signal);
    });
  }

  async reject(): Promise<void> {
    if (this.#state.value.phase === 'incoming') await this.hangup();
  }

  async hangup(): Promise<void> {
    const { phase } = this.#state.value;
    if (phase === 'checking') this.dismiss();
    await this.#call?.end({ reason: phase === 'incoming' ? 'declined' : 'hangup' });
  }

  dismiss(): void {
    if (this.#call) return;
    this.#tracks.stop();
    this.#state.set(this.#fresh({}));
  }

  async setMuted(kind: MediaKind, muted: boolean): Promise<void> {
    this.#needDevices();
    // Whoever only watches is not heard: no device is opened for nothing.
    if (!muted && this.#state.value.call.room?.audience) throw new CallError('call/unsupported');
    this.#tracks.mute(kind, muted);
    if (!muted) await this.#tracks.turnOn(kind);
    await this.#call?.tell(kind);
  }

  async useDevice(kind: MediaKind, deviceId: string): Promise<void> {
    this.#needDevices();
    await this.#tracks.change(kind, deviceId);
  }

  async sendDigits(digits: string): Promise<void> {
    await this.#session().sendDigits(digits);
  }

  async shareScreen(on: boolean): Promise<void> {
    await this.#session().shareScreen(on);
  }

  async setHeld(held: boolean): Promise<void> {
    await this.#session().setHeld(held);
  }

  async raiseHand(raised: boolean): Promise<void> {
    await this.#session().raiseHand(raised);
  }

  async setLayout(layout: string): Promise<void> {
    await this.#session().setLayout(layout);
  }

  async sendText(text: string): Promise<void> {
    await this.#session().sendText(text);
  }

  room(): RoomControls {
    const { room } = this.#session();
    if (!room) throw new CallError('call/unsupported');
    return room;
  }

  #begin(about: Partial<PhoneState>, incoming?: IncomingCall): Call {
    this.#refuse();
    const call = new Call({
      clock: this.#clock,
      tracks: this.#tracks,
      state: this.#state,
      over: () => {
        this.#call = undefined;
        this.#line.release();
      },
    });
    // Before anybody hears of it, for those who answer or hang up as soon as they do.
    if (incoming) call.ring(incoming);
    this.#call = call;
    this.#line.hold();
    this.#state.set(this.#fresh(about));
    return call;
  }

  #ring(incoming: IncomingCall): void {
    if (this.#call) {
      void incoming.reject();
      return;
    }
    const { caller: peer, video: videoOffered } = incoming;
    const ringsUntil = this.#clock.now() + ringLimit;
    this.#begin(
      { phase: 'incoming', direction: 'inbound', peer, videoOffered, ringsUntil },
      incoming,
    );
  }

  /** Without anything of the last call, but with the line, and the devices of a check. */
  #fresh(about: Partial<PhoneState>): PhoneState {
    const { line, lineError, media } = this.#state.value;
    return { ...idle, line, lineError, media, ...about };
  }

  #media({ video, receiveOnly }: CallWishes): CallMedia {
    const { media } = this.#state.value;
    const receiveVideo = video || receiveOnly;
    return { audio: media.audio, video: media.video, receiveAudio: true, receiveVideo };
  }

  #session(): CallSession {
    const session = this.#call?.session;
    if (!session) throw new CallError('call/no-call');
    return session;
  }

  #refuse(): void {
    if (this.#call) throw new CallError('call/in-call');
  }

  #needDevices(): void {
    const { phase } = this.#state.value;
    if (['idle', 'incoming', 'ending', 'ended'].includes(phase))
      throw new CallError('call/no-call');
  }
}
