import type { RoomControls } from '../../../src/core/call/call-provider.js';
import {
  newCall,
  type CallSnapshot,
  type Participant,
  type RoomState,
} from '../../../src/core/call/call-state.js';
import type {
  CallWishes,
  LocalMedia,
  PhoneControls,
  PhoneState,
} from '../../../src/core/call/phone-state.js';
import { Store } from '../../../src/core/store.js';
import type { RtError } from '../../../src/protocol/errors.js';

/** A phone in which nothing has happened. */
export const idlePhone: PhoneState = {
  phase: 'idle',
  direction: 'outbound',
  peer: { name: 'Ada Lovelace', address: '/private/ada' },
  videoOffered: false,
  call: newCall,
  media: {
    video: undefined,
    audio: undefined,
    microphone: 'off',
    camera: 'off',
    problem: undefined,
  },
  connectedAt: undefined,
  end: undefined,
  line: 'off',
  lineError: undefined,
};

/** A call with all that a service can offer. */
export const richCall: CallSnapshot = {
  ...newCall,
  status: 'connected',
  can: { digits: true, hold: true, raiseHand: true, shareScreen: true, text: true },
  quality: 'good',
  layouts: ['grid-responsive', 'highlight-1-responsive', '1x1'],
  layout: 'grid-responsive',
};

/** A room that one can do nothing with. */
export const guestRoom: RoomState = {
  audience: false,
  watching: 0,
  locked: false,
  recording: 'off',
  streaming: 'off',
  playback: 'off',
  meta: {},
  can: {
    muteAudio: false,
    muteVideo: false,
    remove: false,
    lock: false,
    record: false,
    stream: false,
    play: false,
    setMeta: false,
  },
};

/** A room that one runs. */
export const hostRoom: RoomState = {
  ...guestRoom,
  can: {
    muteAudio: true,
    muteVideo: true,
    remove: true,
    lock: true,
    record: true,
    stream: true,
    play: true,
    setMeta: true,
  },
};

/** Somebody in a call, but for what is named. */
export const participant = (part: Partial<Participant> & { id: string }): Participant => ({
  name: part.id,
  self: false,
  kind: 'member',
  audioMuted: false,
  videoMuted: false,
  handRaised: false,
  talking: false,
  ...part,
});

/** A phone without a service: a test says what happens, and sees what was asked for. */
export class FakePhone implements PhoneControls {
  readonly state = new Store<PhoneState>(idlePhone);
  /** What was asked for, as `name(argument, …)`. */
  readonly asked: string[] = [];
  /** Set: whatever can fail does, with it. */
  refusal: RtError | undefined;

  /** Changes the state; those of `call` and `media` in part. */
  become(
    part: Partial<Omit<PhoneState, 'call' | 'media'>> & {
      call?: Partial<CallSnapshot>;
      media?: Partial<LocalMedia>;
    },
  ): void {
    const { call, media } = this.state.value;
    this.state.patch({
      ...part,
      call: { ...call, ...part.call },
      media: { ...media, ...part.media },
    });
  }

  dial(destination: string, wishes: CallWishes): Promise<void> {
    return this.#note('dial', destination, wishes.video);
  }
  check(): Promise<void> {
    return this.#note('check');
  }
  answer(wishes: CallWishes): Promise<void> {
    return this.#note('answer', wishes.audio, wishes.video);
  }
  reject(): Promise<void> {
    return this.#note('reject');
  }
  async hangup(): Promise<void> {
    this.asked.push('hangup()');
  }
  dismiss(): void {
    this.asked.push('dismiss()');
    this.become({ phase: 'idle' });
  }
  setMuted(kind: string, muted: boolean): Promise<void> {
    return this.#note('setMuted', kind, muted);
  }
  useDevice(kind: string, id: string): Promise<void> {
    return this.#note('useDevice', kind, id);
  }
  sendDigits(digits: string): Promise<void> {
    return this.#note('sendDigits', digits);
  }
  shareScreen(on: boolean): Promise<void> {
    return this.#note('shareScreen', on);
  }
  setHeld(held: boolean): Promise<void> {
    return this.#note('setHeld', held);
  }
  raiseHand(raised: boolean): Promise<void> {
    return this.#note('raiseHand', raised);
  }
  setLayout(layout: string): Promise<void> {
    return this.#note('setLayout', layout);
  }
  sendText(text: string): Promise<void> {
    return this.#note('sendText', text);
  }
  room(): RoomControls {
    return {
      muteMember: (id, kind, muted) => this.#note('muteMember', id, kind, muted),
      removeMember: (id) => this.#note('removeMember', id),
      setLocked: (locked) => this.#note('setLocked', locked),
      record: (job) => this.#note('record', job),
      stream: (url) => this.#note('stream', url ?? 'off'),
      play: (what) => this.#note('play', typeof what === 'string' ? what : what.url),
      setMeta: (meta) => this.#note('setMeta', JSON.stringify(meta)),
    };
  }

  #note(name: string, ...values: (string | boolean)[]): Promise<void> {
    this.asked.push(`${name}(${values.join(', ')})`);
    return this.refusal ? Promise.reject(this.refusal) : Promise.resolve();
  }
}
