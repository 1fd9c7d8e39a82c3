import type { Disk, Kept } from '../../src/core/chat/keep-disk.js';
import type { Tab } from '../../src/core/chat/keep-tab.js';
import type { Clock } from '../../src/core/clock.js';
import type { TransportFactory } from '../../src/core/transport.js';

/** One browser's storage and locks, in memory. */
export class FakeDisk implements Disk {
  readonly locks: boolean = true;
  /** What every page of the browser sees. */
  readonly entries = new Map<string, Kept>();
  /** Set: the browser refuses. */
  blocked = false;
  /** Set: what is to be written comes too late. */
  slow = false;
  readonly #held = new Map<string, Set<() => void>>();

  async all(): Promise<Kept[]> {
    this.#check();
    return [...this.entries.values()];
  }

  async put(entry: Kept): Promise<void> {
    this.#check();
    if (this.slow) await new Promise(() => undefined);
    this.entries.set(entry.id, entry);
  }

  async delete(id: string): Promise<void> {
    this.#check();
    this.entries.delete(id);
  }

  async hold(name: string, signal: AbortSignal, wait: boolean): Promise<boolean> {
    if (!this.locks) return true;
    while (this.#held.has(name)) {
      const waiting = this.#held.get(name);
      if (!wait) return false;
      await new Promise<void>((resolve) => waiting?.add(resolve));
    }
    if (signal.aborted) return false;
    this.#held.set(name, new Set());
    signal.addEventListener('abort', () => this.release(name));
    return true;
  }

  /** Whoever holds it has gone. */
  release(name: string): void {
    const waiting = this.#held.get(name);
    this.#held.delete(name);
    for (const resolve of waiting ?? []) resolve();
  }

  #check(): void {
    if (this.blocked) throw new DOMException('No storage here.', 'SecurityError');
  }
}

/** What a tab remembers, in memory. */
export class FakeTab implements Tab {
  readonly values = new Map<string, string>();

  get(key: string): string | null {
    return this.values.get(key) ?? null;
  }

  set(key: string, value: string): void {
    if (value) this.values.set(key, value);
    else this.values.delete(key);
  }

  onHide(): () => void {
    return () => undefined;
  }
}

/** One page's view of the world: a crash ends it at once. */
export const fakePage = (clock: Clock, disk: FakeDisk, tab: FakeTab) => {
  const life = new AbortController();
  const alive = (): boolean => !life.signal.aborted;
  const hiding = new Set<() => void>();
  return {
    clock: {
      now: () => clock.now(),
      random: () => clock.random(),
      after: (ms: number, run: () => void) => clock.after(ms, () => alive() && run()),
    } satisfies Clock,
    disk: {
      locks: disk.locks,
      all: () => disk.all(),
      put: async (entry) => (alive() ? disk.put(entry) : undefined),
      delete: async (id) => (alive() ? disk.delete(id) : undefined),
      hold: (name, signal, wait) => disk.hold(name, AbortSignal.any([signal, life.signal]), wait),
    } satisfies Disk,
    tab: {
      get: (key) => tab.get(key),
      set: (key, value) => (alive() ? tab.set(key, value) : undefined),
      onHide: (listener) => {
        hiding.add(listener);
        return () => void hiding.delete(listener);
      },
    } satisfies Tab,
    /** Every message to and from it goes through here. */
    transport: (factory: TransportFactory, clientId: string): TransportFactory => {
      return (receive) => {
        const pipe = factory((message) => (alive() ? receive(message) : undefined));
        life.signal.addEventListener('abort', () => void pipe.close());
        return {
          ...pipe,
          open: async (grant, options, signal) => {
            life.signal.throwIfAborted();
            const opened = await pipe.open(grant, { ...options, clientId }, signal);
            if (!alive()) await pipe.close();
            return opened;
          },
        };
      };
    },
    /** The page goes: by a reload it hears of it, by a crash it does not. */
    end: (how: 'reload' | 'crash'): void => {
      if (how === 'reload') for (const listener of hiding) listener();
      life.abort();
    },
  };
};
