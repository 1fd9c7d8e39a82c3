import { parseTyping, type Person } from '../../protocol/people.js';
import type { Clock } from '../clock.js';
import type { Inbound } from '../transport.js';

/** Who says nothing for so long has stopped, ms. */
const patience = 5_000;
/** More are "several people" anyway. */
const mostTyping = 20;

/** Who writes just now, by what their sessions say on `…/typing/{sid}`. */
export class Typing {
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #sessions = new Map<string, Person & { cancel: () => void }>();

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Each person once; who has begun first comes first. */
  get list(): readonly Person[] {
    const users = new Map<string, Person>();
    for (const { user, name } of this.#sessions.values()) users.set(user, { user, name });
    return [...users.values()];
  }

  /** Somebody else's message came. */
  take({ topic, payload }: Inbound): void {
    const message = parseTyping(payload);
    if (!message) return;
    const sid = topic.slice(topic.lastIndexOf('/') + 1);
    const known = this.#sessions.get(sid);
    if (!message.on) {
      if (known) this.#forget([sid]);
      return;
    }
    if (!known && this.#sessions.size >= mostTyping) return;
    known?.cancel();
    const cancel = this.#clock.after(patience, () => this.#forget([sid]));
    const { user, name } = message;
    this.#sessions.set(sid, { user, name, cancel });
    if (known?.user !== user || known.name !== name) this.#changed();
  }

  /** What they were writing has come. */
  said(users: ReadonlySet<string>): void {
    const done = [...this.#sessions].filter(([, { user }]) => users.has(user));
    this.#forget(done.map(([sid]) => sid));
  }

  /** Nobody writes any more, as far as we are told. */
  clear(): void {
    this.#forget([...this.#sessions.keys()]);
  }

  #forget(sids: string[]): void {
    for (const sid of sids) {
      this.#sessions.get(sid)?.cancel();
      this.#sessions.delete(sid);
    }
    if (sids.length > 0) this.#changed();
  }
}
