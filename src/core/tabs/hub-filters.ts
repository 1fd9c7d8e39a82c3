import type { RtError } from '../../protocol/errors.js';
import type { Clock } from '../clock.js';
import type { Connection } from '../connection.js';
import type { Inbound } from '../transport.js';
import type { Want } from '../wants.js';
import { Recent } from './recent.js';
import type { Roster } from './tab-message.js';

export interface HubFiltersOptions {
  tab: Pick<Connection, 'subscribe' | 'want' | 'state'>;
  clock: Clock;
  /** The service has taken a subscription, or does not allow it. */
  answer(tab: string, n: number, error: RtError | undefined): void;
  /** From here on, a tab gets what comes on the filter. */
  reading(tab: string, filter: string): void;
  /** A message for all other tabs, or for one that has missed it. */
  pass(message: Inbound, tab?: string): void;
  /** What is read, or wanted, has changed. */
  changed(): void;
}

interface Entry {
  readonly users: Set<string>;
  /** Who waits for the service's answer. */
  asked: [tab: string, n: number][];
  undo(): void;
  cancelDrop?: (() => void) | undefined;
}

/** How long a filter outlives its last reader, ms. */
const kept = 10_000;

/** Nobody in particular: what the tab that led before has left. */
const heritage = '';

/**
 * What the other tabs read. A filter outlives its last reader by some seconds, and so do messages: a
 * tab that reloads or changes over to another leader finds what came meanwhile.
 */
export class HubFilters {
  readonly #options: HubFiltersOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #wants = new Map<string, { key: string; wants: Want[]; undo: (() => void)[] }>();
  readonly #recent: Recent;
  #last: Inbound | undefined;
  #cancelHeritage: (() => void) | undefined;

  constructor(options: HubFiltersOptions) {
    this.#options = options;
    this.#recent = new Recent(options.clock);
  }

  get filters(): string[] {
    return [...this.#entries.keys()];
  }

  get wants(): Want[] {
    return [...this.#wants.values()].flatMap(({ wants }) => wants);
  }

  /** Goes on reading what the tab read that led before, until the others have had time to come. */
  inherit({ filters, wants }: Roster): void {
    this.want(heritage, wants);
    for (const filter of filters) this.#entry(filter).users.add(heritage);
    const disinherit = (): void => {
      // They can come only while this one is online.
      if (this.#options.tab.state.value.status === 'online') {
        this.leave(heritage);
        this.want(heritage, []);
      } else this.#cancelHeritage = this.#options.clock.after(kept, disinherit);
    };
    this.#cancelHeritage = this.#options.clock.after(kept, disinherit);
  }

  /** What a tab wants, in place of what it wanted. */
  want(tab: string, wants: Want[]): void {
    const key = JSON.stringify(wants);
    const known = this.#wants.get(tab);
    if (known?.key === key) return;
    const undo = wants.map((one) => this.#options.tab.want(one));
    for (const one of known?.undo ?? []) one();
    if (wants.length > 0) this.#wants.set(tab, { key, wants, undo });
    else this.#wants.delete(tab);
    this.#options.changed();
  }

  subscribe(tab: string, n: number, filter: string): void {
    const known = this.#entries.get(filter);
    const isNew = !known?.users.has(tab);
    const entry = this.#entry(filter);
    entry.users.add(tab);
    entry.asked.push([tab, n]);
    entry.cancelDrop?.();
    entry.cancelDrop = undefined;
    // Asked again even where the service has it: that makes it send the topics' last values.
    if (known) this.#read(filter, entry);
    if (!isNew) return;
    this.#options.reading(tab, filter);
    for (const message of this.#recent.on(filter)) this.#options.pass(message, tab);
  }

  unsubscribe(tab: string, filter: string): void {
    const entry = this.#entries.get(filter);
    entry?.users.delete(tab);
    if (entry?.users.size === 0) this.#drop(filter, entry);
  }

  /** The tab reads nothing any more, for now. */
  leave(tab: string): void {
    for (const [filter, entry] of this.#entries) {
      entry.asked = entry.asked.filter(([one]) => one !== tab);
      if (!entry.users.delete(tab) || entry.users.size > 0) continue;
      entry.cancelDrop = this.#options.clock.after(kept, () => this.#drop(filter, entry));
    }
  }

  end(): void {
    this.#cancelHeritage?.();
    for (const [filter, entry] of this.#entries) this.#drop(filter, entry);
    for (const { undo } of this.#wants.values()) for (const one of undo) one();
  }

  #drop(filter: string, entry: Entry): void {
    entry.cancelDrop?.();
    entry.undo();
    this.#entries.delete(filter);
    this.#options.changed();
  }

  #entry(filter: string): Entry {
    let entry = this.#entries.get(filter);
    if (!entry) {
      entry = { users: new Set(), asked: [], undo: () => undefined };
      this.#entries.set(filter, entry);
      this.#read(filter, entry);
      this.#options.changed();
    }
    return entry;
  }

  /** Subscribes, in place of what was subscribed before. */
  #read(filter: string, entry: Entry): void {
    const { undo } = entry;
    const settle = (error?: RtError): void => {
      for (const [tab, n] of entry.asked.splice(0)) this.#options.answer(tab, n, error);
    };
    entry.undo = this.#options.tab.subscribe(filter, {
      receive: (message) => this.#receive(message),
      joined: () => settle(),
      refused: settle,
    });
    undo();
  }

  #receive(message: Inbound): void {
    // Once for each of our filters that takes it, one after the other.
    if (message === this.#last) return;
    this.#last = message;
    // Its own bytes: it may be a view into a frame with many messages, and each copy takes all of it.
    const own = { ...message, payload: message.payload.slice() };
    this.#recent.add(own);
    this.#options.pass(own);
  }
}
