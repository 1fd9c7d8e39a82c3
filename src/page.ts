import type { CloudSignalClass } from './adapters/cloudsignal/vendor-types.js';
import type { MqttJs } from './adapters/page-mqtt/mqtt-js-types.js';

/** What a page says once for all its elements. An attribute or property of an element wins over it. */
export interface PageDefaults {
  /** URL of the site's route that returns a grant. */
  tokenEndpoint?: string;
  /** Which service is wished for, and used where the grant names none; its code comes early. */
  provider?: string;
  /** BCP 47 language of texts, dates and numbers, where the page's `lang` is not the right one. */
  locale?: string;
  /** `light`, `dark` or `auto`. */
  theme?: string;
  /** Texts by message key, in place of the built-in ones. */
  strings?: Readonly<Record<string, string>>;
  /** Where CloudSignal exchanges tokens. Default `https://auth.cloudsignal.app`. */
  tokenServiceUrl?: string;
  /** The organization at CloudSignal, where the token route does not name it. */
  organizationId?: string;
  /** CloudSignal's own client in place of ours: what `@cloudsignal/mqtt-client` exports by default. */
  cloudsignal?: CloudSignalClass;
  /** Where a script has it; loaded when it is needed. */
  cloudsignalSrc?: string;
  /** mqtt.js, or a client of it that the page has connected itself, for the provider `mqtt-js`. */
  mqtt?: MqttJs;
  /** URL of the script with SignalWire's components, for `<rt-call kit="signalwire">`. */
  signalwireComponentsSrc?: string;
  /** Brings them some other way; `rt-embed/kits/signalwire` sets it. */
  signalwireComponents?: () => Promise<unknown>;
}

/** The one global, where a script tag has brought it; here only as far as defaults go. */
interface SharedDefaults {
  defaults: PageDefaults;
}

const shared = (): SharedDefaults | undefined => {
  const { RtEmbed } = globalThis as { RtEmbed?: Partial<SharedDefaults> };
  // Before the script tag has run, it can be an array of calls that wait.
  return RtEmbed?.defaults && (RtEmbed as SharedDefaults);
};

/**
 * Told to the window after a change: a page can hold several copies of this module, those of a script
 * tag and of a bundle.
 */
const changed = 'rt-configure';

let own: PageDefaults = {};

/** Sets defaults for all elements of the page, also for those that are already there. */
export const configure = (options: PageDefaults): void => {
  const rt = shared();
  if (rt) rt.defaults = { ...rt.defaults, ...options };
  else own = { ...own, ...options };
  // Absent in Node, where nobody listens either.
  globalThis.dispatchEvent?.(new Event(changed));
};

/** The page's defaults, whoever set them: `configure()`, `RtEmbed.configure()` or a script tag's `data-*`. */
export const pageDefaults = {
  get value(): PageDefaults {
    return { ...own, ...shared()?.defaults };
  },
  /** Calls `listener` after every change, not for the current value. Returns its own undo. */
  subscribe(listener: (value: PageDefaults) => void): () => void {
    const tell = (): void => listener(pageDefaults.value);
    globalThis.addEventListener?.(changed, tell);
    return () => globalThis.removeEventListener?.(changed, tell);
  },
};
