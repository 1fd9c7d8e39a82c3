import type { Clock } from '../clock.js';
import type { Disk, Kept } from './keep-disk.js';

export interface LeftoversOptions {
  disk: Disk;
  clock: Clock;
  /** Ends our hold on the sessions that we have taken over. */
  signal: AbortSignal;
  /** What is on the disk for us, of other sessions. */
  left(): Promise<Kept[]>;
  /** A page that lived has gone: its messages can be taken now. */
  freed(): void;
}

/** Where nobody can tell whether a page lives, it gets this long to send by itself, ms. */
const grace = 60_000;

/**
 * What pages that have gone have left unsent. A session's lock says whether its page lives; under it,
 * nobody else changes or sends what is there.
 */
export class Leftovers {
  readonly #options: LeftoversOptions;
  /** Sessions of other pages: true where their end has made them ours. */
  readonly #sought = new Map<string, boolean>();
  readonly #taken = new Set<string>();

  constructor(options: LeftoversOptions) {
    this.#options = options;
  }

  /** All that can be taken now, each once, oldest first. */
  async take(user: string | undefined): Promise<Kept[]> {
    const { disk, clock, left } = this.#options;
    const found = await left();
    const free = new Set<string>();
    for (const sid of new Set(found.map((one) => one.sid))) {
      const young = (one: Kept): boolean => one.sid === sid && clock.now() - one.timestamp < grace;
      if (!disk.locks && found.some(young)) continue;
      if (!this.#sought.has(sid)) await this.#seek(sid);
      const key = `${sid} ${user}`;
      if (!this.#sought.get(sid) || this.#taken.has(key)) continue;
      this.#taken.add(key);
      free.add(sid);
    }
    if (free.size === 0) return [];
    // Read again: until we had the lock, its page may have gone on.
    return (await left())
      .filter(({ sid }) => free.has(sid))
      .sort((a, b) => (a.sid === b.sid ? a.n - b.n : a.timestamp - b.timestamp));
  }

  /** Gets a session's lock, or waits for it behind our back. */
  async #seek(sid: string): Promise<void> {
    const { disk, signal, freed } = this.#options;
    this.#sought.set(sid, false);
    if (await disk.hold(sid, signal, false)) this.#sought.set(sid, true);
    else {
      void disk.hold(sid, signal, true).then((ours) => {
        this.#sought.set(sid, ours);
        if (ours) freed();
      });
    }
  }
}
