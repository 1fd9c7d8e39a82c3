/** What a page says once for all its elements. An attribute or property of an element wins over it. */
export interface PageDefaults {
  /** URL of the site's route that returns a grant. */
  tokenEndpoint?: string;
  /** Which provider to warm up before the grant names one. */
  provider?: string;
  /** BCP 47 language of texts, dates and numbers, where the page's `lang` is not the right one. */
  locale?: string;
  /** `light`, `dark` or `auto`. */
  theme?: string;
  /** Texts by message key, in place of the built-in ones. */
  strings?: Readonly<Record<string, string>>;
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
