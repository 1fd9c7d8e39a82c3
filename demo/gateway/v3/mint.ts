import { randomUUID } from 'node:crypto';
import type { GrantAnswer, Mint, MintContext } from '../../../src/server/index.js';
import type { ChatClaims, Rights, V3Claims } from './claims.js';
import { signV3 } from './token.js';

/** What the gateway's minters need. */
export interface V3MintOptions {
  /** What tokens are signed with. */
  key: string;
  /** The gateway, as browsers reach it: `ws://…`. */
  url: string;
  /** Seconds a token lives. Default 900. */
  ttl?: number;
}

/** The claims of a token, besides its user and its life. */
type Rest<Claims> = Claims extends V3Claims ? Omit<Claims, 'jti' | 'sub' | 'iat' | 'exp'> : never;

/** Makes a grant of what one provider's token says. */
export const mintV3 =
  (
    provider: string,
    { key, url, ttl = 900 }: V3MintOptions,
    claimsOf: (context: MintContext) => Rest<V3Claims>,
  ): Mint =>
  async (context): Promise<GrantAnswer> => {
    // With its fraction: whoever revokes tells by it what came before.
    const iat = Date.now() / 1000;
    const exp = Math.floor(iat) + ttl;
    const claims = { ...claimsOf(context), jti: randomUUID(), sub: context.user.id, iat, exp };
    const dates = { expiresAt: exp * 1000, refreshAt: exp * 1000 - ttl * 200 };
    return { provider, token: signV3(claims, key, url), ...dates };
  };

/** In the place of `signalwireChat()`: a room is a channel to read and write, a topic one to read. */
export const mintV3Chat = (options: V3MintOptions): Mint =>
  mintV3('signalwire-chat', options, (context) => channelsOf('chat', context));

/** In the place of `signalwirePubSub()`. */
export const mintV3PubSub = (options: V3MintOptions): Mint =>
  mintV3('signalwire-pubsub', options, (context) => channelsOf('pubsub', context));

const channelsOf = (k: 'chat' | 'pubsub', { user, wanted }: MintContext): Rest<ChatClaims> => {
  const channels = new Map<string, Rights>();
  for (const name of wanted.topics) channels.set(name, { read: true, write: false });
  for (const room of wanted.rooms) {
    for (const name of k === 'pubsub' ? [room, `${room}/sync`] : [room]) {
      channels.set(name, { read: true, write: true });
    }
  }
  const st = user.name === undefined ? {} : { name: user.name };
  return { k, c: Object.fromEntries(channels), m: user.id, st };
};
