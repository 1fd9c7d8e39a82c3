import { systemClock, type Clock } from './clock.js';
import { Connection, type ConnectionOptions } from './connection.js';
import { Store, type ReadonlyStore } from './store.js';
import type { TokenSource } from './token-client.js';
import type { Want } from './wants.js';

/** What decides whether two elements can share a connection. */
export interface Account {
  source: TokenSource;
  /** The shared fields of the token request: provider, user hints, `token-body`. */
  request: ConnectionOptions['request'];
}

/** One user's hold on a connection. */
export interface Lease {
  readonly connection: Connection;
  /** Gives it back; the last one closes the connection a task later. */
  release(): void;
}

interface Entry {
  connection: Connection;
  users: number;
  cancelClose: (() => void) | undefined;
}

/** One connection per account for everything on the page. */
export class ConnectionPool {
  readonly #entries = new Map<string, Entry>();
  readonly #connections = new Store<readonly Connection[]>([]);
  readonly #functions = new WeakMap<object, number>();
  #counted = 0;
  readonly #create: (account: Account) => Connection;
  readonly #clock: Clock;

  constructor(create: (account: Account) => Connection, clock: Clock = systemClock) {
    this.#create = create;
    this.#clock = clock;
  }

  /** The connections that are in use. */
  get connections(): ReadonlyStore<readonly Connection[]> {
    return this.#connections;
  }

  acquire(account: Account, want: Want): Lease {
    const key = this.#key(account);
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = { connection: this.#create(account), users: 0, cancelClose: undefined };
      this.#entries.set(key, entry);
      this.#publish();
    }
    const { connection } = entry;
    entry.cancelClose?.();
    entry.cancelClose = undefined;
    entry.users += 1;
    const unwant = connection.want(want);
    let held = true;
    return {
      connection,
      release: () => {
        if (!held) return;
        held = false;
        unwant();
        this.#release(key, entry);
      },
    };
  }

  #release(key: string, entry: Entry): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    // A task later: a page that replaces one element by another keeps its connection.
    entry.cancelClose = this.#clock.after(0, () => {
      this.#entries.delete(key);
      this.#publish();
      void entry.connection.dispose();
    });
  }

  #publish(): void {
    this.#connections.set([...this.#entries.values()].map((entry) => entry.connection));
  }

  #key({ source, request }: Account): string {
    const { endpoint, credentials, getToken, fallback } = source;
    return JSON.stringify([endpoint, credentials, this.#number(getToken), fallback, request]);
  }

  /** A function's place in the key. */
  #number(getToken: TokenSource['getToken']): number | undefined {
    if (!getToken) return undefined;
    const known = this.#functions.get(getToken);
    if (known !== undefined) return known;
    this.#functions.set(getToken, (this.#counted += 1));
    return this.#counted;
  }
}
