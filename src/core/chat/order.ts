import type { readMessage } from '../../protocol/chat-message.js';
import type { Numbered, SyncMessage } from '../../protocol/sync-message.js';
import type { Clock } from '../clock.js';
import type { Mender } from './mender.js';

/** What we have said, and when, ms since the epoch. */
export interface Said {
  readonly message: Numbered;
  readonly at: number;
}

/** A sender's first number that belongs to our time, and the one that comes next. */
export type Known = readonly [first: number, next: number];

export interface OrderOptions {
  clock: Clock;
  /** Our own session: what comes back of what we say of it is not for us. */
  sid: string;
  /** The next message of its sender, once, in order. */
  deliver(message: Numbered): void;
  /** Publishes on the room's sync topic; nobody waits for it. */
  publish(message: SyncMessage): void;
  /** Reads a message that is parsed JSON already. */
  readonly read: typeof readMessage;
}

/** How many of our own messages can be asked for again, of all sessions that we speak for. */
const mostSaid = 2_000;
const mostKnown = 2_000;
/** No more waits for the code. */
const mostWaiting = 1_000;
/** From a failure to load it to the next try, ms. */
const retryAfter = 3_000;

/**
 * Hands on each sender's messages in order, each once. That takes few words as long as they come that
 * way; the code for gaps, here or at another page, is loaded when there is one.
 */
export class Order {
  readonly #options: OrderOptions;
  /** By id, oldest first. */
  readonly said = new Map<string, Said>();
  /** The last number of each session that we speak for: our own, and those whose page has died. */
  readonly heads = new Map<string, number>();
  readonly #known = new Map<string, Known>();
  #mender: Mender | undefined;
  #waiting: ((mender: Mender) => void)[] = [];
  /** The messages that wait with it. */
  readonly #held: Numbered[] = [];
  /** Where a sender starts that we don't know can't be told: we may have missed something. */
  #away = false;
  #loading = false;
  /** The code can't be had for now: what comes is shown as it comes, better than not at all. */
  #broken = false;
  #cancel = (): void => undefined;

  constructor(options: OrderOptions) {
    this.#options = options;
  }

  /** Per sender, the number that is waited for. */
  get have(): Record<string, number> {
    const known = [...this.#known].map(([sid, [, next]]) => [sid, next] as const);
    return this.#mender?.sequencer.have ?? Object.fromEntries(known);
  }

  /** Goes on where an earlier page stood, which had this. */
  restore(have: Record<string, number>): void {
    for (const [sid, next] of Object.entries(have)) this.#known.set(sid, [1, next]);
  }

  /** A message came, in whatever order. */
  take(message: Numbered): void {
    if (this.#mender) return this.#mender.sequencer.take(message);
    const { sid, n } = message;
    const known = this.#known.get(sid);
    const [first, next] = known ?? [n, n];
    const clear = !this.#loading && (known !== undefined || !this.#away);
    if (this.#broken || (clear && n === next)) {
      // Back to the end: whoever has been silent for longest is forgotten first.
      this.#known.delete(sid);
      this.#known.set(sid, [first, Math.max(next, n + 1)]);
      if (this.#known.size > mostKnown) deleteFirst(this.#known);
      this.#options.deliver(message);
    } else if (!clear || n < first || n > next) {
      this.#mend(({ sequencer }) => sequencer.take(message), message);
    }
  }

  /** What a session said before number `next` is read elsewhere: nothing waits for it any more. */
  skip(sid: string, next: number): void {
    this.#mend(({ sequencer }) => sequencer.skip(sid, next));
  }

  /** A payload came on the sync topic. */
  receive(payload: Uint8Array): void {
    this.#mend(({ repair }) => repair.receive(payload));
  }

  /** From now on we may miss something. */
  leave(): void {
    this.#away = true;
    this.#mender?.sequencer.expect(false);
  }

  /** We are connected again, `away` ms after we were last: says so, and asks what was missed. */
  back(away: number): void {
    this.#mend(({ repair }) => repair.back(away));
  }

  /** We have sent a message; it can be asked for from now on. */
  sent(message: Numbered): void {
    const { id, sid, n } = message;
    this.said.set(id, { message, at: this.#options.clock.now() });
    this.heads.set(sid, Math.max(this.heads.get(sid) ?? 0, n));
    if (this.said.size > mostSaid) deleteFirst(this.said);
  }

  /** The service has refused it: nobody is to get it from us. */
  forget(id: string): void {
    this.said.delete(id);
  }

  dispose(): void {
    this.#cancel();
    this.#loading = true; // or as good as: nothing is loaded any more
    this.#waiting = [];
    this.#mender?.sequencer.dispose();
  }

  /** Has it done now, or as soon as the code is there. `message`: what it would show. */
  #mend(act: (mender: Mender) => void, message?: Numbered): void {
    if (this.#mender) return act(this.#mender);
    if (this.#waiting.length < mostWaiting) this.#waiting.push(act);
    if (message) this.#held.push(message);
    if (!this.#loading) this.#load();
  }

  #load(): void {
    const { clock } = this.#options;
    this.#loading = true;
    import('./mender.js').then(
      ({ makeMender }) => {
        const { said, heads } = this;
        const mender = makeMender({ ...this.#options, said, heads }, this.#known);
        if (this.#away) mender.sequencer.expect(false);
        this.#mender = mender;
        for (const act of this.#waiting.splice(0)) act(mender);
      },
      () => {
        this.#broken = true;
        for (const message of this.#held.splice(0)) this.take(message);
        this.#cancel = clock.after(retryAfter, () => this.#load());
      },
    );
  }
}

const deleteFirst = (map: Map<string, unknown>): void => {
  for (const key of map.keys()) return void map.delete(key);
};
