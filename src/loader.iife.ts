import { boxes, tags } from './loader/boxes.js';
import type { Queue, RtEmbed } from './loader/rt-embed.js';

// The script tag, in 600 bytes: gives every tag its box before the first paint, and fetches an
// element's code when the element is near. What is rarer, rest.js beside this file, comes when the
// page calls a method of `RtEmbed`, or when something can't be loaded.

declare const __VERSION__: string;

/** `RtEmbed` until rest.js has put the real methods in place: calls wait for them. */
type Stubs = Pick<RtEmbed, 'version' | 'defaults' | 'ready'> &
  Record<'configure' | 'define' | 'observe' | 'push', (argument: unknown) => Promise<unknown>>;

const { src, dataset } = document.currentScript as HTMLScriptElement;
const queue = (self.RtEmbed ?? []) as Queue & { version?: string };

// Else this page has the script twice.
if (!queue.version) {
  const bring = (name: string): Promise<unknown> =>
    import(new URL(name + '.js', src) as unknown as string);

  const rt = (self.RtEmbed = {
    version: __VERSION__,
    defaults: dataset,
    get ready() {
      return bring('rest').then(() => rt.ready);
    },
  } as Partial<Stubs> as RtEmbed) as Stubs;
  for (const name of ['configure', 'define', 'observe', 'push'] as const) {
    rt[name] = (argument) => bring('rest').then(() => rt[name](argument));
  }

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(boxes);
  // Tells of each tag once at the beginning, near or not.
  const near = new IntersectionObserver(
    (entries) =>
      entries.map(
        ({ isIntersecting, target }) =>
          // `loading="eager"`, in the bytes that there are.
          (isIntersecting || target.matches('[loading^=e]')) &&
          bring(target.localName)
            // It looks for tags as well, tries again, and tells the page if that fails too.
            .catch(() => bring('rest'))
            .catch(() => (target.shadowRoot as ShadowRoot).append('Not loaded')),
      ),
    { rootMargin: '50%' },
  );
  const look = (): void => {
    for (const element of document.querySelectorAll(tags)) {
      if (!element.shadowRoot) {
        element.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
        near.observe(element);
      }
    }
  };
  // 1 for true: a browser takes it so, in fewer bytes.
  const all = { childList: 1, subtree: 1 } as unknown as MutationObserverInit;
  new MutationObserver(look).observe(document, all);
  look();
  void queue.map(rt.push);
}
