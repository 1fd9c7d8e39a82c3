import type { Numbered, SyncMessage } from '../../protocol/sync-message.js';
import type { Clock } from '../clock.js';
import type { Repair } from './repair.js';
import type { Sequencer } from './sequencer.js';

/** What we have said, and when, ms since the epoch. */
export interface Said {
  readonly message: Numbered;
  readonly at: number;
}

export interface MendingOptions {
  clock: Clock;
  /** Our own session: what comes back of what we say of it is not for us. */
  sid: string;
  sequencer: Sequencer;
  /** Publishes on the room's sync topic; nobody waits for it. */
  publish(message: SyncMessage): void;
}

/** How many of our own messages can be asked for again, of all sessions that we speak for. */
const kept = 1_000;
/** From a failure to load the code to the next try, ms; and how much waits for it at most. */
const retryAfter = 3_000;
const mostWaiting = 1_000;

/**
 * Keeps what is needed to repair a gap, and loads the code for it when there is one, here or at another
 * page: as long as all goes well, nobody downloads it.
 */
export class Mending {
  readonly #options: MendingOptions;
  /** By id, oldest first. */
  readonly said = new Map<string, Said>();
  /** The last number of each session that we speak for: our own, and those whose page has died. */
  readonly heads = new Map<string, number>();
  #repair: Repair | undefined;
  #waiting: ((repair: Repair) => void)[] = [];
  #loading = false;
  #cancel = (): void => undefined;

  constructor(options: MendingOptions) {
    this.#options = options;
  }

  /** We have sent a message; it can be asked for from now on. */
  sent(message: Numbered): void {
    const { id, sid, n } = message;
    this.said.set(id, { message, at: this.#options.clock.now() });
    this.heads.set(sid, Math.max(this.heads.get(sid) ?? 0, n));
    if (this.said.size > kept) this.said.delete(this.said.keys().next().value ?? '');
  }

  /** The service has refused it: nobody is to get it from us. */
  forget(id: string): void {
    this.said.delete(id);
  }

  /** Has it done now, or as soon as the code is there. */
  mend(act: (repair: Repair) => void): void {
    if (this.#repair) act(this.#repair);
    else if (this.#waiting.push(act) <= mostWaiting) this.#load();
  }

  dispose(): void {
    this.#cancel();
    this.#loading = true; // or as good as: nothing is loaded any more
    this.#waiting = [];
  }

  #load(): void {
    if (this.#loading) return;
    this.#loading = true;
    import('./repair.js').then(
      ({ Repair }) => {
        const { said, heads } = this;
        const repair = (this.#repair = new Repair({ ...this.#options, said, heads }));
        for (const act of this.#waiting.splice(0)) act(repair);
      },
      () => {
        // What has come is shown: better with a gap than not at all. Asked for as soon as it can be.
        this.#options.sequencer.expect(true);
        this.#cancel = this.#options.clock.after(retryAfter, () => {
          this.#loading = false;
          this.#load();
        });
      },
    );
  }
}
