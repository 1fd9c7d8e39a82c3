import { systemClock, type Clock } from './clock.js';
import type { Connection } from './connection.js';
import { type ConnectionOptions } from './connection.js';
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
  key: string;
  source: TokenSource;
  connection: Connection;
  users: number;
  cancelClose: (() => void) | undefined;
}

/** One connection per account for everything on the page. */
export class ConnectionPool {
  #entries: readonly Entry[] = [];
  readonly #connections = new Store<readonly Connection[]>([]);
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
    const { source } = account;
    const key = JSON.stringify(account); // all but the function
    let entry = this.#entries.find(
      (one) => one.key === key && one.source.getToken === source.getToken,
    );
    if (!entry) {
      const connection = this.#create(account);
      entry = { key, source, connection, users: 0, cancelClose: undefined };
      this.#set([...this.#entries, entry]);
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
        this.#release(entry);
      },
    };
  }

  #release(entry: Entry): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    // A task later: a page that replaces one element by another keeps its connection.
    entry.cancelClose = this.#clock.after(0, () => {
      this.#set(this.#entries.filter((one) => one !== entry));
      void entry.connection.dispose();
    });
  }

  #set(entries: readonly Entry[]): void {
    this.#entries = entries;
    this.#connections.set(entries.map(({ connection }) => connection));
  }
}
