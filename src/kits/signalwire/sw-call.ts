import { of, tap } from 'rxjs';
import type { Layer } from '../../core/call/call-state.js';
import type { Phase } from '../../core/call/phone-state.js';
import type { CallView } from '../../ui/call/call-view.js';
import type { SwCall, SwCallStatus, SwLayer, SwSelf } from './components.js';
import { Field } from './field.js';

/** What a call needs besides what is seen of it. */
export interface SwCallOptions {
  /** The call as it is now. */
  view(this: void): CallView;
  /** The visitor does not want to hear the far end, or does again. */
  deafen(this: void, deaf: boolean): void;
}

const statuses: Partial<Record<Phase, SwCallStatus>> = {
  preparing: 'trying',
  dialing: 'trying',
  ringing: 'ringing',
  connecting: 'connecting',
  connected: 'connected',
  reconnecting: 'recovering',
};

/** Of ourselves, where the service has no place for us in its picture: in a corner. */
const corner = { x: 71, y: 69, width: 27, height: 27 };

const no = of(false);
const yes = of(true);
const nothing = async (): Promise<void> => undefined;

/**
 * A phone's call, as their elements read calls of the SDK's. It is not the SDK's: that one knows neither
 * our tracks nor the ways in which a call of ours ends, and would answer to nobody when it fails.
 */
export class SwPhoneCall {
  readonly call: SwCall;
  readonly #options: SwCallOptions;
  readonly #status = new Field<SwCallStatus>('trying');
  readonly #remote = new Field<MediaStream | null>(null);
  readonly #local = new Field<MediaStream | null>(null);
  readonly #layers = new Field<readonly SwLayer[]>([]);
  readonly #layout = new Field<string | undefined>(undefined);
  readonly #layouts = new Field<readonly string[]>([]);
  readonly #people = new Field<readonly object[]>([]);
  readonly #audioMuted = new Field(false);
  readonly #videoMuted = new Field(false);
  readonly #deaf = new Field(false);
  readonly #self: Field<SwSelf>;
  #followed = false;
  #shownLayers: readonly Layer[] | undefined;

  constructor(options: SwCallOptions) {
    this.#options = options;
    this.#self = new Field(this.#selfAs('self', false, 'none'));
    this.call = this.#make();
  }

  /** Their provider has let go of it, as it does when it leaves the page. It does not come back by itself. */
  get forsaken(): boolean {
    return this.#followed && !this.#status.observed;
  }

  /** Tells what has changed. */
  follow({ state }: CallView): void {
    const { phase, media, call } = state;
    this.#status.tell(statuses[phase] ?? 'disconnecting');
    // Of the far end only the picture: it is heard through our own player, which knows the speaker that was
    // chosen, and what to do where a browser lets nothing be heard.
    this.#show(this.#remote, call.remote?.getVideoTracks() ?? []);
    this.#show(this.#local, media.video && media.camera === 'on' ? [media.video] : []);
    this.#audioMuted.tell(media.microphone !== 'on');
    this.#videoMuted.tell(media.camera !== 'on');
    this.#layout.tell(call.layout);
    this.#layouts.tell(call.layouts);
    this.#people.tell(call.participants);
    const id = call.participants.find(({ self, kind }) => self && kind === 'member')?.id ?? 'self';
    this.#place(call.layers, id);
    // While it is picked, too: their button shows by then that it is shared, and would go on doing so.
    this.#become(id, call.handRaised, call.sharing === 'off' ? 'none' : 'started');
  }

  #show(field: Field<MediaStream | null>, tracks: readonly MediaStreamTrack[]): void {
    const shown = field.value?.getTracks() ?? [];
    if (tracks.length === shown.length && tracks.every((track) => shown.includes(track))) return;
    field.next(tracks.length > 0 ? new MediaStream([...tracks]) : null);
  }

  #place(layers: readonly Layer[], self: string): void {
    const known = this.#layers.value.some(({ member_id: id }) => id === self);
    if (layers === this.#shownLayers && known) return;
    this.#shownLayers = layers;
    // Alone in the picture, one's own would hide it.
    const all = (layers.length > 1 ? layers : []).map(({ participantId, ...place }) => ({
      ...place,
      member_id: participantId,
      visible: true,
    }));
    const there = all.some(({ member_id: id }) => id === self);
    this.#layers.next(there ? all : [...all, { ...corner, member_id: self, visible: true }]);
  }

  /** They look at some of its fields only when there is another one. */
  #become(id: string, hand: boolean, share: SwSelf['screenShareStatus']): void {
    const { value } = this.#self;
    const same = value.id === id && value.handraised === hand && value.screenShareStatus === share;
    if (!same) this.#self.next(this.#selfAs(id, hand, share));
  }

  #selfAs(id: string, handraised: boolean, screenShareStatus: SwSelf['screenShareStatus']): SwSelf {
    const { view, deafen } = this.#options;
    // Their buttons show at once what was asked for. So do we, that what comes of it is news to them.
    const share = async (on: boolean): Promise<void> => {
      this.#become(id, handraised, on ? 'started' : 'none');
      view().act.share(on);
    };
    return {
      id,
      handraised,
      screenShareStatus,
      audioMuted$: this.#audioMuted,
      videoMuted$: this.#videoMuted,
      deaf$: this.#deaf,
      echoCancellation$: yes,
      autoGain$: yes,
      noiseSuppression$: yes,
      toggleMute: async () => {
        this.#audioMuted.next(!this.#audioMuted.value);
        view().act.toggle('audio');
      },
      toggleMuteVideo: async () => {
        this.#videoMuted.next(!this.#videoMuted.value);
        view().act.toggle('video');
      },
      toggleDeaf: async () => {
        this.#deaf.next(!this.#deaf.value);
        deafen(this.#deaf.value);
      },
      toggleHandraise: async () => {
        this.#become(id, !handraised, screenShareStatus);
        view().act.raiseHand(!handraised);
      },
      startScreenShare: () => share(true),
      stopScreenShare: () => share(false),
      // Browsers don't let these be changed while a microphone runs; the menu that does is not shown.
      toggleEchoCancellation: nothing,
      toggleAudioInputAutoGain: nothing,
      toggleNoiseSuppression: nothing,
    };
  }

  #make(): SwCall {
    const { view } = this.#options;
    const { direction, peer } = view().state;
    return {
      id: crypto.randomUUID(),
      direction,
      to: peer.address,
      status$: this.#status.pipe(tap({ subscribe: () => (this.#followed = true) })),
      self$: this.#self,
      remoteStream$: this.#remote,
      localStream$: this.#local,
      layoutLayers$: this.#layers,
      layout$: this.#layout,
      layouts$: this.#layouts,
      participants$: this.#people,
      mediaDirections$: of({ audio: 'sendrecv', video: 'sendrecv' }),
      capabilities$: of([]),
      address$: of(undefined),
      meta$: of({}),
      recording$: no,
      streaming$: no,
      locked$: no,
      raiseHandPriority$: no,
      hangup: async () => view().act.hangup(),
      sendDigits: async (digits) => {
        for (const digit of digits) view().act.digit(digit);
      },
      setLayout: async (layout) => view().act.layout(layout),
      toggleHold: async () => view().act.hold(!view().state.call.held),
      toggleLock: nothing,
      startRecording: nothing,
      startStreaming: nothing,
      // It was answered before it is shown.
      answer: () => undefined,
      reject: () => undefined,
    };
  }
}
