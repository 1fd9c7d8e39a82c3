import type { Clock } from '../clock.js';
import type { Disk, Kept, Unsent } from './keep-disk.js';
import type { Tab } from './keep-tab.js';

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

/** What the page before knew, as it is read. */
export interface Before extends Recall {
  user?: string;
  sid: string;
}

/** How often this tab notes how far it has heard, and how often it looks for what others left, ms. */
const noteEvery = 2_000;
const lookEvery = 60_000;

/**
 * Our own messages until the service has them, in memory and on the disk. What a page of the same
 * user left there is taken over by the next, once the page has gone: its session's lock is free.
 */
export class Keep {
  readonly #options: KeepOptions;
  readonly #key: string;
  readonly #entries = new Map<string, Unsent>();
  readonly #end = new AbortController();
  /** Sessions of other pages that have left something: true where their end has made it ours. */
  readonly #sought = new Map<string, boolean>();
  readonly #taken = new Set<string>();
  /** What this tab's page before left; undefined: it had none in this room. */
  readonly before: Before | undefined;
  #user: string | undefined;
  #turn: Promise<void> = Promise.resolve();
  #noted = 0;
  #blocked = false;
  #cancel = (): void => undefined;
  readonly #unhide: () => void;

  constructor(options: KeepOptions) {
    this.#options = options;
    const { disk, tab, account, topic, sid } = options;
    this.#key = `rt ${account} ${topic}`;
    this.before = read(tab.get(this.#key));
    void disk.hold(`rt:${sid}`, this.#end.signal, true);
    this.#unhide = tab.onHide(() => this.note());
  }

  /** Whether what is unsent is lost with the page. */
  get blocked(): boolean {
    return this.#blocked;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(id: string): Unsent | undefined {
    return this.#entries.get(id);
  }

  put(entry: Unsent): void {
    const { disk, account, topic } = this.#options;
    this.#entries.set(entry.id, entry);
    this.#watch(disk.put({ ...entry, account, topic }));
  }

  /** The service has it. */
  delete(id: string): void {
    this.#entries.delete(id);
    this.#watch(this.#options.disk.delete(id));
  }

  /** Notes how far this tab has heard; `often`: called for every message, so at most every 2 s. */
  note(often = false): void {
    const now = this.#options.clock.now();
    if (often && now - this.#noted < noteEvery) return;
    this.#noted = now;
    const { tab, sid, recall } = this.#options;
    tab.set(this.#key, JSON.stringify({ ...recall(), user: this.#user, sid }));
  }

  /**
   * It is known who we are: takes what was written before as ours, and lets go of what somebody else
   * has written, who finds it again. Returns the latter.
   */
  claim(user: string): Unsent[] {
    this.#user = user;
    this.note();
    const entries = [...this.#entries.values()];
    for (const one of entries)
      if (one.user === undefined && !one.failed) this.put({ ...one, user });
    const theirs = entries.filter((one) => one.user !== undefined && one.user !== user);
    for (const { id } of theirs) this.#entries.delete(id);
    return theirs;
  }

  /**
   * Takes over what pages of this user have left, now and every minute; undefined: not known yet, and
   * only what this very tab left. Settles within some seconds, never rejects.
   */
  adopt(user: string | undefined): Promise<void> {
    this.#user = user;
    return (this.#turn = this.#turn
      .then(() => this.#adopt(user))
      .catch(() => this.#block()) // the storage is blocked: that is said, and all there is to do
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
    const { disk, clock } = this.#options;
    const left = await this.#left(user);
    const free: string[] = [];
    for (const sid of new Set(left.map((one) => one.sid))) {
      // Where nobody can tell whether its page lives, it gets a minute to send by itself.
      const young = (one: Unsent): boolean =>
        one.sid === sid && clock.now() - one.timestamp < lookEvery;
      if (!disk.locks && left.some(young)) continue;
      if (!this.#sought.has(sid)) await this.#seek(sid);
      const key = `${sid} ${user}`;
      if (!this.#sought.get(sid) || this.#taken.has(key)) continue;
      this.#taken.add(key);
      free.push(sid);
    }
    if (free.length > 0) await this.#take(free, user);
  }

  /** Gets a session's lock, or waits for it behind our back. */
  async #seek(sid: string): Promise<void> {
    const hold = (wait: boolean): Promise<boolean> =>
      this.#options.disk.hold(`rt:${sid}`, this.#end.signal, wait);
    this.#sought.set(sid, false);
    if (await hold(false)) this.#sought.set(sid, true);
    else {
      void hold(true).then((ours) => {
        this.#sought.set(sid, ours);
        if (ours) void this.adopt(this.#user);
      });
    }
  }

  /** What is there for us, without our own. */
  async #left(user: string | undefined): Promise<Kept[]> {
    const { disk, account, topic, sid } = this.#options;
    const all = await disk.all();
    return all.filter(
      (one) =>
        one.account === account &&
        one.topic === topic &&
        one.sid !== sid &&
        // Whoever wrote before a grant said who: the same tab is as near as one can get.
        (one.user === undefined ? one.sid === this.before?.sid : one.user === user),
    );
  }

  /** Takes over sessions whose lock we have: only now nobody else changes what they left. */
  async #take(sids: string[], user: string | undefined): Promise<void> {
    const left = await this.#left(user);
    if (this.#end.signal.aborted || user !== this.#user) return;
    const ours = left
      .filter(({ sid }) => sids.includes(sid))
      .sort((a, b) => (a.sid === b.sid ? a.n - b.n : a.timestamp - b.timestamp))
      .map((one) => {
        // Somebody else may have signed in meanwhile: whether it goes out is for them to say.
        if (one.user !== undefined) this.#entries.set(one.id, one);
        else this.put((one = { ...one, sid: this.#options.sid, failed: true }));
        return one;
      });
    this.#options.adopted(ours);
  }

  #watch(work: Promise<unknown>): void {
    work.catch(() => this.#block()); // it stays in memory, which is said
  }

  #block(): void {
    if (this.#blocked || this.#end.signal.aborted) return;
    this.#blocked = true;
    this.#options.blocked();
  }
}

const read = (json: string | null): Before | undefined => {
  try {
    const before = JSON.parse(json ?? '') as Before;
    return typeof before.sid === 'string' ? { ...before, have: { ...before.have } } : undefined;
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
