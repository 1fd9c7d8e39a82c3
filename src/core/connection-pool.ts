import { systemClock, type Clock } from './clock.js';
import type { Connection } from './connection.js';
import { type ConnectionOptions } from './connection.js';
import type { Live } from './live-list.js';
import { Store } from './store.js';
import type { TokenSource } from './token-client.js';
import type { Want } from './wants.js';

/** What decides whether two elements can share a connection. */
export interface Account {
  source: TokenSource;
  /** The shared fields of the token request: provider, user hints, `token-body`. */
  request: ConnectionOptions['request'];
  /** Shares nothing with other tabs. */
  alone?: ConnectionOptions['alone'];
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
  #entries: Entry[] = [];
  readonly #create: (account: Account) => Connection;
  readonly #clock: Clock;
  /** The connections that are in use, and whatever else its owner counts among them. */
  readonly live: Store<readonly Live[]>;

  constructor(
    create: (account: Account) => Connection,
    clock: Clock = systemClock,
    live: Store<readonly Live[]> = new Store<readonly Live[]>([]),
  ) {
    this.#create = create;
    this.#clock = clock;
    this.live = live;
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
      this.#entries.push(entry);
      this.live.set([...this.live.value, connection]);
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
      this.#entries = this.#entries.filter((one) => one !== entry);
      this.live.set(this.live.value.filter((one) => one !== entry.connection));
      void entry.connection.dispose();
    });
  }
}
