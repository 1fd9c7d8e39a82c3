import sqlite from 'node-sqlite3-wasm';
import { parseMessage } from '../../src/protocol/chat-message.js';
import type { HistoryPage, HistoryRequest } from '../../src/server/index.js';

/** Most messages that are kept of a room, and of all rooms together; the oldest go first. */
export interface HistoryBounds {
  /** Default 5,000. */
  perRoom?: number;
  /** Default 20,000. */
  inAll?: number;
}

/** How many come in between two looks at what is too much. */
const batch = 100;

/**
 * What was said in the demo's rooms, in a SQLite database in memory: it lives as long as the demo. The
 * database is WebAssembly, so that it runs wherever Node does, with nothing to compile.
 */
export class DemoHistory {
  readonly #database = new sqlite.Database();
  readonly #insert: sqlite.Statement;
  readonly #newest: sqlite.Statement;
  readonly #bounds: Required<HistoryBounds>;
  #added = 0;

  constructor({ perRoom = 5_000, inAll = 20_000 }: HistoryBounds = {}) {
    this.#bounds = { perRoom, inAll };
    this.#database.exec(`
      CREATE TABLE messages (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        room TEXT NOT NULL,
        id TEXT NOT NULL,
        wire TEXT NOT NULL,
        UNIQUE (room, id)
      );
      CREATE INDEX by_room ON messages (room, place);
    `);
    this.#insert = this.#database.prepare(
      'INSERT OR IGNORE INTO messages (room, id, wire) VALUES (?, ?, ?)',
    );
    this.#newest = this.#database.prepare(
      'SELECT place, wire FROM messages WHERE room = ? AND place < ? ORDER BY place DESC LIMIT ?',
    );
  }

  /** Keeps a payload of `chat/{room}/messages`; one that is there already, or no message, changes nothing. */
  record(room: string, payload: Uint8Array): void {
    // A broker that is not the demo's own goes on after it.
    if (!this.#database.isOpen) return;
    const parsed = parseMessage(payload, Date.now());
    if ('problem' in parsed) return;
    const { message } = parsed;
    this.#insert.run([room, message.id, JSON.stringify(message)]);
    this.#added += 1;
    if (this.#added % batch === 0) this.#trim(room);
  }

  /** The messages of a room before a place in it, oldest first. */
  read({ room, before, limit }: Pick<HistoryRequest, 'room' | 'before' | 'limit'>): HistoryPage {
    const place = before === undefined ? Number.MAX_SAFE_INTEGER : Number(before);
    // A place that no answer has named.
    if (!Number.isSafeInteger(place)) return { messages: [], next: null };
    // One more than is wanted shows whether there are older ones.
    const rows = this.#newest.all([room, place, limit + 1]) as { place: number; wire: string }[];
    const page = rows.slice(0, limit).reverse();
    const first = page[0];
    return {
      messages: page.map(({ wire }) => JSON.parse(wire) as HistoryPage['messages'][number]),
      next: rows.length > limit && first ? String(first.place) : null,
    };
  }

  /** Forgets all that was said. */
  clear(): void {
    this.#database.exec('DELETE FROM messages');
  }

  close(): void {
    this.#insert.finalize();
    this.#newest.finalize();
    this.#database.close();
  }

  #trim(room: string): void {
    const { perRoom, inAll } = this.#bounds;
    this.#database.run(
      `DELETE FROM messages WHERE room = ? AND place <=
        (SELECT place FROM messages WHERE room = ? ORDER BY place DESC LIMIT 1 OFFSET ?)`,
      [room, room, perRoom],
    );
    this.#database.run(
      `DELETE FROM messages WHERE place <=
        (SELECT place FROM messages ORDER BY place DESC LIMIT 1 OFFSET ?)`,
      [inAll],
    );
  }
}
