import type { CallView, DeviceChoice, DeviceKind } from '../../ui/call/call-view.js';
import type { SwDevice, SwDevices } from './components.js';
import { Field } from './field.js';

const kinds = {
  audio: 'audioinput',
  video: 'videoinput',
  speaker: 'audiooutput',
} as const satisfies Record<DeviceKind, MediaDeviceKind>;

/** The devices of one kind. */
class Devices {
  readonly all = new Field<readonly SwDevice[]>([]);
  readonly used = new Field<SwDevice | null>(null);
  readonly #kind: DeviceKind;
  #choices: readonly DeviceChoice[] | undefined;

  constructor(kind: DeviceKind) {
    this.#kind = kind;
  }

  follow({ devices }: CallView): void {
    const choices = devices.find(({ kind }) => kind === this.#kind);
    if (choices?.all !== this.#choices) {
      this.#choices = choices?.all;
      this.all.next((choices?.all ?? []).map((choice) => this.#device(choice)));
    }
    const used = this.#idOf(choices?.used ?? '');
    this.used.tell(this.all.value.find(({ deviceId }) => deviceId === used) ?? null);
  }

  /** Uses another one, through the phone. */
  use(device: SwDevice | null, { act }: CallView): void {
    if (!device && this.#kind !== 'speaker') return;
    // As their menus show it by now; what comes of it is told next.
    this.used.tell(device);
    act.use(this.#kind, device?.deviceId ?? '');
  }

  #device({ id, label }: DeviceChoice): SwDevice {
    return { deviceId: this.#idOf(id), kind: kinds[this.#kind], label, groupId: '' };
  }

  /** Their picture makes no sound, and a speaker that it is given it may fail to use: so the usual has no id. */
  #idOf(id: string): string {
    return this.#kind === 'speaker' && id === 'default' ? '' : id;
  }
}

/** Our devices, as their elements read them: nothing is opened but by the phone. */
export const swDevices = (
  view: () => CallView,
): { devices: SwDevices; follow: (now: CallView) => void } => {
  const microphones = new Devices('audio');
  const cameras = new Devices('video');
  const speakers = new Devices('speaker');
  return {
    devices: {
      audioInputDevices$: microphones.all,
      videoInputDevices$: cameras.all,
      audioOutputDevices$: speakers.all,
      selectedAudioInputDevice$: microphones.used,
      selectedVideoInputDevice$: cameras.used,
      selectedAudioOutputDevice$: speakers.used,
      selectAudioInputDevice: (device) => microphones.use(device, view()),
      selectVideoInputDevice: (device) => cameras.use(device, view()),
      selectAudioOutputDevice: (device) => speakers.use(device, view()),
      // The screen watches them already.
      enableDeviceMonitoring: () => undefined,
    },
    follow: (now) => {
      for (const one of [microphones, cameras, speakers]) one.follow(now);
    },
  };
};
