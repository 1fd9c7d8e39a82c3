import type { Grant } from '../../protocol/grant.js';
import type { Connection, ConnectionOptions } from '../connection.js';
import { newClientId } from '../random-id.js';
import type { Browser, Place, Seat } from './seat.js';

/** Of what tabs say to each other; those with another one keep to themselves. */
const version = 1;

/** 64 bits, by which nobody reads whose name it is: other scripts of the site can see it. */
const hash = (text: string): string => {
  let sum = 0n;
  for (const char of text) {
    sum = BigInt.asUintN(64, sum * 0x100000001b3n + BigInt(char.codePointAt(0) ?? 0));
  }
  return `rt-${sum}`;
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
    const account = this.#account;
    const name = hash(JSON.stringify([version, provider, url, user?.id, account]));
    if (name !== this.#name) {
      // Someone else: nothing goes over from one to the other.
      tab.drop();
      void this.leave();
      this.#name = name;
      this.#place = this.#enter(name, tab, user && !account.alone && provider === 'mqtt');
    }
    return ((await this.#place) as Place).take(signal);
  }

  /** Gives the place up; resolves with whether others need what the service keeps for us. */
  leave(): Promise<boolean | undefined> | undefined {
    return this.#place?.then((place) => place.leave());
  }

  async #enter(name: string, tab: Connection, shared: boolean | undefined): Promise<Place> {
    const browser = this.#browser;
    const seat = { clientId: newClientId() };
    let channel: BroadcastChannel | undefined;
    let free: (() => void) | undefined;
    const place: Place = {
      take: () => seat,
      leave: () => {
        channel?.close();
        free?.();
        return undefined;
      },
      yield: () => {
        this.#name = '';
        tab.drop();
        place.leave();
      },
    };
    try {
      if (!shared) return await (await import('./alone.js')).alone(name, browser);
      // eslint-disable-next-line no-restricted-properties -- a random name, nothing of the account
      const storage = browser.localStorage;
      const leads = await new Promise((resolve, reject) => {
        browser.navigator.locks
          .request(name, { ifAvailable: true }, (lock) => {
            resolve(lock);
            return lock && new Promise<void>((release) => (free = release));
          })
          .catch((error: unknown) => {
            // Not allowed here; or, long after, taken away by another tab.
            // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on
            reject(error);
            if (free) place.yield();
          });
      });
      if (!leads) {
        const { Follower } = await import('./follower.js');
        return new Follower(name, tab, browser, () => (this.#name = ''));
      }
      seat.clientId = storage[name] ??= seat.clientId;
      const line = (channel = new browser.BroadcastChannel(name));
      // The first word of another tab: only now is it worth the code to answer.
      const hear = (): unknown =>
        import('./hub.js')
          .then(({ Hub }) => new Hub(line, place, tab, browser))
          // Given up meanwhile; or it could not be had: whoever gets no answer takes the lead.
          .catch(() => undefined);
      line.addEventListener('message', hear, { once: true });
    } catch {
      // Storage and locks are closed to sandboxed frames: this tab stands alone.
    }
    return place;
  }
}
