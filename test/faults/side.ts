import type { TcpProxy } from '../helpers/tcp-proxy.js';
import type { SideName } from './site.js';
import type { Person, Tab } from './tab.js';
import type { Tally } from './tally.js';

/** Messages a second. */
const rate = 50;

/**
 * Numbers that are left out when a page goes on where another one ended: what that one had sent at
 * the very end it may not have told any more.
 */
const untold = 1_000;

/** How long a page may take to load, and to be connected, ms. */
const opening = 20_000;

/** One of the two who talk: a person, their page, and their line to the broker. */
export class Side {
  readonly name: SideName;
  readonly person: Person;
  readonly line: TcpProxy;
  /** What this side says. */
  readonly said: Tally;
  readonly #url: string;
  /** All that are open, the one in front last. */
  #tabs: Tab[] = [];
  /** What the pages that are open call themselves; known since they were last read back. */
  documents: string[] = [];
  #sending = false;

  constructor(
    name: SideName,
    { person, line, said, url }: { person: Person; line: TcpProxy; said: Tally; url: string },
  ) {
    this.name = name;
    this.person = person;
    this.line = line;
    this.said = said;
    this.#url = url;
  }

  /** The page that is in front. */
  get tab(): Tab {
    const tab = this.#tabs.at(-1);
    if (!tab) throw new Error('The page is not open.');
    return tab;
  }

  /** Opens the page, and waits until messages flow. */
  async open(): Promise<void> {
    this.#tabs = [await this.person.open(this.#url)];
    await this.tab.until('globalThis.rtSender !== undefined && rtOnline()', opening);
  }

  /** Opens the page again in a new tab; goes on sending where it was sending. */
  async openAnew(): Promise<void> {
    this.#tabs = [await this.person.open(this.#url)];
    await this.#goOn();
  }

  /** Duplicates the tab, as the browser's menu does, with what the page keeps for the tab. */
  async duplicate(): Promise<void> {
    const act = (): Promise<unknown> => this.tab.evaluate('void open(location.href)', true);
    this.#tabs.push(await this.person.opened(act));
    await this.tab.until('globalThis.rtSender !== undefined', opening);
  }

  /** Opens the page in a tab more, which hides those before. */
  async openAnother(): Promise<void> {
    this.#tabs.push(await this.person.open(this.#url));
    await this.tab.until('globalThis.rtSender !== undefined && rtOnline()', opening);
  }

  /** The tab that was opened first. */
  get firstTab(): Tab {
    return this.#tabs[0] ?? this.tab;
  }

  async closeFirst(): Promise<void> {
    await this.#tabs.shift()?.close();
  }

  /** Reloads the page, also one that has crashed; goes on sending where it was sending. */
  async reload(): Promise<void> {
    await this.tab.reload();
    await this.#goOn();
  }

  /** Sends at the usual rate until `stop`, numbers from `from` on. */
  async send(from = 1): Promise<void> {
    this.#sending = true;
    await this.tab.evaluate(`rtSender.start("${this.name}", ${from}, ${rate})`);
  }

  async stop(): Promise<void> {
    if (!this.#sending) return;
    this.#sending = false;
    await this.tab.evaluate('rtSender.stop()');
    this.said.settle(String(await this.tab.evaluate('rtDocument')));
  }

  /** Reads all messages that the page has, also those that it does not have in the DOM. */
  async readBack(): Promise<void> {
    this.documents = [];
    for (const tab of this.#tabs) {
      // One reads what one sees; behind another tab timers and frames are rare.
      if (this.#tabs.length > 1) await tab.show();
      await tab.evaluate('rtReadBack()');
      this.documents.push(String(await tab.evaluate('rtDocument')));
    }
  }

  async #goOn(): Promise<void> {
    // Writing is possible before there is a connection; the old document has no such name any more.
    await this.tab.until('globalThis.rtSender !== undefined', opening);
    if (this.#sending) await this.send(this.said.last + untold);
  }
}
