import { chatTopics } from '../../protocol/topics.js';
import { systemClock, type Clock } from '../clock.js';
import type { ReadonlyStore } from '../store.js';
import { TopicReader, type Reading, type Source } from '../topic-reader.js';
import type { Inbound } from '../transport.js';

/** One session's record, as long as it holds. */
interface Present {
  user: string;
  /** ms since the epoch */
  heard: number;
  cancelExpiry: (() => void) | undefined;
}

/** More sessions than this are not counted: whoever may write to the room could make them up. */
const maxSessions = 10_000;
const maxPayloadBytes = 4096;
/** Around a reconnect, how long the broker has to send the records it still holds, ms. */
const grace = 5_000;

/** Counts the people in a room by the records that their sessions keep at `…/presence/{sid}`. */
export class PresenceReader {
  readonly #clock: Clock;
  readonly #reader: TopicReader<number>;
  readonly #sessions = new Map<string, Present>();
  /** How many sessions each user has. */
  readonly #users = new Map<string, number>();
  #cancelGrace: (() => void) | undefined;

  /** @throws RtError `config/bad-attribute` where `room` can't be a part of a topic */
  constructor(connection: Source, room: string, clock: Clock = systemClock) {
    this.#clock = clock;
    const filter = `${chatTopics(room).presence}/+`;
    const read = (message: Inbound): number => this.#read(message);
    this.#reader = new TopicReader(connection, filter, 0, read, (resumed) => this.#join(resumed));
  }

  /** Its value is the number of different people. */
  get state(): ReadonlyStore<Reading<number>> {
    return this.#reader.state;
  }

  dispose(): void {
    this.#reader.dispose();
    this.#cancelGrace?.();
    for (const sid of [...this.#sessions.keys()]) this.#forget(sid);
  }

  #read({ topic, payload, expiry }: Inbound): number {
    const sid = topic.slice(topic.lastIndexOf('/') + 1);
    const user = userOf(payload);
    if (user !== undefined || payload.length === 0) this.#forget(sid);
    if (user !== undefined && this.#sessions.size < maxSessions) {
      const forget = (): void => this.#reader.show(this.#forget(sid));
      this.#sessions.set(sid, {
        user,
        heard: this.#clock.now(),
        cancelExpiry: expiry === undefined ? undefined : this.#clock.after(expiry * 1000, forget),
      });
      this.#users.set(user, (this.#users.get(user) ?? 0) + 1);
    }
    return this.#users.size;
  }

  /** Takes a session out; returns how many people are left. */
  #forget(sid: string): number {
    const session = this.#sessions.get(sid);
    if (session) {
      session.cancelExpiry?.();
      this.#sessions.delete(sid);
      const left = (this.#users.get(session.user) ?? 0) - 1;
      if (left > 0) this.#users.set(session.user, left);
      else this.#users.delete(session.user);
    }
    return this.#users.size;
  }

  /** Who left while we were away did so unheard; who is still there is said again at once. */
  #join(resumed: boolean): void {
    this.#cancelGrace?.();
    if (resumed) return;
    const since = this.#clock.now() - grace;
    this.#cancelGrace = this.#clock.after(grace, () => {
      for (const [sid, { heard }] of [...this.#sessions]) if (heard < since) this.#forget(sid);
      this.#reader.show(this.#users.size);
    });
  }
}

const userOf = (payload: Uint8Array): string | undefined => {
  if (payload.length > maxPayloadBytes) return undefined;
  try {
    const record: unknown = JSON.parse(new TextDecoder().decode(payload));
    const { user } = record as { user?: unknown };
    return typeof user === 'string' && user !== '' ? user : undefined;
  } catch {
    return undefined; // anybody can write there: what is no record counts nobody
  }
};
