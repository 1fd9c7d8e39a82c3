import type { Clock } from '../clock.js';
import type { Connection } from '../connection.js';
import type { Will } from '../transport.js';
import type { Browser } from './seat.js';

export interface WillsOptions {
  /** A tab's own lock is called `{name}:{tab}`. */
  name: string;
  tab: Pick<Connection, 'publish' | 'state'>;
  browser: Pick<Browser, 'navigator'>;
  clock: Clock;
  /** A tab has vanished. */
  gone(tab: string): void;
  /** The list has changed. */
  changed(): void;
}

/**
 * What is to be said for the other tabs when they vanish: a service does so for a whole connection
 * only. Each tab has a Web Lock of its own while it lives; who gets it knows that the tab is no more.
 */
export class Wills {
  readonly #options: WillsOptions;
  readonly #wills = new Map<string, Will | undefined>();
  /** Of tabs that have gone, with the time to wait over. */
  readonly #due = new Set<string>();
  readonly #end = new AbortController();
  readonly #undo: () => void;
  readonly #timers = new Set<() => void>();

  constructor(options: WillsOptions) {
    this.#options = options;
    this.#undo = options.tab.state.subscribe(({ status }) => {
      if (status === 'online') for (const tab of this.#due) this.#publish(tab);
    });
  }

  get all(): [tab: string, will: Will | undefined][] {
    return [...this.#wills];
  }

  /** A tab that is there, or was when we last heard of it. */
  set(tab: string, will: Will | undefined): void {
    const known = this.#wills.has(tab);
    this.#wills.set(tab, will);
    this.#options.changed();
    if (known) return;
    const { name, browser } = this.#options;
    browser.navigator.locks
      .request(`${name}:${tab}`, { signal: this.#end.signal }, () => this.#gone(tab))
      .catch(() => undefined); // aborted: the next tab that leads looks after it
  }

  /** The tab has said goodbye itself. */
  delete(tab: string): void {
    if (this.#wills.delete(tab)) this.#options.changed();
  }

  end(): void {
    this.#end.abort();
    this.#undo();
    for (const cancel of this.#timers) cancel();
  }

  #gone(tab: string): void {
    if (this.#end.signal.aborted) return;
    this.#options.gone(tab);
    const will = this.#wills.get(tab);
    if (!will) {
      this.delete(tab);
      return;
    }
    const cancel = this.#options.clock.after(will.delay * 1000, () => {
      this.#timers.delete(cancel);
      this.#due.add(tab);
      this.#publish(tab);
    });
    this.#timers.add(cancel);
  }

  #publish(tab: string): void {
    const will = this.#wills.get(tab);
    if (!will) return;
    const { topic, payload, retain } = will;
    this.#options.tab.publish(topic, payload, { retain }).then(
      () => {
        this.#due.delete(tab);
        this.delete(tab);
      },
      () => undefined, // it stays due until we are online again
    );
  }
}
