import { loadTransport } from '../adapters/registry.js';
import { Connection } from '../core/connection.js';
import { ConnectionPool } from '../core/connection-pool.js';

/** The page's connections. */
export const pool = new ConnectionPool((account) => new Connection({ ...account, loadTransport }));
