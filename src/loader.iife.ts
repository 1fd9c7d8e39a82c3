import { giveBox } from './loader/box.js';
import { boxes } from './loader/boxes.js';
import type { Queue, RtEmbed } from './loader/rt-embed.js';

// The script tag: what has to happen before the page's first paint, in 600 bytes. The rest of it is
// autoloader.js, fetched from beside this file once the page has one of our tags or makes a call.

declare const __VERSION__: string;

type Method = 'configure' | 'define' | 'observe' | 'push';
/** `RtEmbed` until autoloader.js has put the real methods in place: calls wait for them. */
type Stubs = Pick<RtEmbed, 'version' | 'defaults' | 'ready'> &
  Partial<Record<Method, (argument: unknown) => unknown>>;

const { src, dataset } = document.currentScript as HTMLScriptElement;
const queue = (window.RtEmbed ?? []) as Queue & { version?: string };

// Else this page has the script twice.
if (!queue.version) {
  // Another URL the second time: some browsers remember that a module could not be had.
  const load = (attempt: number): Promise<unknown> =>
    import(new URL(`autoloader.js?${attempt}`, src) as unknown as string);
  const start = (): Promise<unknown> => load(0).catch(() => load(1));

  const rt: Stubs = {
    version: __VERSION__,
    defaults: dataset,
    get ready() {
      return start().then(() => rt.ready);
    },
  };
  for (const name of ['configure', 'define', 'observe', 'push'] as const) {
    rt[name] = (argument) => start().then(() => (rt as Required<Stubs>)[name](argument));
  }
  window.RtEmbed = rt as unknown as RtEmbed;

  const look = (): void => {
    for (const tag in boxes) {
      for (const element of document.getElementsByTagName(tag)) {
        if (element.shadowRoot) continue;
        giveBox(element);
        start().then(
          () => changes.disconnect(),
          (error: unknown) => {
            element.shadowRoot?.append(`${tag} could not be loaded.`);
            throw error;
          },
        );
      }
    }
  };
  const changes = new MutationObserver(look);
  changes.observe(document, { childList: true, subtree: true });
  look();
  queue.forEach((rt as Required<Stubs>).push);
}
