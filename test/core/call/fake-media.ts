import type { MediaKind } from '../../../src/core/call/call-state.js';
import type { MediaScope } from '../../../src/core/call/open-devices.js';

/** A device that a test has plugged in. */
export interface FakeDevice {
  readonly kind: MediaKind;
  readonly id: string;
  /** Why it can't be opened: the name of the browser's error. */
  broken?: string | undefined;
}

/** A track of a fake device: knows whether it still runs, and can end by itself. */
export class FakeTrack extends EventTarget {
  enabled = true;
  readyState: MediaStreamTrackState = 'live';

  constructor(
    readonly kind: MediaKind,
    readonly deviceId: string,
  ) {
    super();
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** As when it is unplugged. */
  vanish(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

const failure = (name: string): DOMException => new DOMException('as the browser says it', name);

/** Microphones and cameras in memory, and a visitor who allows them, or not. */
export class FakeMedia {
  devices: FakeDevice[] = [
    { kind: 'audio', id: 'mic' },
    { kind: 'video', id: 'cam' },
  ];
  denied: MediaKind[] = [];
  /** As on many phones: a camera is busy while another one runs. */
  oneCamera = false;
  /** Every track there ever was. */
  readonly tracks: FakeTrack[] = [];
  readonly asked: MediaStreamConstraints[] = [];
  #held: (() => void)[] | undefined;

  readonly scope: MediaScope = {
    isSecureContext: true,
    RTCPeerConnection: EventTarget,
    navigator: {
      mediaDevices: {
        getUserMedia: (constraints = {}) => this.#get(constraints),
        enumerateDevices: () =>
          Promise.resolve(
            this.devices.map(({ kind, id }) => ({
              kind: `${kind}input` as const,
              deviceId: id,
              groupId: '',
              label: id,
              toJSON: () => ({}),
            })),
          ),
      },
    },
  };

  /** The tracks that still run. */
  get live(): FakeTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live');
  }

  /** From now on the visitor does not answer the browser's question until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const go of held) go();
  }

  unplug(id: string): void {
    this.devices = this.devices.filter((device) => device.id !== id);
    for (const track of this.live) if (track.deviceId === id) track.vanish();
  }

  async #get(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(constraints);
    const held = this.#held;
    if (held) await new Promise<void>((resolve) => held.push(resolve));
    const kinds = (['audio', 'video'] as const).filter((kind) => constraints[kind]);
    const chosen = kinds.map((kind) => this.#choose(kind, constraints[kind]));
    if (kinds.some((kind) => this.denied.includes(kind))) throw failure('NotAllowedError');
    for (const { broken } of chosen) if (broken) throw failure(broken);
    const busy = this.oneCamera && this.live.some(({ kind }) => kind === 'video');
    if (busy && kinds.includes('video')) throw failure('NotReadableError');
    const tracks = chosen.map(({ kind, id }) => new FakeTrack(kind, id));
    this.tracks.push(...tracks);
    return { getTracks: () => tracks } as unknown as MediaStream;
  }

  #choose(kind: MediaKind, wish: boolean | MediaTrackConstraints | undefined): FakeDevice {
    const id = typeof wish === 'object' ? wish.deviceId : undefined;
    const exact = typeof id === 'object' && 'exact' in id ? id.exact : undefined;
    const found = this.devices.filter((device) => device.kind === kind);
    if (!found[0]) throw failure('NotFoundError');
    const device = exact === undefined ? found[0] : found.find((one) => one.id === exact);
    if (!device) throw failure('OverconstrainedError');
    return device;
  }
}
