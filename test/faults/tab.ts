import { setTimeout as wait } from 'node:timers/promises';
import type { Cdp } from './cdp.js';

/** What a page tells the bench, through a function that the browser puts into it. */
export type Heard = (report: unknown) => void;

/** A browser profile of one person: storage and windows that no other person shares. */
export class Person {
  readonly #browser: TabBrowser;
  readonly #contextId: string;
  readonly #script: string;
  readonly #heard: Heard;

  /** @param script what runs in every page before the page's own scripts */
  constructor(browser: TabBrowser, contextId: string, script: string, heard: Heard) {
    this.#browser = browser;
    this.#contextId = contextId;
    // Not in the empty document that each tab begins with, and once in those that follow.
    const here = "location.protocol === 'http:' && !globalThis.rtWatched";
    this.#script = `if (${here}) { globalThis.rtWatched = true; ${script} }`;
    this.#heard = heard;
  }

  /** Opens a tab in the foreground, and goes to a page. */
  async open(url: string): Promise<Tab> {
    const sessionId = await this.#browser.create(this.#contextId);
    const tab = await this.#adopt(sessionId);
    await tab.goto(url);
    return tab;
  }

  /** The tab that a page opens by `act`. */
  async opened(act: () => Promise<unknown>): Promise<Tab> {
    const next = this.#browser.next(this.#contextId);
    // The page that opens it waits until it has begun, and it waits for us.
    const [tab] = await Promise.all([next.then((attached) => this.#adopt(attached)), act()]);
    await tab.until("location.protocol === 'http:'", 5_000);
    // It has its first document's window, in which the script has had its turn already.
    await tab.evaluate(this.#script);
    return tab;
  }

  /** Closes all tabs and forgets what they stored. */
  async close(): Promise<void> {
    await this.#browser.cdp.send('Target.disposeBrowserContext', {
      browserContextId: this.#contextId,
    });
  }

  async #adopt({ sessionId, targetId }: Attached): Promise<Tab> {
    const tab = new Tab(this.#browser.cdp, sessionId, targetId);
    this.#browser.cdp.listen(sessionId, (method, params) => {
      if (method === 'Runtime.bindingCalled') {
        this.#heard(JSON.parse(String(params['payload'])) as unknown);
      } else if (method === 'Inspector.targetCrashed') tab.crashed();
    });
    await tab.send('Page.enable');
    await tab.send('Inspector.enable');
    await tab.send('Runtime.enable');
    await tab.send('Runtime.addBinding', { name: 'rtReport' });
    await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: this.#script });
    await tab.send('Runtime.runIfWaitingForDebugger');
    return tab;
  }
}

interface Attached {
  sessionId: string;
  targetId: string;
}

/** Gives people a browser to use. */
export class TabBrowser {
  readonly cdp: Cdp;
  readonly #waiting = new Map<string, (attached: Attached) => void>();

  private constructor(cdp: Cdp) {
    this.cdp = cdp;
  }

  static async start(cdp: Cdp): Promise<TabBrowser> {
    const browser = new TabBrowser(cdp);
    cdp.listen('', (method, params) => browser.#onEvent(method, params));
    // A new page waits until the script that watches it is in place.
    const flags = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };
    await cdp.send('Target.setAutoAttach', flags);
    return browser;
  }

  /** A new person with a profile of their own. */
  async person(script: string, heard: Heard): Promise<Person> {
    const { browserContextId } = await this.cdp.send('Target.createBrowserContext');
    return new Person(this, String(browserContextId), script, heard);
  }

  /** Makes an empty tab; a second one hides the first. */
  async create(browserContextId: string): Promise<Attached> {
    const attached = this.next(browserContextId);
    await this.cdp.send('Target.createTarget', { url: 'about:blank', browserContextId });
    return attached;
  }

  /** The next tab of a profile, whoever opens it. */
  next(browserContextId: string): Promise<Attached> {
    return new Promise((resolve) => this.#waiting.set(browserContextId, resolve));
  }

  #onEvent(method: string, params: Record<string, unknown>): void {
    if (method !== 'Target.attachedToTarget') return;
    const sessionId = String(params['sessionId']);
    const info = params['targetInfo'] as {
      type: string;
      targetId: string;
      browserContextId?: string;
    };
    const take = info.type === 'page' && this.#waiting.get(info.browserContextId ?? '');
    if (take) {
      this.#waiting.delete(info.browserContextId ?? '');
      take({ sessionId, targetId: info.targetId });
    } else {
      // The browser's own windows: let them be. One that has gone already needs no answer.
      this.cdp.send('Runtime.runIfWaitingForDebugger', {}, sessionId).catch(() => undefined);
    }
  }
}

/** One tab, and what can happen to it. */
export class Tab {
  readonly #cdp: Cdp;
  readonly #sessionId: string;
  readonly #targetId: string;
  /** The browser says that the page's process has ended. */
  crashed = (): void => undefined;

  constructor(cdp: Cdp, sessionId: string, targetId: string) {
    this.#cdp = cdp;
    this.#sessionId = sessionId;
    this.#targetId = targetId;
  }

  send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return this.#cdp.send(method, params, this.#sessionId);
  }

  async goto(url: string): Promise<void> {
    await this.send('Page.navigate', { url });
  }

  /** As the reload button does; it works on a crashed tab as well. */
  async reload(): Promise<void> {
    await this.send('Page.reload');
  }

  /** Evaluates an expression; a promise is waited for. `gesture`: as if the user had clicked. */
  async evaluate(expression: string, gesture = false): Promise<unknown> {
    const options = { returnByValue: true, awaitPromise: true, userGesture: gesture };
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      ...options,
    });
    if (exceptionDetails) {
      const { exception, text } = exceptionDetails as {
        exception?: { description?: string };
        text: string;
      };
      throw new Error(exception?.description ?? text);
    }
    return (result as { value?: unknown }).value;
  }

  /** Ends the tab's process; the tab stays, with a sad face. */
  async crash(): Promise<void> {
    const gone = new Promise<void>((resolve) => (this.crashed = resolve));
    // Nobody is left to answer; that is told when the next page is loaded, or never.
    this.send('Page.crash').catch(() => undefined);
    await gone;
  }

  /** Stops a tab that is behind another one, as Chromium does with tabs that nobody looks at. */
  async freeze(): Promise<void> {
    await this.until('document.visibilityState === "hidden"', 5_000);
    await this.send('Page.setWebLifecycleState', { state: 'frozen' });
  }

  /** Brings it back to the front, which is what wakes a tab. */
  async thaw(): Promise<void> {
    await this.send('Page.setWebLifecycleState', { state: 'active' });
    await this.show();
  }

  /** Brings it to the front. */
  async show(): Promise<void> {
    await this.#cdp.send('Target.activateTarget', { targetId: this.#targetId });
  }

  /** Takes the page off the network, or gives it back. */
  async offline(on: boolean): Promise<void> {
    if (on) await this.send('Network.enable');
    const unlimited = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
    await this.send('Network.emulateNetworkConditions', { offline: on, ...unlimited });
    // Switched on it costs time for each packet.
    if (!on) await this.send('Network.disable');
  }

  async close(): Promise<void> {
    await this.#cdp.send('Target.closeTarget', { targetId: this.#targetId });
  }

  /** Waits until an expression is true; throws after `ms`. */
  async until(expression: string, ms: number): Promise<void> {
    const end = Date.now() + ms;
    for (;;) {
      // While a page is exchanged for another there is nothing to ask.
      if (await this.evaluate(expression).catch(() => false)) return;
      if (Date.now() > end)
        throw new Error(`Within ${ms / 1000} s this did not happen: ${expression}`);
      await wait(20);
    }
  }
}
