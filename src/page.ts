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
}

/** The one global, there when a script tag brought it; here only as far as defaults go. */
interface SharedDefaults {
  readonly defaults?: PageDefaults;
  configure?(options: PageDefaults): void;
}

const shared = (): SharedDefaults | undefined =>
  (globalThis as { RtEmbed?: SharedDefaults }).RtEmbed;

/**
 * Told to the window after a change. An event, because a page can hold several copies of this module
 * (a script tag and a bundle), and the script tag's loader is too small to hold any.
 */
const changed = 'rt-configure';

let own: PageDefaults = {};

/** Sets defaults for all elements of the page, also for those that are already there. */
export const configure = (options: PageDefaults): void => {
  const rt = shared();
  // Before the script tag has run, `RtEmbed` is missing or an array of calls that wait.
  if (rt?.configure) return rt.configure(options);
  own = { ...own, ...options };
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
