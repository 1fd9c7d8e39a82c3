import type { Grant } from '../../protocol/grant.js';
import type { Connection, ConnectionOptions } from '../connection.js';
import { newClientId } from '../random-id.js';
import type { Browser, Place, Seat } from './seat.js';

/** What is asked of the tabs' messages; tabs with another version of them keep to themselves. */
const version = 1;

/** FNV-1a, 64 bits: names that other scripts can read need not tell whose they are. */
const hash = (text: string): string => {
  let sum = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i += 1) {
    sum = BigInt.asUintN(64, (sum ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  return `rt-${sum.toString(36)}`;
};

/**
 * Finds a connection's place among those of the same account in all tabs. Who has the Web Lock leads:
 * it owns the one connection to the service, and the others talk to it. Without a user in the grant,
 * without locks or storage, or where it is not wanted, a tab stands alone.
 */
export class Gate {
  readonly #account: Pick<ConnectionOptions, 'source' | 'request' | 'alone'>;
  readonly #browser: Browser;
  #name = '';
  #place: Promise<Place> | undefined;

  constructor(
    account: Pick<ConnectionOptions, 'source' | 'request' | 'alone'>,
    browser: Browser = globalThis as object as Browser,
  ) {
    this.#account = account;
    this.#browser = browser;
  }

  /** What this tab is for whom the grant speaks for; see {@link Place.take}. */
  async take({ provider, url, user }: Grant, tab: Connection, signal: AbortSignal): Promise<Seat> {
    const { source, request, alone } = this.#account;
    const { endpoint, credentials } = source;
    const name = hash(
      JSON.stringify([version, provider, url, user?.id, endpoint, credentials, request, alone]),
    );
    if (name !== this.#name) {
      // Someone else: nothing goes over from one to the other.
      if (this.#name) tab.drop();
      void this.leave();
    }
    this.#name = name;
    this.#place ??= this.#enter(name, user !== undefined && !alone, tab);
    return (await this.#place).take(signal);
  }

  /** Gives the place up; resolves with whether nobody else needs what the service keeps for us. */
  leave(): Promise<boolean> | undefined {
    const place = this.#place;
    this.#place = undefined;
    return place?.then((one) => one.leave());
  }

  async #enter(name: string, shared: boolean, tab: Connection): Promise<Place> {
    let channel: BroadcastChannel | undefined;
    let free: (() => void) | undefined;
    const seat: { -readonly [K in keyof Seat]: Seat[K] } = { clientId: newClientId() };
    const place: Place = {
      take: () => seat,
      leave: () => {
        const last = place.hub?.end() ?? true;
        channel?.close();
        channel = undefined;
        free?.();
        return last;
      },
      yield: () => {
        this.#place = undefined;
        tab.drop();
        place.leave();
      },
    };
    try {
      const browser = this.#browser;
      // A random name, to be found again after a reload; nothing of the account.
      // eslint-disable-next-line no-restricted-properties
      const storage = shared ? browser.localStorage : browser.sessionStorage;
      const hold = (lock: string): Promise<unknown> =>
        new Promise((resolve, reject) => {
          browser.navigator.locks
            .request(lock, { ifAvailable: true }, (held) => {
              resolve(held);
              return held && new Promise<void>((release) => (free = release));
            })
            // Not allowed here; or taken away later, and the promise has long been settled.
            .catch((error: unknown) => {
              // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on
              reject(error);
              if (free) place.yield();
            });
        });
      const kept = (storage[name] ??= seat.clientId);
      if (await hold(shared ? name : kept)) {
        seat.clientId = kept;
      } else if (shared) {
        const { Follower } = await import('./follower.js');
        return new Follower({ name, tab, browser, lost: () => (this.#place = undefined) });
      } else {
        // "Duplicate tab" has copied the storage as well.
        await hold((storage[name] = seat.clientId));
      }
      seat.rename = () => (storage[name] = seat.clientId = newClientId());
      if (shared) {
        channel = new browser.BroadcastChannel(name);
        // The first word of another tab: only now is it worth the code to answer.
        const hear = (): void =>
          void import('./hub.js').then(
            ({ Hub }) => {
              if (channel) place.hub = new Hub({ name, channel, place, tab, browser });
            },
            // Whoever gets no answer takes the lead.
            () => undefined,
          );
        channel.addEventListener('message', hear, { once: true });
      }
    } catch {
      // Storage and locks are closed to sandboxed frames: this tab stands alone.
    }
    return place;
  }
}
