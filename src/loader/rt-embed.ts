import { configure, type PageDefaults } from '../page.js';
import type { Autoloader, Root } from './autoloader.js';
import type { Tag } from './boxes.js';

/** What a script tag puts on the page as `window.RtEmbed`, its only global. */
export interface RtEmbed {
  readonly version: string;
  /** Page-wide defaults; `configure()` changes them. */
  defaults: PageDefaults;
  /**
   * Resolves when the tags that were due at start are defined or have failed. In a tab that is not
   * shown nothing is due yet, so it waits.
   */
  readonly ready: Promise<RtEmbed>;
  /** Sets defaults for all elements of the page, also for those that are already there. */
  configure(options: PageDefaults): void;
  /** Loads and defines a tag now, wherever it is. Rejects where it can't be had. */
  define(tag: Tag): Promise<CustomElementConstructor>;
  /** Looks for tags in a shadow root too. Resolves to its own undo. */
  observe(root: Root): Promise<() => void>;
  /** Calls `run`, as it called what was pushed on an array of this name before the script ran. */
  push(run: (rt: RtEmbed) => void): void;
}

/** Calls that wait for the script, as pages write them: `(window.RtEmbed ||= []).push(…)`. */
export type Queue = Parameters<RtEmbed['push']>[0][];

declare global {
  var RtEmbed: RtEmbed | Queue | undefined;
}

declare const __VERSION__: string;

/** Puts the real methods in place of the loader's; or makes `RtEmbed`, where no loader came before. */
export const install = (autoloader: Autoloader, defaults: PageDefaults): void => {
  const { RtEmbed: before = [] } = globalThis;
  const queue = Array.isArray(before) ? before : [];
  const rt = (Array.isArray(before) ? { version: __VERSION__, defaults } : before) as RtEmbed;
  const methods: Omit<RtEmbed, 'version' | 'defaults' | 'ready'> = {
    configure,
    async define(tag) {
      await autoloader.bring(tag);
      return customElements.whenDefined(tag);
    },
    observe: (root) => Promise.resolve(autoloader.observe(root)),
    push(run) {
      try {
        run(rt);
      } catch (error) {
        // The page's own mistake: to the console, and on to the next call.
        reportError(error);
      }
    },
  };
  Object.assign(rt, methods);
  // Not assigned: the loader has a getter there, that starts what has started now.
  Object.defineProperty(rt, 'ready', {
    value: autoloader.ready.then(() => rt),
    configurable: true,
  });
  globalThis.RtEmbed = rt;
  queue.forEach(rt.push);
};
