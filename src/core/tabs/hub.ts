import { toRtError, type RtError } from '../../protocol/errors.js';
import { systemClock, type Clock } from '../clock.js';
import type { Connection } from '../connection.js';
import type { ConnectionSnapshot } from '../connection-state.js';
import { randomId } from '../random-id.js';
import { HubFilters } from './hub-filters.js';
import type { Browser, Place } from './seat.js';
import {
  parseTabMessage,
  sentError,
  type FollowerMessage,
  type LeaderMessage,
  type Question,
  type Roster,
} from './tab-message.js';
import { Wills } from './wills.js';

/** What a tab brings along that has followed before it came to lead. */
export interface Heritage {
  /** What it was called; it holds the lock of that name. */
  id: string;
  /** What the tab before it has told. */
  roster: Roster;
}

type Said<M> = M extends unknown ? Omit<M, 'lead'> : never;

/**
 * Serves the other tabs with the connection of this one: passes on what they ask, and what comes in.
 * It welcomes a tab only while it is online itself.
 */
export class Hub {
  readonly #channel: BroadcastChannel;
  readonly #tab: Connection;
  readonly #clock: Clock;
  /** Names this time of leading: a tab that comes to lead again starts anew. */
  readonly #lead = randomId();
  readonly #id: string;
  readonly #filters: HubFilters;
  readonly #wills: Wills;
  readonly #followers = new Set<string>();
  readonly #waiting = new Set<string>();
  readonly #end = new AbortController();
  readonly #unsubscribe: () => void;
  #freeOwn = (): void => undefined;
  #online: boolean;
  #cancelRoster: (() => void) | undefined;

  /**
   * @param channel named as the lock
   * @param place its `leave` ends this as well
   */
  constructor(
    channel: BroadcastChannel,
    place: Place,
    tab: Connection,
    browser: Browser,
    { id, roster }: Partial<Heritage> = {},
  ) {
    this.#channel = channel;
    this.#tab = tab;
    // First of all: it throws where the place has been given up meanwhile.
    this.#say({ k: 'lead' });
    const { name } = channel;
    const clock = (this.#clock = browser.clock ?? systemClock);
    this.#id = id ?? randomId();
    const changed = (): void => this.#tellRoster();
    this.#filters = new HubFilters({
      tab,
      clock,
      changed,
      answer: (to, n, error) => this.#done(to, n, error),
      reading: (to, filter) => this.#say({ k: 'reading', to, filter }),
      pass: (message, to) => this.#say({ k: 'message', to, message }),
    });
    const gone = (one: string): void => this.#remove(one);
    this.#wills = new Wills({ name, tab, browser, clock, gone, changed });
    if (id === undefined) {
      const until = new Promise<void>((resolve) => (this.#freeOwn = resolve));
      browser.navigator.locks.request(`${name}:${this.#id}`, () => until).catch(() => undefined); // the document is going: so are we
    }
    for (const [one, will] of roster?.tabs ?? []) if (one !== id) this.#wills.set(one, will);
    if (roster) this.#filters.inherit(roster);
    // One that has just come to lead is online by the line that it has lost, until it says so again.
    this.#online = id === undefined && tab.state.value.status === 'online';
    this.#unsubscribe = tab.state.subscribe((state) => this.#changed(state));
    const { signal } = this.#end;
    for (const type of ['pagehide', 'freeze']) {
      // Nobody is served by a tab that does not run; it is back when it does.
      const go = (): void => {
        if (this.#followers.size > 0) place.yield();
      };
      // On their way down: `freeze` is an event of the document's, and does not come up.
      browser.addEventListener?.(type, go, { signal, capture: true });
    }
    channel.onmessage = ({ data }) => {
      const message = parseTabMessage(data);
      if (message && 'from' in message) this.#hear(message);
    };
    const leave = place.leave.bind(place);
    place.leave = () => {
      this.#stop();
      leave();
      return this.#followers.size > 0;
    };
  }

  #stop(): void {
    if (this.#end.signal.aborted) return;
    this.#unsubscribe();
    this.#say({ k: 'gone' });
    this.#channel.onmessage = null;
    this.#end.abort();
    this.#wills.end();
    this.#filters.end();
    this.#cancelRoster?.();
    this.#freeOwn();
  }

  #hear(message: FollowerMessage): void {
    const { from } = message;
    if (message.k === 'hello') {
      this.#followers.add(from);
      this.#filters.want(from, message.wants);
      this.#filters.leave(from);
      this.#wills.set(from, message.will);
      this.#waiting.add(from);
      if (message.retry) this.#tab.retry();
      this.#answer();
    } else if (message.k === 'bye') {
      this.#remove(from);
      this.#wills.delete(from);
    } else if (message.to === this.#lead) {
      this.#filters.want(from, message.wants);
      this.#take(from, message.question);
    }
  }

  #take(from: string, question: Question): void {
    const tab = this.#tab;
    const { n } = question;
    if (question.k === 'subscribe') {
      this.#filters.subscribe(from, n, question.filter);
    } else if (question.k === 'publish') {
      tab.publish(question.topic, question.payload, question.options).then(
        () => this.#done(from, n),
        (error: unknown) => this.#done(from, n, toRtError(error, 'connection/lost')),
      );
    } else {
      if (question.k === 'unsubscribe') this.#filters.unsubscribe(from, question.filter);
      else if (question.deep) tab.wake();
      this.#done(from, n);
    }
  }

  #changed({ status, error }: ConnectionSnapshot): void {
    const online = status === 'online';
    if (this.#online && !online && error) this.#say({ k: 'down', error: sentError(error) });
    if (online && !this.#online) this.#say({ k: 'lead' });
    this.#online = online;
    this.#answer();
  }

  /** Lets those in who wait, or says why not. */
  #answer(): void {
    const { state, maxInFlight } = this.#tab;
    const { status, error } = state.value;
    for (const to of this.#waiting) {
      if (this.#online) this.#say({ k: 'welcome', to, maxInFlight });
      else if (error && status !== 'reconnecting') {
        this.#say({ k: 'refused', to, error: sentError(error) });
      } else {
        this.#say({ k: 'wait', to });
        continue;
      }
      this.#waiting.delete(to);
    }
  }

  #remove(tab: string): void {
    this.#followers.delete(tab);
    this.#waiting.delete(tab);
    this.#filters.leave(tab);
    this.#filters.want(tab, []);
  }

  #done(to: string, n: number, error?: RtError): void {
    this.#say({ k: 'done', to, n, error: error && sentError(error) });
  }

  /** A task later, so that a tab that subscribes to ten topics is told of once. */
  #tellRoster(): void {
    this.#cancelRoster ??= this.#clock.after(0, () => {
      this.#cancelRoster = undefined;
      const own: Roster['tabs'] = [[this.#id, this.#tab.will]];
      const { filters, wants } = this.#filters;
      this.#say({ k: 'roster', tabs: [...own, ...this.#wills.all], filters, wants });
    });
  }

  #say(message: Said<LeaderMessage>): void {
    // A connection that ends may still settle what somebody asked.
    if (this.#end.signal.aborted) return;
    this.#channel.postMessage({ ...message, lead: this.#lead });
  }
}
