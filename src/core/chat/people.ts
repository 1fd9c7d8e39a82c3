import { parsePresence, type Person, type PresenceRecord } from '../../protocol/people.js';
import type { Clock } from '../clock.js';
import type { Inbound } from '../transport.js';

/** One session's record, as long as it holds. */
interface Present extends PresenceRecord {
  /** When it came, and when it ends; ms since the epoch. */
  heard: number;
  until: number;
}

/** More sessions than this are not counted: whoever may write to the room could make them up. */
const maxSessions = 10_000;
/** Around a reconnect, how long the broker has to send the records it still holds, ms. */
const grace = 5_000;

/** Who is in a room, by the records that their sessions keep at `…/presence/{sid}`. */
export class People {
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #sessions = new Map<string, Present>();
  /** How many sessions each user has. */
  readonly #users = new Map<string, number>();
  #list: readonly Person[] | undefined;
  #due = Infinity;
  #cancelExpiry: (() => void) | undefined;
  #cancelGrace: (() => void) | undefined;

  /** @param changed somebody has come, gone, or given another name */
  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** How many different people there are. */
  get size(): number {
    return this.#users.size;
  }

  /** Each person once, under the newest name; who is here for longest comes first. */
  get list(): readonly Person[] {
    if (this.#list) return this.#list;
    const found = new Map<string, PresenceRecord>();
    for (const { user, name, since } of this.#sessions.values()) {
      found.set(user, { user, name, since: Math.min(since, found.get(user)?.since ?? since) });
    }
    // By id where the time is the same, so that the order does not hang on that of the records.
    const order = (a: PresenceRecord, b: PresenceRecord): number =>
      a.since < b.since || (a.since === b.since && a.user < b.user) ? -1 : 1;
    const sorted = [...found.values()].sort(order);
    return (this.#list = sorted.map(({ user, name }) => ({ user, name })));
  }

  /** A record came; an empty one takes a session out. */
  take({ topic, payload, expiry }: Inbound): void {
    const sid = topic.slice(topic.lastIndexOf('/') + 1);
    const record = payload.length > 0 ? parsePresence(payload) : undefined;
    if (!record && payload.length > 0) return;
    this.#forget(sid);
    if (record && this.#sessions.size < maxSessions) {
      const heard = this.#clock.now();
      const until = heard + (expiry ?? Infinity) * 1000;
      this.#sessions.set(sid, { ...record, heard, until });
      this.#users.set(record.user, (this.#users.get(record.user) ?? 0) + 1);
      if (until < this.#due) this.#arm(until);
    }
    this.#changed();
  }

  /**
   * The service has taken the subscription. Who left while we were away did so unheard; who is still
   * there is said again at once.
   * @param resumed nothing was missed
   */
  joined(resumed: boolean): void {
    this.#cancelGrace?.();
    if (resumed) return;
    const since = this.#clock.now() - grace;
    this.#cancelGrace = this.#clock.after(grace, () => this.#sweep(({ heard }) => heard < since));
  }

  dispose(): void {
    this.#cancelExpiry?.();
    this.#cancelGrace?.();
  }

  #forget(sid: string): void {
    this.#list = undefined;
    const session = this.#sessions.get(sid);
    if (!session) return;
    this.#sessions.delete(sid);
    const left = (this.#users.get(session.user) ?? 0) - 1;
    if (left > 0) this.#users.set(session.user, left);
    else this.#users.delete(session.user);
  }

  #sweep(over: (session: Present) => boolean): void {
    const gone = [...this.#sessions].filter(([, session]) => over(session));
    for (const [sid] of gone) this.#forget(sid);
    if (gone.length > 0) this.#changed();
  }

  /** One timer for all: a room may have thousands of records. */
  #arm(due: number): void {
    this.#cancelExpiry?.();
    this.#due = due;
    if (due === Infinity) return;
    this.#cancelExpiry = this.#clock.after(due - this.#clock.now(), () => {
      const now = this.#clock.now();
      this.#sweep(({ until }) => until <= now);
      let next = Infinity;
      for (const { until } of this.#sessions.values()) next = Math.min(next, until);
      this.#arm(next);
    });
  }
}
