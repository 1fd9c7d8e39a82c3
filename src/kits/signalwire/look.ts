import type { CallLook } from '../../ui/call/call-look.js';
import type { CallView } from '../../ui/call/call-view.js';
import { bringComponents } from './bring.js';
import type { SwCallControls, SwCallProvider, SwDeviceSelector } from './components.js';
import { lookStyles } from './look-styles.js';
import { SwPhoneCall } from './sw-call.js';
import { swDevices } from './sw-devices.js';

/** One of the colours that their own theme puts on a page. */
const token = '--interactive-button-destructive-bg';

/** Their elements, with a call in them. */
interface Scene {
  readonly element: HTMLElement;
  readonly call: SwPhoneCall;
  readonly follow: (view: CallView) => void;
  /** One hears the call again. */
  readonly hear: () => void;
}

/** Shows calls by SignalWire's elements. They get a call of the phone's, and never open a device. */
export class SignalWireLook implements CallLook {
  readonly styles = [lookStyles];
  #view: CallView | undefined;
  #scene: Scene | undefined;

  show(view: CallView): HTMLElement {
    this.#view = view;
    const before = this.#scene;
    // The one that follows begins with what is heard.
    if (before?.call.forsaken) before.hear();
    const scene = (this.#scene = before && !before.call.forsaken ? before : this.#make(view));
    scene.follow(view);
    return scene.element;
  }

  #make(first: CallView): Scene {
    const view = (): CallView => this.#view ?? first;
    const element = document.createElement('div');
    let deaf = false;
    const listen = (): void => {
      const sound = element.parentElement?.querySelector<HTMLVideoElement>('.sound');
      if (sound) sound.muted = deaf;
    };
    const call = new SwPhoneCall({
      view,
      deafen: (on) => {
        deaf = on;
        listen();
      },
    });
    const { devices, follow } = swDevices(view);
    const { provider, controls, selector } = elements();
    element.className = isPlain() ? 'kit ours' : 'kit';
    element.append(provider);
    controls.addEventListener('sw-fullscreen-toggle', () => view().act.full());
    provider.call = call.call;
    provider.deviceController = devices;
    selector.deviceController = devices;
    return {
      element,
      call,
      follow: (now) => {
        const { able, state } = now;
        controls.showFullscreen = able.full;
        controls.showScreenShare = able.share && state.call.can.shareScreen;
        controls.showHandRaise = state.call.can.raiseHand;
        call.follow(now);
        follow(now);
        // Another stream is played aloud.
        if (deaf) listen();
      },
      hear: () => {
        deaf = false;
        listen();
      },
    };
  }
}

/** Settles when the look can be used, within 10 s. @throws RtError `config/load-failed` */
export const bringLook = async (): Promise<CallLook> => {
  await bringComponents();
  return new SignalWireLook();
};

const elements = (): {
  provider: SwCallProvider;
  controls: SwCallControls;
  selector: SwDeviceSelector;
} => {
  const make = (tag: string, ...children: Node[]): HTMLElement => {
    const element = document.createElement(tag);
    element.append(...children);
    return element;
  };
  const own = make('sw-self-media');
  const controls = make('sw-call-controls') as SwCallControls;
  const selector = make('sw-device-selector') as SwDeviceSelector;
  // The page's own buttons, beside theirs.
  const more = make('slot');
  const row = make('div', controls, more, selector);
  const parts = [make('sw-call-status'), make('sw-call-media', own), row];
  own.setAttribute('mirror', '');
  more.setAttribute('name', 'controls');
  row.className = 'kit-row';
  controls.showTranscript = false;
  controls.showSettings = false;
  return { provider: make('sw-call-provider', ...parts) as SwCallProvider, controls, selector };
};

/** Whether the page does without their theme, as it may: that overrules names of a site's own. */
const isPlain = (): boolean =>
  getComputedStyle(document.documentElement).getPropertyValue(token) === '';
