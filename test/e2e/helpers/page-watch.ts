import type { Page } from '@playwright/test';

/** An event of an element, as the document heard it. */
export interface Heard {
  type: 'rt-error' | 'rt-state-change';
  /** The element's id. */
  id: string;
  /** The error's code, or the new state. */
  what: string;
}

declare global {
  /** What `watchPage` left in the page. */
  var rtWatch: { heard: Heard[]; sockets: WebSocket[]; opening: EventTarget };
}

/** What a page has done since it was loaded. */
export class PageWatch {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The codes of all `rt-error` events. */
  errors(): Promise<string[]> {
    return this.#page.evaluate(() =>
      rtWatch.heard.filter(({ type }) => type === 'rt-error').map(({ what }) => what),
    );
  }

  /** The states an element has gone through, the first included. */
  states(id: string): Promise<string[]> {
    return this.#page.evaluate(
      (wanted) =>
        rtWatch.heard
          .filter((one) => one.type === 'rt-state-change' && one.id === wanted)
          .map(({ what }) => what),
      id,
    );
  }

  /** How many WebSockets the page has made. */
  sockets(): Promise<number> {
    return this.#page.evaluate(() => rtWatch.sockets.length);
  }

  /** How many of them are not closed. */
  openSockets(): Promise<number> {
    return this.#page.evaluate(
      () => rtWatch.sockets.filter(({ readyState }) => readyState < WebSocket.CLOSING).length,
    );
  }
}

/**
 * Keeps a record of a page's events and WebSockets from its start. From inside the page, because
 * Playwright does not tell of WebSockets in the stock Firefox.
 */
export const watchPage = async (page: Page): Promise<PageWatch> => {
  await page.addInitScript(() => {
    const { WebSocket: Original } = globalThis;
    const heard: Heard[] = [];
    const sockets: WebSocket[] = [];
    const opening = new EventTarget();
    globalThis.rtWatch = { heard, sockets, opening };
    globalThis.WebSocket = class extends Original {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        sockets.push(this);
        opening.dispatchEvent(new Event('socket'));
      }
    };
    document.addEventListener('rt-error', ({ target, detail }) => {
      heard.push({ type: 'rt-error', id: (target as Element).id, what: detail.error.code });
    });
    document.addEventListener('rt-state-change', ({ target, detail }) => {
      heard.push({ type: 'rt-state-change', id: (target as Element).id, what: detail.state });
    });
  });
  return new PageWatch(page);
};
