import { loadTransport } from '../adapters/registry.js';
import { systemClock } from '../core/clock.js';
import { Connection } from '../core/connection.js';
import { ConnectionPool } from '../core/connection-pool.js';
import { liveList } from '../core/live-list.js';
import { Gate } from '../core/tabs/gate.js';

/** The page's connections. */
export const pool = new ConnectionPool(
  (account) => new Connection({ ...account, loadTransport, gate: new Gate(account) }),
  systemClock,
  liveList,
);
