import { giveBox } from './box.js';
import { tags, type Tag } from './boxes.js';

/** Brings the code that defines `tag`. `again`: the first try has failed. */
export type Load = (tag: Tag, again: boolean) => Promise<unknown>;

/** A place to look for tags: the page, or a shadow root that is handed over. */
export type Root = Document | ShadowRoot | Element;

/** Loads the code of tags that are, or soon will be, seen or used. */
export interface Autoloader {
  /** Settles when what was due on the parsed page is defined or has failed. Never rejects. */
  readonly ready: Promise<void>;
  /** Loads a tag's code now, wherever the tag is. Rejects where it can't be had. */
  bring(tag: Tag): Promise<unknown>;
  /** Looks for tags in a root, now and from now on. Returns its own undo. */
  observe(root: Root): () => void;
}

/** What an element says of itself and tells the page when its code can't be had. */
const fail = (element: Element, cause: unknown): void => {
  const message = `${element.localName} could not be loaded.`;
  const error = Object.assign(new Error(message, { cause }), {
    code: 'config/load-failed' as const,
  });
  (element.shadowRoot ?? element).textContent = message;
  element.dispatchEvent(
    new CustomEvent('rt-error', { bubbles: true, composed: true, detail: { error } }),
  );
};

/** Watches the page, and the roots that are handed over, until all tags are defined. */
export const createAutoloader = (load: Load): Autoloader => {
  const waiting = `:is(${tags}):not(:defined)`;
  const loads = new Map<Tag, Promise<unknown>>();
  const asked = new WeakSet<Element>();
  const page = document.documentElement;
  let settle: () => void;

  const bring = (tag: Tag): Promise<unknown> => {
    let loading = loads.get(tag);
    if (!loading) {
      loading = load(tag, false)
        .catch(() => load(tag, true))
        .catch((error: unknown) => {
          // Forgotten, so that a tag that is due later, perhaps with the network back, tries again.
          loads.delete(tag);
          throw error;
        });
      loads.set(tag, loading);
    }
    return loading;
  };

  const want = (element: Element): void => {
    near.unobserve(element);
    if (asked.has(element) || !element.matches(waiting)) return;
    asked.add(element);
    bring(element.localName as Tag)
      .catch((error: unknown) => {
        // Else another copy has defined it after all.
        if (element.matches(waiting)) fail(element, error);
      })
      .finally(() => asked.delete(element));
  };

  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        // The page itself was put at the end of the queue: whatever was due at start is before it.
        if (target === page) settle();
        else if (isIntersecting) want(target);
        // Defined meanwhile, by a neighbour or another copy: nothing left to watch for.
        else if (!target.matches(waiting)) near.unobserve(target);
      }
    },
    // Half a screen ahead: code that is on its way before the visitor is there.
    { rootMargin: '50%' },
  );

  const take = (element: Element): void => {
    giveBox(element);
    if (element.getAttribute('loading') === 'eager') want(element);
    else near.observe(element);
  };

  const look = (node: Node): void => {
    if (!(node instanceof Element)) return;
    if (node.matches(waiting)) take(node);
    node.querySelectorAll(waiting).forEach(take);
  };

  const observe = (root: Root): (() => void) => {
    const changes = new MutationObserver((records) => {
      for (const { type, target, addedNodes } of records) {
        if (type === 'attributes') look(target);
        addedNodes.forEach(look);
      }
    });
    const focus = (event: Event): void => {
      const element = (event.target as Element).closest(waiting);
      if (element) want(element);
    };
    changes.observe(root, { childList: true, subtree: true, attributeFilter: ['loading'] });
    root.addEventListener('focusin', focus);
    root.querySelectorAll(waiting).forEach(take);
    const undo = (): void => {
      changes.disconnect();
      root.removeEventListener('focusin', focus);
      root.querySelectorAll(waiting).forEach((element) => near.unobserve(element));
    };
    void everything.then(undo);
    return undo;
  };

  const ready = new Promise<void>((resolve) => {
    settle = () => {
      near.unobserve(page);
      void Promise.allSettled(loads.values()).then(() => resolve());
    };
  });
  const everything = Promise.all(tags.split(',').map((tag) => customElements.whenDefined(tag)));
  void everything.then(() => {
    near.disconnect();
    settle();
  });
  observe(document);
  const parsed = (): void => near.observe(page);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', parsed);
  else parsed();

  return { ready, bring, observe };
};
