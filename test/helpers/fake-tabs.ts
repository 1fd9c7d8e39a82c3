import type { Browser } from '../../src/core/tabs/seat.js';
import type { Clock } from '../../src/core/clock.js';

type Held = (lock: Lock | null) => unknown;

interface Request {
  name: string;
  tab: FakeTab;
  held: Held;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** One tab: what its scripts find in their globals, and what can happen to it. */
export interface FakeTab extends Browser {
  readonly document: { hidden: boolean };
  readonly sessionStorage: Record<string, string | undefined>;
  /** Its own clock, which stands still while the tab is frozen. */
  readonly clock: Clock;
  /** The tab is gone, without a word. */
  close(): void;
  freeze(): void;
  thaw(): void;
  /** What the page hears of its life: `pagehide`, `freeze`. */
  tell(type: string): void;
}

const aborted = (): DOMException => new DOMException('Aborted.', 'AbortError');

/** The tabs of one browser, in memory: locks, channels and storage, on a test's clock. */
export class FakeBrowser {
  readonly localStorage: Record<string, string | undefined> = {};
  readonly #clock: Clock;
  readonly #held = new Map<string, Request>();
  readonly #queues = new Map<string, Request[]>();
  readonly #channels = new Set<{ name: string; tab: FakeTab; hear(data: unknown): void }>();
  readonly #gone = new Set<FakeTab>();
  /** What frozen tabs have still to do. */
  readonly #frozen = new Map<FakeTab, (() => void)[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The names of all locks that are held. */
  get locks(): string[] {
    return [...this.#held.keys()];
  }

  open(sessionStorage: Record<string, string | undefined> = {}): FakeTab {
    const listeners: {
      type: string;
      listener: () => void;
      options: { signal: AbortSignal; capture: boolean };
    }[] = [];
    const later = (run: () => void): void => this.#later(tab, run);
    const { localStorage } = this;
    const channels = this.#channels;
    const gone = this.#gone;
    const posted = (from: object, name: string, data: unknown): void => {
      later(() => {
        for (const one of channels) {
          if (one.name !== name || one === from) continue;
          const copy: unknown = structuredClone(data);
          this.#clock.after(1, () => this.#later(one.tab, () => one.hear(copy)));
        }
      });
    };
    class Channel extends EventTarget {
      onmessage: ((event: MessageEvent) => void) | null = null;
      readonly #self: { name: string; tab: FakeTab; hear(data: unknown): void };
      constructor(readonly name: string) {
        super();
        this.#self = {
          name,
          tab,
          hear: (data) => {
            if (!channels.has(this.#self)) return;
            const event = new MessageEvent('message', { data });
            this.onmessage?.(event);
            this.dispatchEvent(event);
          },
        };
        channels.add(this.#self);
      }
      postMessage(data: unknown): void {
        if (gone.has(tab)) return;
        if (!channels.has(this.#self)) throw new DOMException('Closed.', 'InvalidStateError');
        posted(this.#self, name(this), structuredClone(data));
      }
      close(): void {
        channels.delete(this.#self);
      }
    }
    const name = (channel: Channel): string => channel.name;
    const tab: FakeTab = {
      localStorage,
      sessionStorage,
      document: { hidden: false },
      navigator: { locks: { request: this.#request(() => tab) } },
      BroadcastChannel: Channel as unknown as Browser['BroadcastChannel'],
      addEventListener: (type, listener, options) => listeners.push({ type, listener, options }),
      clock: {
        now: () => this.#clock.now(),
        random: () => this.#clock.random(),
        after: (ms, run) => this.#clock.after(ms, () => later(run)),
      },
      close: () => this.#close(tab),
      freeze: () => this.#frozen.set(tab, []),
      thaw: () => {
        const runs = this.#frozen.get(tab) ?? [];
        this.#frozen.delete(tab);
        for (const run of runs) run();
      },
      tell: (type) => {
        for (const one of listeners) {
          const { signal, capture } = one.options;
          // An event of the document's that does not bubble: the window hears it on its way down only.
          const hears = type !== 'freeze' || capture;
          if (one.type === type && hears && !signal.aborted) one.listener();
        }
      },
    };
    return tab;
  }

  /** Runs it as the tab would: never in one that is gone, later in one that is frozen. */
  #later(tab: FakeTab, run: () => void): void {
    if (this.#gone.has(tab)) return;
    const waiting = this.#frozen.get(tab);
    if (waiting) waiting.push(run);
    else run();
  }

  #close(tab: FakeTab): void {
    this.#gone.add(tab);
    for (const one of this.#channels) if (one.tab === tab) this.#channels.delete(one);
    for (const [name, queue] of this.#queues) {
      this.#queues.set(
        name,
        queue.filter((one) => one.tab !== tab),
      );
    }
    for (const [name, one] of this.#held) if (one.tab === tab) this.#free(name, one);
  }

  #request(of: () => FakeTab) {
    return (name: string, ...rest: [LockOptions, Held] | [Held]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const tab = of();
        const [options, held] = rest.length === 2 ? rest : [{}, rest[0]];
        const { signal, steal, ifAvailable } = options;
        const request: Request = { name, tab, held, resolve, reject };
        if (signal?.aborted) return reject(aborted());
        const queue = this.#queues.get(name) ?? [];
        this.#queues.set(name, queue);
        if (steal) {
          const owner = this.#held.get(name);
          this.#held.delete(name);
          if (owner) this.#later(owner.tab, () => owner.reject(aborted()));
          this.#grant(request);
        } else if (!this.#held.has(name)) {
          this.#grant(request);
        } else if (ifAvailable) {
          this.#later(tab, () => void Promise.resolve(held(null)).then(resolve, reject));
        } else {
          queue.push(request);
          signal?.addEventListener('abort', () => {
            const waiting = this.#queues.get(name) ?? [];
            if (!waiting.includes(request)) return;
            this.#queues.set(
              name,
              waiting.filter((one) => one !== request),
            );
            reject(aborted());
          });
        }
      });
  }

  #grant(request: Request): void {
    const { name, tab, held, resolve, reject } = request;
    this.#held.set(name, request);
    queueMicrotask(() =>
      this.#later(tab, () => {
        const lock: Lock = { name, mode: 'exclusive' };
        void Promise.resolve(held(lock))
          .then(resolve, reject)
          .then(() => this.#free(name, request));
      }),
    );
  }

  #free(name: string, request: Request): void {
    if (this.#held.get(name) !== request) return;
    this.#held.delete(name);
    const next = this.#queues.get(name)?.shift();
    if (next) this.#grant(next);
  }
}
