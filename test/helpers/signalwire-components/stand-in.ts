import { of, switchMap, type Observable, type Subscription } from 'rxjs';
import type {
  SwCall,
  SwCallStatus,
  SwDevice,
  SwDevices,
  SwSelf,
} from '../../../src/kits/signalwire/components.js';

// Stands in for the script of `@signalwire/web-components` where that is not installed. It follows what
// is public of it: the tags, what each of them reads of a call and of the devices and calls there, the
// global and the event. Like the original it throws where it runs twice, shows at once what a button was
// asked for, and lets go of a call when its provider leaves the page.

interface State {
  status: SwCallStatus | 'new';
  self: SwSelf | null;
  remote: MediaStream | null;
  local: MediaStream | null;
  layers: readonly { member_id: string; x: number; y: number; width: number; height: number }[];
  audioMuted: boolean;
  videoMuted: boolean;
  deaf: boolean;
  cameras: readonly SwDevice[];
  camera: SwDevice | null;
}

const empty: State = {
  status: 'new',
  self: null,
  remote: null,
  local: null,
  layers: [],
  audioMuted: false,
  videoMuted: false,
  deaf: false,
  cameras: [],
  camera: null,
};

class Provider extends HTMLElement {
  state = empty;
  readonly listeners = new Set<() => void>();
  #call: SwCall | undefined;
  #devices: SwDevices | undefined;
  #changed = false;
  #subscriptions: Subscription[] = [];

  get call(): SwCall | undefined {
    return this.#call;
  }
  set call(call: SwCall | undefined) {
    this.#call = call;
    this.#update();
  }
  get deviceController(): SwDevices | undefined {
    return this.#devices;
  }
  set deviceController(devices: SwDevices | undefined) {
    this.#devices = devices;
    this.#update();
  }

  connectedCallback(): void {
    if (this.#changed) this.#update();
  }

  /** For good: only another call brings it back to life. */
  disconnectedCallback(): void {
    this.#release();
  }

  #release(): void {
    for (const one of this.#subscriptions.splice(0)) one.unsubscribe();
    this.#patch(empty);
  }

  #update(): void {
    if (this.#changed && this.isConnected) this.#connect();
    else if (!this.#changed) {
      this.#changed = true;
      queueMicrotask(() => this.isConnected && this.#changed && this.#connect());
    }
  }

  #connect(): void {
    this.#changed = false;
    this.#release();
    const follow = <T>(source: Observable<T> | undefined, next: (value: T) => Partial<State>) => {
      if (source) this.#subscriptions.push(source.subscribe((value) => this.#patch(next(value))));
    };
    const call = this.#call;
    const ofSelf = (pick: (self: SwSelf) => Observable<boolean>) =>
      call?.self$.pipe(switchMap((self: SwSelf | null) => (self ? pick(self) : of(false))));
    follow(call?.status$, (status) => ({ status }));
    follow(call?.remoteStream$, (remote) => ({ remote }));
    follow(call?.localStream$, (local) => ({ local }));
    follow(call?.layoutLayers$, (layers) => ({ layers }));
    follow(call?.self$, (self) => ({ self }));
    follow(
      ofSelf(({ audioMuted$ }) => audioMuted$),
      (audioMuted) => ({ audioMuted }),
    );
    follow(
      ofSelf(({ videoMuted$ }) => videoMuted$),
      (videoMuted) => ({ videoMuted }),
    );
    follow(
      ofSelf(({ deaf$ }) => deaf$),
      (deaf) => ({ deaf }),
    );
    for (const name of unread) follow(call?.[name] as Observable<unknown> | undefined, () => ({}));
    follow(this.#devices?.videoInputDevices$, (cameras) => ({ cameras }));
    follow(this.#devices?.selectedVideoInputDevice$, (camera) => ({ camera }));
    follow(this.#devices?.audioInputDevices$, () => ({}));
    follow(this.#devices?.audioOutputDevices$, () => ({}));
    this.#devices?.enableDeviceMonitoring();
  }

  #patch(part: Partial<State>): void {
    this.state = { ...this.state, ...part };
    for (const listener of [...this.listeners]) listener();
  }
}

/** Followed by the original, too, and shown by none of the elements here. */
const unread = [
  ...(['recording$', 'streaming$', 'locked$', 'raiseHandPriority$', 'meta$'] as const),
  ...(['participants$', 'mediaDirections$', 'layout$', 'layouts$', 'address$'] as const),
  'capabilities$',
] as const;

/** An element that shows something of the provider around it. */
abstract class Part extends HTMLElement {
  protected readonly root = this.attachShadow({ mode: 'open' });
  #undo: (() => void) | undefined;

  protected abstract show(state: State, provider: Provider): void;

  connectedCallback(): void {
    const provider = this.closest<Provider>('sw-call-provider');
    if (!provider) return;
    const show = (): void => this.show(provider.state, provider);
    provider.listeners.add(show);
    this.#undo = () => provider.listeners.delete(show);
    show();
  }

  disconnectedCallback(): void {
    this.#undo?.();
  }
}

const make = (tag: string, attributes: Record<string, string>, ...children: Node[]) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const video = (): HTMLVideoElement => {
  const element = make('video', { part: 'video', playsinline: '' }) as HTMLVideoElement;
  element.autoplay = true;
  element.muted = true;
  return element;
};

class Media extends Part {
  readonly #video = video();
  constructor() {
    super();
    this.root.append(this.#video, document.createElement('slot'));
  }
  protected show({ remote }: State): void {
    if (this.#video.srcObject !== remote) this.#video.srcObject = remote;
  }
}

class SelfMedia extends Part {
  readonly #video = video();
  protected show({ local, layers, self }: State): void {
    const placed = layers.some(({ member_id: id }) => id === self?.id);
    const shown = placed && (local?.getVideoTracks().length ?? 0) > 0;
    if (this.#video.srcObject !== local) this.#video.srcObject = local;
    if (shown) this.root.append(this.#video);
    else this.#video.remove();
  }
}

const words: Record<State['status'], string> = {
  new: 'Ready',
  trying: 'Trying...',
  ringing: 'Ringing...',
  connecting: 'Connecting...',
  connected: 'Connected',
  recovering: 'Reconnecting...',
  disconnecting: 'Disconnecting...',
};

class Status extends Part {
  readonly #text = make('span', { part: 'status-text', role: 'status' });
  constructor() {
    super();
    this.root.append(this.#text);
  }
  protected show({ status }: State): void {
    this.#text.textContent = words[status];
  }
}

/** Its buttons are where the original has them: a test can use both in the same way. */
class Controls extends Part {
  showScreenShare = true;
  showHandRaise = true;
  showTranscript = false;
  showSettings = true;
  showFullscreen = true;
  #provider: Provider | undefined;
  readonly #buttons = {
    mic: this.#button('mic-on', (self) => self.toggleMute()),
    camera: this.#button('camera-on', (self) => self.toggleMuteVideo()),
    speaker: this.#button('speaker-on', (self) => self.toggleDeaf()),
    share: this.#button('screen-share', (self) =>
      self.screenShareStatus === 'started' ? self.stopScreenShare() : self.startScreenShare(),
    ),
    hand: this.#button('hand-raise', (self) => self.toggleHandraise()),
    hangup: this.#button('phone-end', () => this.#provider?.call?.hangup()),
  };

  constructor() {
    super();
    this.#buttons.hangup.classList.add('hangup');
    this.root.append(...Object.values(this.#buttons));
  }

  protected show({ audioMuted, videoMuted, deaf, self }: State, provider: Provider): void {
    this.#provider = provider;
    const { mic, camera, speaker, share, hand } = this.#buttons;
    mic.setAttribute('active', String(!audioMuted));
    camera.setAttribute('active', String(!videoMuted));
    speaker.setAttribute('active', String(!deaf));
    share.classList.toggle('active-toggle', self?.screenShareStatus === 'started');
    hand.classList.toggle('active-toggle', self?.handraised === true);
    share.hidden = !this.showScreenShare;
    hand.hidden = !this.showHandRaise;
  }

  #button(icon: string, run: (self: SwSelf) => Promise<void> | undefined): HTMLElement {
    const button = make('button', { class: 'main' }, make('sw-ui-icon', { name: icon }));
    button.textContent = icon;
    const split = make('sw-ui-split-button', {}, button, make('sw-ui-icon', { name: icon }));
    button.addEventListener('click', () => {
      const active = split.getAttribute('active');
      if (active) split.setAttribute('active', String(active === 'false'));
      const self = this.#provider?.state.self;
      if (self) void run(self);
    });
    return split;
  }
}

/** Outside of all contexts: it is handed the devices by themselves. */
class DeviceSelector extends HTMLElement {
  deviceController: SwDevices | undefined;
  readonly #list = make('div', { role: 'listbox' });
  #subscription: Subscription | undefined;

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).append(this.#list);
  }

  connectedCallback(): void {
    this.#subscription = this.deviceController?.videoInputDevices$.subscribe((cameras) => {
      const options = cameras.map((camera) => {
        const option = make('div', { role: 'option' }, document.createTextNode(camera.label));
        option.addEventListener('click', () =>
          this.deviceController?.selectVideoInputDevice(camera),
        );
        return option;
      });
      this.#list.replaceChildren(...options);
    });
  }
  disconnectedCallback(): void {
    this.#subscription?.unsubscribe();
  }
}

/** One that a page may have beside ours. */
class Widget extends HTMLElement {
  connectedCallback(): void {
    this.textContent = 'A widget of theirs';
  }
}

const elements = {
  'sw-call-provider': Provider,
  'sw-call-media': Media,
  'sw-self-media': SelfMedia,
  'sw-call-controls': Controls,
  'sw-call-status': Status,
  'sw-device-selector': DeviceSelector,
  'sw-call-widget': Widget,
};
for (const [tag, element] of Object.entries(elements)) customElements.define(tag, element);

const version = '4.0.0-rc.2';
Object.assign(globalThis, { SignalWireUI: { ready: true, version } });
dispatchEvent(new CustomEvent('signalwire:web-components:ready', { detail: { version } }));
