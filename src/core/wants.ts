import { defined } from '../protocol/defined.js';
import type { TokenRequest } from '../protocol/grant.js';

/** What one user of a connection wants it for. */
export interface Want {
  purpose: 'chat' | 'status';
  room?: string;
  topic?: string;
}

/** What all users of one connection want, so that one grant can cover them all. */
export class Wants {
  readonly #wants = new Set<Want>();
  readonly #shared: Partial<TokenRequest>;

  /** @param shared the fields of the request that are the same for all */
  constructor(shared: Partial<TokenRequest>) {
    this.#shared = shared;
  }

  /** Adds one; returns the undo. */
  add(want: Want): () => void {
    this.#wants.add(want);
    return () => void this.#wants.delete(want);
  }

  /** Everything in one request, in an order that depends on nothing but its content. */
  request(): TokenRequest {
    const wants = [...this.#wants];
    const rooms = [...new Set(wants.flatMap(({ room }) => room ?? []))].sort();
    const topics = [...new Set(wants.flatMap(({ topic }) => topic ?? []))].sort();
    return defined<TokenRequest>({
      ...this.#shared,
      purpose: wants.some(({ purpose }) => purpose === 'chat') ? 'chat' : 'status',
      room: rooms[0],
      rooms: rooms.length > 1 ? rooms : undefined,
      topics: topics.length > 0 ? topics : undefined,
    });
  }
}
