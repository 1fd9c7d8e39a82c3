import { randomUUID } from 'node:crypto';
import { peopleTopics } from '../../src/protocol/people.js';
import { chatTopics } from '../../src/protocol/topics.js';
import type { Mint } from '../../src/server/types.js';
import type { Mosquitto } from './mosquitto.js';

export interface DynsecMintOptions {
  /** Where the browser connects instead of straight to the broker: a proxy. */
  url?: string;
  /** Seconds the grant says it lives. Default 900. */
  ttl?: number;
  /** Is told the name of each user that was made. */
  minted?: (username: string) => void;
}

/**
 * A minter for a token route: each token is a broker user of its own that may use the rooms and
 * read the topics it was made for. The broker enforces it; `deleteUser` ends it.
 *
 */
export const dynsecMint =
  (broker: Mosquitto, { url = broker.url, ttl = 900, minted }: DynsecMintOptions = {}): Mint =>
  async ({ user, wanted }) => {
    const username = `${user.id}-${randomUUID()}`;
    const password = randomUUID();
    const filters = (receiptsOf: string): string[] =>
      wanted.rooms.flatMap((room) => {
        const { messages, presence, sync } = chatTopics(room);
        const { typing, receipts } = peopleTopics(chatTopics(room));
        // One filter for all presence: a session's id is its own choice, and there may be several.
        return [messages, `${presence}/+`, sync, `${typing}/+`, `${receipts}/${receiptsOf}`];
      });
    const publish = filters(user.id);
    const subscribe = [...filters('+'), ...wanted.topics];
    await broker.createUser({ username, password, publish, subscribe });
    minted?.(username);
    return {
      provider: 'mqtt',
      url,
      mqtt: { username, password },
      expiresAt: Date.now() + ttl * 1000,
    };
  };
