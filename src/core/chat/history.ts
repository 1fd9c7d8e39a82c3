import type { Message, WireMessage } from '../../protocol/chat-message.js';
import { toRtError } from '../../protocol/errors.js';
import type { HistoryPage } from '../../protocol/history.js';
import type { Numbered } from '../../protocol/sync-message.js';
import type { Room } from './chat-state.js';
import { merge, placeOf, recognise } from './history-merge.js';

/**
 * What there is to say of what was written before. `more`: it can be asked for. `start`: there is
 * nothing before. `full`: a page keeps no more.
 */
export type HistoryStatus = 'loading' | 'more' | 'failed' | 'start' | 'full';

export interface HistoryOptions {
  room: Omit<Room, 'connection' | 'topics'>;
  /** Reads the page before a cursor; undefined: the newest. Settles. */
  read(before: string | undefined, signal: AbortSignal): Promise<HistoryPage>;
  /** The status has changed. */
  changed(): void;
}

/** A page that is back finds what it knew among so many of the newest; more are asked for until it does. */
const known = 200;
/** Of a longer absence only the newest are read: a log keeps no more. */
const mostMissed = 10_000;

/**
 * Brings what was said before into a room's log: the newest page at once, older ones when asked for, and
 * after every absence what was missed. What it can't read keeps nothing else from working.
 */
export class History {
  readonly #options: HistoryOptions;
  readonly #signal: AbortSignal;
  #status: HistoryStatus = 'loading';
  /** What the next older page is asked for with; undefined: nothing was read yet; null: there is none. */
  #next: string | null | undefined;
  /** The oldest message that was read. */
  #first: string | undefined;
  /** The newest that came before we were away: what is read links up with them. */
  #edge: readonly string[] = [];
  /** The last there was when we came back: what comes in since is newer than what is read. */
  #last: string | undefined;
  #online = false;
  /** Messages may have passed us by since the newest page was read. */
  #stale = true;
  #wanted = false;
  #busy = false;
  /** What went wrong has been said, and nothing has gone right since. */
  #told = false;
  #me: string | undefined;

  /** Starts at once, and ends with the signal. */
  constructor(options: HistoryOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    const { state, log } = options.room;
    log.place = placeOf;
    signal.addEventListener(
      'abort',
      state.subscribe(() => this.#look()),
    );
    this.#look();
    void this.#run();
  }

  get status(): HistoryStatus {
    return this.#status;
  }

  /** Reads the next older page, where there is one, and nothing stands in its way. */
  older(): void {
    if (this.#status !== 'more') return;
    this.#wanted = true;
    void this.#run();
  }

  /** Tries again what has failed. */
  retry(): void {
    if (this.#status !== 'failed') return;
    this.#set('loading');
    void this.#run();
  }

  /** Follows the connection, and who we are. */
  #look(): void {
    const { state, log } = this.#options.room;
    const { status, joined, me } = state.value;
    const online = joined && status === 'online';
    if (online !== this.#online) {
      this.#online = online;
      if (online) {
        this.#last = log.messages.at(-1)?.id;
        this.#stale = true;
        void this.#run();
      } else if (!this.#stale && !this.#busy) {
        this.#remember(log.messages);
      }
    }
    if (me && me.id !== this.#me) {
      this.#me = me.id;
      this.#claim(me.id);
    }
  }

  /** What is read next links up with these. */
  #remember(messages: readonly Message[]): void {
    this.#edge = messages
      .slice(-known)
      .filter(({ delivery }) => delivery === 'sent')
      .map(({ id }) => id);
  }

  /** Who we are may become known after what we wrote before. */
  #claim(me: string): void {
    const { log, changed } = this.#options.room;
    if (!log.messages.some(({ user, own }) => user === me && !own)) return;
    log.set(log.messages.map((one) => (one.user === me ? { ...one, own: true } : one)));
    changed();
  }

  async #run(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#stale || this.#wanted) await (this.#stale ? this.#newest() : this.#before());
    } catch (error) {
      if (!this.#signal.aborted) {
        this.#set('failed');
        if (!this.#told) this.#options.room.failed?.(toRtError(error, 'chat/history-failed'));
        this.#told = true;
      }
    } finally {
      this.#busy = false;
    }
  }

  /** Reads from the newest back to what was there before we were away; the first time, one page. */
  async #newest(): Promise<void> {
    const { read, room } = this.#options;
    const first = this.#next === undefined;
    const edge = new Set(this.#edge);
    const wires: WireMessage[] = [];
    let next: string | null = null;
    if (first) this.#set('loading');
    this.#stale = false; // until somebody says so again, while we read
    try {
      do {
        const page: HistoryPage = await read(next ?? undefined, this.#signal);
        this.#signal.throwIfAborted();
        wires.unshift(...page.messages);
        next = page.messages.length > 0 ? page.next : null;
      } while (
        !first &&
        next &&
        wires.length < mostMissed &&
        !wires.some(({ id }) => edge.has(id))
      );
    } catch (error) {
      this.#stale = true;
      throw error;
    }
    const { log } = room;
    const from = log.messages.findLastIndex(({ id }) => edge.has(id)) + 1;
    const upto = log.messages.findLastIndex(({ id }) => id === this.#last) + 1;
    this.#take(wires, first, first ? 0 : from, first ? 0 : upto);
    if (first) this.#next = next;
    this.#first ??= wires[0]?.id;
    if (first) this.#remember(wires.map((wire) => this.#message(wire)));
    // What came in since we are back belongs to them as well, as soon as the gap is closed.
    else if (!this.#stale) this.#remember(log.messages);
    this.#settle();
  }

  async #before(): Promise<void> {
    const { room, read } = this.#options;
    this.#set('loading');
    const { messages, next } = await read(this.#next ?? undefined, this.#signal);
    this.#signal.throwIfAborted();
    this.#wanted = false;
    const upto = room.log.messages.findIndex(({ id }) => id === this.#first);
    this.#take(messages, true, 0, Math.max(0, upto));
    this.#first = messages[0]?.id ?? this.#first;
    this.#next = messages.length > 0 ? next : null;
    this.#settle();
  }

  /**
   * Puts what was read into the log.
   * @param past whether it was said before our time: then nobody is told of each
   */
  #take(wires: readonly WireMessage[], past: boolean, from: number, upto: number): void {
    const { room } = this.#options;
    const { log, order } = room;
    /** Per sender, the number that is waited for. */
    const next = new Map(Object.entries(order.have));
    const waited: Numbered[] = [];
    const fresh = new Set<string>();
    // What lies between the last that a page before us had and this one is read when one scrolls up to it.
    const begins = new Map(wires.toReversed().map(({ sid = '', n = 0 }) => [sid, n]));
    for (const [sid, wanted] of past ? next : []) {
      const n = begins.get(sid) ?? 0;
      if (n <= wanted) continue;
      next.set(sid, n);
      order.skip(sid, n);
    }
    for (const wire of wires) {
      const { id, sid = '', n = 0 } = wire;
      const wanted = next.get(sid);
      if (log.has(id) ? false : wanted === undefined ? !past : n >= wanted) fresh.add(id);
      if (n !== wanted) continue;
      next.set(sid, n + 1);
      waited.push({ ...wire, sid, n });
    }
    const before = log.messages;
    const page = recognise(
      before,
      wires.map((wire) => this.#message(wire)),
    );
    const coming = page.filter(({ id }) => fresh.has(id) && !log.has(id));
    log.set(merge(before, page, from, upto));
    room.changed();
    // After the log has them: what it has, it does not show twice. Nobody need be asked for them now.
    for (const wire of waited) order.take(wire);
    for (const message of coming) room.received?.(message);
  }

  #message({ id, user, name = user, text, timestamp }: WireMessage): Message {
    return { id, user, name, text, timestamp, own: user === this.#me, delivery: 'sent' };
  }

  #settle(): void {
    this.#told = false;
    const { full } = this.#options.room.log;
    this.#set(full ? 'full' : this.#next ? 'more' : 'start');
  }

  #set(status: HistoryStatus): void {
    this.#status = status;
    this.#options.changed();
  }
}
