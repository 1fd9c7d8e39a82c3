import { randomUUID } from 'node:crypto';
import { chatTopics } from '../../src/protocol/topics.js';
import type { Mint } from '../../src/server/types.js';
import type { Mosquitto } from './mosquitto.js';

/**
 * A minter for a token route: each token is a broker user of its own that may use the rooms and
 * read the topics it was made for. The broker enforces it; `deleteUser` ends it.
 *
 * @param ttl seconds the grant says it lives
 * @param minted is told the name of each user made
 */
export const dynsecMint =
  (broker: Mosquitto, { ttl = 900, minted }: DynsecMintOptions = {}): Mint =>
  async ({ user, wanted }) => {
    const username = `${user.id}-${randomUUID()}`;
    const password = randomUUID();
    const publish = wanted.rooms.flatMap((room) => {
      const { messages, presence, sync } = chatTopics(room);
      // One filter for all presence: a session's id is its own choice, and there may be several.
      return [messages, `${presence}/+`, sync];
    });
    const subscribe = [...publish, ...wanted.topics];
    await broker.createUser({ username, password, publish, subscribe });
    minted?.(username);
    return {
      provider: 'mqtt',
      url: broker.url,
      mqtt: { username, password },
      expiresAt: Date.now() + ttl * 1000,
    };
  };

export interface DynsecMintOptions {
  ttl?: number;
  minted?: (username: string) => void;
}
