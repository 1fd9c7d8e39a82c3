import type { Clock } from '../clock.js';
import type { Disk, Kept, Unsent } from './keep-disk.js';
import type { Tab } from './keep-tab.js';
import type { Leftovers } from './leftovers.js';

/** Where a session keeps what is to outlive its page. */
export interface KeepPlace {
  /** Names how grants are asked for: see `accountName`. */
  account: string;
  disk: Disk;
  tab: Tab;
}

export interface KeepOptions extends KeepPlace {
  topic: string;
  sid: string;
  clock: Clock;
  /** What this tab has to remember of the session. */
  recall(): Recall;
  /** What another page has left is ours to send from now on; oldest first. */
  adopted(entries: readonly Unsent[]): void;
  /** The browser stores nothing here: what is unsent lives as long as the page. Called once. */
  blocked(): void;
}

/** What one page of a tab tells the next. */
export interface Recall {
  /** Until when it heard everything, ms since the epoch; undefined: it never joined. */
  at?: number | undefined;
  /** Per sender, the number that was waited for. */
  have: Record<string, number>;
}

/** What the page before told this one. */
export interface Before extends Recall {
  user?: string;
  sid: string;
  /** What was not on the disk yet when that page went: it writes too slowly for a page that goes. */
  late: Unsent[];
}

/** How often this tab notes how far it has heard, and how often it looks for what others left, ms. */
const noteEvery = 2_000;
const lookEvery = 60_000;

/**
 * Our own messages until the service has them, in memory and on the disk. What a page of the same
 * user has left there is taken over once that page has gone.
 */
export class Keep {
  readonly #options: KeepOptions;
  readonly #key: string;
  readonly #entries = new Map<string, Unsent>();
  /** Those that are not on the disk yet, or can't be. */
  readonly #late = new Set<string>();
  readonly #end = new AbortController();
  /** What this tab's page before left; undefined: it had none in this room. */
  readonly before: Before | undefined;
  /** Whether what is unsent is lost with the page. */
  blocked = false;
  #leftovers: Leftovers | undefined;
  #user: string | undefined;
  #turn: Promise<void> = Promise.resolve();
  #noted = 0;
  #cancel = (): void => undefined;
  readonly #unhide: () => void;

  constructor(options: KeepOptions) {
    this.#options = options;
    const { disk, tab, account, topic, sid } = options;
    this.#key = `rt ${account} ${topic}`;
    this.before = read(tab.get(this.#key));
    void disk.hold(sid, this.#end.signal, true);
    this.#unhide = tab.onHide(() => this.note());
  }

  get size(): number {
    return this.#entries.size;
  }

  get(id: string): Unsent | undefined {
    return this.#entries.get(id);
  }

  put(entry: Unsent): void {
    this.#entries.set(entry.id, entry);
    this.#late.add(entry.id);
    void this.#watch(this.#write(entry).then(() => this.#late.delete(entry.id)));
  }

  /** The service has it. */
  delete(id: string): void {
    this.#entries.delete(id);
    void this.#watch(this.#options.disk.delete(id));
  }

  /** Notes how far this tab has heard; `often`: called for every message, so at most every 2 s. */
  note(often = false): void {
    const { clock, tab, sid, recall } = this.#options;
    const now = clock.now();
    if (often && now - this.#noted < noteEvery) return;
    this.#noted = now;
    const late = [...this.#late].flatMap((id) => this.#entries.get(id) ?? []);
    tab.set(this.#key, JSON.stringify({ ...recall(), user: this.#user, sid, late }));
  }

  /**
   * It is known who we are: takes what was written before as ours, and lets go of what somebody else
   * has written, who finds it again. Returns the latter.
   */
  claim(user: string): Unsent[] {
    this.#user = user;
    this.note();
    return [...this.#entries.values()].filter((one) => {
      if (one.user === undefined && !one.failed) this.put({ ...one, user });
      return one.user !== undefined && one.user !== user && this.#entries.delete(one.id);
    });
  }

  /**
   * Takes over what pages of this user have left, now and every minute; undefined: not known yet, and
   * only what this very tab left. Settles within some seconds, never rejects.
   */
  adopt(user: string | undefined): Promise<void> {
    this.#user = user;
    return (this.#turn = this.#turn
      .then(() => this.#adopt(user))
      .then(() => {
        this.#cancel();
        if (this.#end.signal.aborted) return;
        this.note();
        this.#cancel = this.#options.clock.after(lookEvery, () => void this.adopt(this.#user));
      }));
  }

  dispose(): void {
    this.note();
    this.#unhide();
    this.#cancel();
    this.#end.abort();
  }

  async #adopt(user: string | undefined): Promise<void> {
    const { sid, adopted } = this.#options;
    const { signal } = this.#end;
    const left = (): Promise<Kept[]> => this.#left();
    for (const one of this.before?.late.splice(0) ?? []) await this.#watch(this.#write(one));
    const some = await this.#watch(left());
    if (!some?.length) return;
    try {
      // Code of its own: hardly ever there is something left.
      this.#leftovers ??= new (await import('./leftovers.js')).Leftovers({
        ...this.#options,
        signal,
        left,
        freed: () => void this.adopt(this.#user),
      });
      const entries = await this.#leftovers.take(user);
      if (signal.aborted || user !== this.#user) return;
      for (const [i, one] of entries.entries()) {
        if (one.user !== undefined) this.#entries.set(one.id, one);
        // Somebody else may have signed in meanwhile: whether it goes out is for them to say.
        else this.put((entries[i] = { ...one, sid, failed: true }));
      }
      adopted(entries);
    } catch {
      // The code could not be loaded, or the disk has failed just now: looked at again in a minute.
    }
  }

  /** What is there for us, without our own. */
  async #left(): Promise<Kept[]> {
    const { disk, account, topic, sid } = this.#options;
    const user = this.#user;
    return (await disk.all()).filter(
      (one) =>
        one.account === account &&
        one.topic === topic &&
        one.sid !== sid &&
        // Whoever wrote before a grant said who: the same tab is as near as one can get.
        (one.user === undefined ? one.sid === this.before?.sid : one.user === user),
    );
  }

  #write(entry: Unsent): Promise<unknown> {
    const { disk, account, topic } = this.#options;
    return disk.put({ ...entry, account, topic });
  }

  async #watch<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch {
      // It stays in memory, which is said.
      if (!this.blocked && !this.#end.signal.aborted) {
        this.blocked = true;
        this.#options.blocked();
      }
      return undefined;
    }
  }
}

const read = (json: string | null): Before | undefined => {
  try {
    const before = JSON.parse(json ?? '') as Before;
    return { ...before, have: { ...before.have }, late: [...before.late] };
  } catch {
    return undefined; // nothing, or the page's own
  }
};

/** Names an account without telling anything of it: its request may hold what is secret. */
export const accountName = (account: unknown): string => {
  let hash = 0;
  for (const char of JSON.stringify(account)) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) | 0;
  return hash.toString(36);
};
