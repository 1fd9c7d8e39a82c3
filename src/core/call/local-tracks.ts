import { CallError } from '../../protocol/call-error.js';
import { toRtError, type RtError } from '../../protocol/errors.js';
import { abortable } from '../abortable.js';
import { Store, type ReadonlyStore } from '../store.js';
import type { MediaKind } from './call-state.js';
import { openDevices, type DeviceIds, type MediaScope } from './open-devices.js';
import type { CallWishes, DeviceState, LocalMedia } from './phone-state.js';

/** No device in use. */
export const noMedia: LocalMedia = {
  video: undefined,
  audio: undefined,
  microphone: 'off',
  camera: 'off',
  problem: undefined,
};

const place = { audio: 'microphone', video: 'camera' } as const;

/** Our own microphone and camera: opens them, watches them, and always gives them back. */
export class LocalTracks {
  readonly #scope: MediaScope;
  readonly #send: (kind: MediaKind, track: MediaStreamTrack | undefined) => Promise<void>;
  readonly #state = new Store<LocalMedia>(noMedia);
  /** Aborted by `stop`: whatever is still being opened then is closed when it is there. */
  #life = new AbortController();
  #turn: Promise<unknown> = Promise.resolve();
  #ids: DeviceIds = {};

  /** @param send hands another track, or none, to whoever sends it */
  constructor(
    scope: MediaScope,
    send: (kind: MediaKind, track: MediaStreamTrack | undefined) => Promise<void>,
  ) {
    this.#scope = scope;
    this.#send = send;
  }

  get state(): ReadonlyStore<LocalMedia> {
    return this.#state;
  }

  /** What the microphone or the camera is doing. */
  stateOf(kind: MediaKind): DeviceState {
    return this.#state.value[place[kind]];
  }

  /**
   * Opens what is wished for and not open yet, closes what is not wished for. Settles when the visitor
   * has answered the browser's question, or at `stop`.
   * @throws CallError `media/*`
   */
  open(wishes: CallWishes): Promise<void> {
    return this.#inTurn(async (signal) => {
      const missing = (['audio', 'video'] as const).filter((kind) => {
        const wished = wishes[kind] && !wishes.receiveOnly;
        const track = this.#state.value[kind];
        if (!wished) {
          track?.stop();
          this.#put(kind, undefined, 'off');
        } else if (!track) {
          this.#ids[kind] = wishes[`${kind}Input`];
        }
        return wished && !track;
      });
      await this.#ask(missing, signal);
    });
  }

  /** Switches off or on what is open, at once; what was closed meanwhile has to be opened after it. */
  mute(kind: MediaKind, muted: boolean): void {
    const track = this.#state.value[kind];
    if (track) track.enabled = !muted;
    if (this.stateOf(kind) !== 'off') this.#put(kind, track, muted ? 'muted' : 'on');
  }

  /** Opens what is not open, and sends it. @throws CallError */
  async turnOn(kind: MediaKind): Promise<void> {
    await this.#inTurn(async (signal) => {
      if (!this.#state.value[kind]) await this.#replace(kind, signal);
    });
  }

  /** Another microphone or camera from now on. @throws CallError */
  async change(kind: MediaKind, id: string): Promise<void> {
    await this.#inTurn(async (signal) => {
      this.#ids[kind] = id;
      // A muted camera is closed: this one is opened when it is switched on.
      if (this.stateOf(kind) === 'muted' && !this.#state.value[kind]) return;
      await this.#replace(kind, signal);
    });
  }

  /** Closes a muted camera, so that its light goes out; `turnOn` opens it again. */
  rest(): void {
    if (this.stateOf('video') !== 'muted') return;
    this.#state.value.video?.stop();
    this.#put('video', undefined, 'muted');
  }

  /** Says what is missing, where one goes on without it. */
  miss(problem: RtError | undefined): void {
    this.#state.patch({ problem });
  }

  /** Closes everything, now. */
  stop(): void {
    this.#life.abort(new CallError('call/no-call'));
    this.#life = new AbortController();
    this.#turn = Promise.resolve();
    const { audio, video } = this.#state.value;
    audio?.stop();
    video?.stop();
    this.#state.set(noMedia);
  }

  /** One at a time, so that the last wish wins. Rejects at `stop`. */
  #inTurn(step: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.#life;
    const run = this.#turn.then(() => {
      signal.throwIfAborted();
      return step(signal);
    });
    // Whoever asked hears of it; the next one goes on.
    this.#turn = run.catch(() => undefined);
    return abortable(run, signal);
  }

  async #replace(kind: MediaKind, signal: AbortSignal, muted = false): Promise<void> {
    try {
      await this.#ask([kind], signal, muted).catch((error: unknown) => {
        const before = this.#state.value[kind];
        if (!before || (error as RtError).code !== 'media/in-use') throw error;
        // Phones open one camera at a time.
        before.stop();
        this.#put(kind, undefined, this.stateOf(kind));
        // A provider may send a copy of it, which keeps the camera as well.
        return this.#send(kind, undefined)
          .catch(() => undefined)
          .then(() => this.#ask([kind], signal));
      });
    } catch (error) {
      signal.throwIfAborted();
      // With the one from before, where it still runs, nothing is missing.
      if (!this.#state.value[kind]) this.#drop(kind, error);
      throw error;
    }
    try {
      await abortable(this.#send(kind, this.#state.value[kind]), signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#drop(kind, error);
      throw error;
    }
  }

  /** One goes on without it. */
  #drop(kind: MediaKind, error: unknown): void {
    this.#state.value[kind]?.stop();
    this.#put(kind, undefined, 'off', toRtError(error, 'media/failed'));
  }

  /** @param muted how to open what was off */
  async #ask(kinds: readonly MediaKind[], signal: AbortSignal, muted = false): Promise<void> {
    const { tracks, problem } = await openDevices(this.#scope, kinds, this.#ids, signal).then(
      (opened) => {
        // In this very step: a track is never without somebody who stops it.
        for (const track of opened.tracks) {
          if (signal.aborted) track.stop();
          else this.#take(track, muted);
        }
        return opened;
      },
    );
    signal.throwIfAborted();
    if (tracks.length > 0) this.miss(problem);
  }

  #take(track: MediaStreamTrack, wasMuted: boolean): void {
    const kind = track.kind as MediaKind;
    const state = this.stateOf(kind);
    const muted = state === 'off' ? wasMuted : state === 'muted';
    this.#state.value[kind]?.stop();
    track.enabled = !muted;
    track.addEventListener('ended', () => this.#lost(kind, track));
    this.#put(kind, track, muted ? 'muted' : 'on');
  }

  /** It was unplugged, or the visitor took the permission back: `stop()` fires no event. */
  #lost(kind: MediaKind, track: MediaStreamTrack): void {
    if (this.#state.value[kind] !== track) return;
    const muted = this.stateOf(kind) === 'muted';
    this.#put(kind, undefined, 'off', new CallError('media/unplugged'));
    this.#inTurn(async (signal) => {
      this.#ids[kind] = undefined;
      const devices = await this.#scope.navigator?.mediaDevices?.enumerateDevices();
      const another = devices?.some((device) => device.kind === `${kind}input`);
      if (!another) await this.#send(kind, undefined);
      else if (!this.#state.value[kind]) await this.#replace(kind, signal, muted);
    }).catch(() => undefined); // `problem` tells it
  }

  #put(
    kind: MediaKind,
    track: MediaStreamTrack | undefined,
    state: DeviceState,
    problem = this.#state.value.problem,
  ): void {
    this.#state.patch({ [kind]: track, [place[kind]]: state, problem });
  }
}
