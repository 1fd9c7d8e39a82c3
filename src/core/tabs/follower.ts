import type { RtError } from '../../protocol/errors.js';
import { abortable } from '../abortable.js';
import { systemClock, type Clock } from '../clock.js';
import type { Connection } from '../connection.js';
import { newClientId, randomId } from '../random-id.js';
import { FollowerLine } from './follower-line.js';
import { Hub } from './hub.js';
import type { Browser, Place, Seat } from './seat.js';
import {
  parseTabMessage,
  receivedError,
  wantsOf,
  type FollowerMessage,
  type LeaderMessage,
  type Roster,
} from './tab-message.js';

interface Waiting {
  resolve(seat: Seat): void;
  reject(error: RtError): void;
}

/** How often the tab that leads is asked whether it lives, while this one waits or is looked at, ms. */
const heartbeat = 1_000;
/** So many questions without an answer: the leader is frozen, and loses its place. */
const patience = 3;

/**
 * The place of a tab that does not lead. It waits for the lock, and talks to the tab that has it:
 * `take()` settles with whichever comes first, that tab's welcome or its lock. When it comes to lead,
 * it stays so until it leaves or another tab steals the lock.
 */
export class Follower implements Place {
  readonly #name: string;
  readonly #tab: Connection;
  readonly #browser: Browser;
  readonly #lost: () => void;
  readonly #clock: Clock;
  readonly #id = randomId();
  readonly #channel: BroadcastChannel;
  /** Ends all our requests for locks. */
  readonly #end = new AbortController();
  /** Ends the waiting in line for the lock, where it is taken out of turn. */
  readonly #queue = new AbortController();
  readonly #present: Promise<void>;
  readonly #locks: (() => void)[] = [];
  #waiting: Waiting | undefined;
  /** Who has welcomed us, and the line to there. */
  #leader: string | undefined;
  #line: FollowerLine | undefined;
  /** Once this tab leads. */
  #seat: Seat | undefined;
  #roster: Roster = { tabs: [], filters: [], wants: [] };
  /** The tab that knows that we wait. */
  #hailed: string | undefined;
  #unanswered = 0;
  #cancelBeat: (() => void) | undefined;

  /**
   * @param name of the lock and the channel
   * @param lost the place is lost: the next one is to be looked for
   */
  constructor(name: string, tab: Connection, browser: Browser, lost: () => void) {
    this.#name = name;
    this.#tab = tab;
    this.#browser = browser;
    this.#lost = lost;
    this.#clock = browser.clock ?? systemClock;
    this.#channel = new browser.BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => {
      const message = parseTabMessage(data);
      if (message && 'lead' in message) this.#hear(message);
    };
    // For as long as we hold this one, everybody knows that we are there.
    this.#present = new Promise((resolve) => {
      this.#hold(`${name}:${this.#id}`, { signal: this.#end.signal }, resolve);
    });
    const signal = AbortSignal.any([this.#end.signal, this.#queue.signal]);
    this.#hold(name, { signal }, () => this.#lead());
  }

  async take(signal: AbortSignal): Promise<Seat> {
    await abortable(this.#present, signal);
    if (this.#seat) return this.#seat;
    this.#leader = this.#hailed = undefined;
    const seat = new Promise<Seat>((resolve, reject) => (this.#waiting = { resolve, reject }));
    this.#hello(this.#tab.state.value.status === 'connecting');
    this.#unanswered = 1;
    this.#beat();
    return abortable(seat, signal);
  }

  // A property, so that a hub can put its own in its place.
  leave = (): boolean => {
    if (this.#end.signal.aborted) return false;
    if (!this.#seat) this.#say({ k: 'bye', from: this.#id });
    this.#end.abort();
    this.#cancelBeat?.();
    this.#channel.close();
    for (const release of this.#locks) release();
    return true;
  };

  yield(): void {
    this.#lost();
    this.#tab.drop();
    this.leave();
  }

  #hold(lock: string, options: LockOptions, held: () => void): void {
    const { signal } = this.#end;
    this.#browser.navigator.locks
      .request(lock, options, () => {
        if (signal.aborted) return undefined;
        held();
        return new Promise<void>((release) => this.#locks.push(release));
      })
      // We have left, or wait no longer in line; or another tab has taken away what was ours.
      .catch(() => this.#seat && !signal.aborted && this.yield());
  }

  #lead(): void {
    const seat = (this.#seat = { clientId: newClientId() });
    try {
      // eslint-disable-next-line no-restricted-properties -- as in Gate
      seat.clientId = this.#browser.localStorage[this.#name] ??= seat.clientId;
    } catch {
      // It was full: what the service keeps is under a name that nobody knows.
    }
    const heritage = { id: this.#id, roster: this.#roster };
    new Hub(this.#channel, this, this.#tab, this.#browser, heritage);
    if (this.#waiting) this.#waiting.resolve(seat);
    else this.#move();
  }

  /** Another tab leads, or we do: there is a way on, so nobody needs to hear of it. */
  #move(): void {
    this.#leader = undefined;
    this.#line?.lose();
    this.#tab.move();
  }

  #hear(message: LeaderMessage): void {
    const { lead, k } = message;
    if ('to' in message && message.to !== undefined && message.to !== this.#id) return;
    if (lead === this.#leader || this.#waiting) this.#unanswered = 0;
    if (k === 'roster') this.#roster = message;
    else if (k === 'lead') this.#follow(lead);
    else if (k === 'welcome') this.#settle((waiting) => waiting.resolve(this.#seatAt(message)));
    else if (k === 'wait') this.#hailed = lead;
    else if (k === 'refused') this.#settle(({ reject }) => reject(receivedError(message.error)));
    else if (lead !== this.#leader) return;
    else if (k === 'gone') this.#move();
    else if (k === 'down') this.#line?.end(receivedError(message.error));
    else this.#line?.take(message);
  }

  /** Some tab says that it leads from now on, or is online again. */
  #follow(lead: string): void {
    if (!this.#waiting) {
      if (lead !== this.#leader || this.#line?.ended) this.#move();
    } else if (lead !== this.#hailed) this.#hello(false);
  }

  #settle(how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) how(waiting);
  }

  #seatAt({ lead, maxInFlight }: { lead: string; maxInFlight: number }): Seat {
    this.#leader = lead;
    return {
      clientId: '',
      follow: (receive) => {
        const line = new FollowerLine({
          maxInFlight,
          receive,
          clock: this.#clock,
          ask: (question) => {
            const wants = wantsOf(this.#tab.request);
            this.#say({ k: 'ask', from: this.#id, to: lead, wants, question });
            this.#beat();
          },
        });
        // It has gone before we were here.
        if (this.#leader !== lead) line.lose();
        return (this.#line = line);
      },
    };
  }

  #hello(retry: boolean): void {
    const { will, request } = this.#tab;
    this.#say({ k: 'hello', from: this.#id, will, wants: wantsOf(request), retry });
  }

  #say(message: FollowerMessage): void {
    this.#channel.postMessage(message);
  }

  /** Looks after the tab that leads while we wait for it, or somebody looks at us. */
  #beat(): void {
    this.#cancelBeat ??= this.#clock.after(heartbeat, () => {
      this.#cancelBeat = undefined;
      const line = this.#leader === undefined ? undefined : this.#line;
      const idle = !line || line.ended || (!line.busy && this.#browser.document?.hidden);
      if (this.#seat || (!this.#waiting && idle)) return;
      if (this.#unanswered >= patience) {
        this.#steal();
        return;
      }
      this.#unanswered += 1;
      if (this.#waiting) this.#hello(false);
      else line?.probe();
      this.#beat();
    });
  }

  #steal(): void {
    this.#queue.abort();
    this.#hold(this.#name, { steal: true }, () => this.#lead());
  }
}
