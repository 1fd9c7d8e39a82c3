import { boxes, tags } from './loader/boxes.js';
import type { Queue, RtEmbed } from './loader/rt-embed.js';

// The script tag, in 600 bytes: gives every tag its box before the first paint, and fetches an
// element's code when the element is near. What is rarer, rest.js beside this file, comes when the
// page calls a method of `RtEmbed`, or when something can't be loaded.

declare const __VERSION__: string;

/** `RtEmbed` until rest.js has put the real methods in place: calls wait for them. */
type Stubs = Pick<RtEmbed, 'version' | 'defaults' | 'ready'> &
  Record<'configure' | 'define' | 'observe' | 'push', (argument: unknown) => Promise<unknown>>;

// Nothing stands outside of this block, which keeps its names from the page. With a version, this page
// has the script twice.
if (!(self.RtEmbed as Partial<RtEmbed> | undefined)?.version) {
  const { src, dataset } = document.currentScript as HTMLScriptElement;
  const queue = self.RtEmbed as Queue | undefined;
  const rt = (self.RtEmbed = {
    version: __VERSION__,
    defaults: dataset,
    get ready() {
      return bring('rest').then(() => rt.ready);
    },
  } as Partial<Stubs> as RtEmbed) as Stubs;
  const bring = (name: string): Promise<unknown> =>
    import(new URL(name + '.js', src) as unknown as string);
  const sheet = new CSSStyleSheet();
  const look = (): unknown =>
    [...document.querySelectorAll(`:is(${tags}):not(:defined)`)].map((element) => [
      near.observe(element),
      // A server may have sent a root, with something to look at: that stays until the element is there.
      ((element.shadowRoot ?? element.attachShadow({ mode: 'open' })).adoptedStyleSheets = [sheet]),
    ]);
  // Tells of each tag once at the beginning, near or not.
  const near = new IntersectionObserver(
    (entries) =>
      entries.map(
        ({ target, isIntersecting }) =>
          // Not one that another copy has defined meanwhile. `loading="eager"`, in the bytes that there are.
          target.matches(isIntersecting ? ':not(:defined)' : ':not(:defined)[loading^=e]') &&
          bring(target.localName)
            // It looks for tags as well, tries again, and tells the page if that fails too.
            .catch(() => bring('rest'))
            .catch(() => (target.shadowRoot as ShadowRoot).replaceChildren('Not loaded')),
      ),
    { rootMargin: '50%' },
  );
  sheet.replaceSync(boxes);
  (['configure', 'define', 'observe', 'push'] as const).map(
    (name) => (rt[name] = (argument) => bring('rest').then(() => rt[name](argument))),
  );
  // 1 for true: a browser takes it so, in fewer bytes.
  const all = { childList: 1, subtree: 1 } as unknown as MutationObserverInit;
  new MutationObserver(look).observe(document, all);
  look();
  void queue?.map(rt.push);
}
