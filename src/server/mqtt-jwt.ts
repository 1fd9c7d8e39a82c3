import { createSigner } from './jwt.js';
import { lifeFrom } from './life.js';
import { allowedTopics, type AllowedTopics } from './room-topics.js';
import type { Mint } from './types.js';

/** What a token for a broker says. */
export interface MqttClaims {
  /** The user's id. */
  sub: string;
  /** The user's name, for others to see. */
  name?: string;
  /** When it was made and when it ends, in seconds since the epoch. */
  iat: number;
  exp: number;
  /**
   * Topic filters that may be published to and subscribed to; the shape that EMQX reads, so the
   * same token limits a client there.
   * @see https://docs.emqx.com/en/emqx/latest/access-control/authn/acl.html
   */
  acl: AllowedTopics;
}

/** What {@link mqttJwt} needs. */
export interface MqttJwtOptions {
  /** The secret that tokens are signed with (HS256): 32 bytes or more, known to the broker as well. */
  key: string;
  /** The broker, as browsers reach it: `wss://…`. */
  url: string;
  /** Seconds a token lives. Default 900. */
  ttl?: number;
  /** What else the broker looks for, such as `iss` and `aud`; what a token says of its user stays. */
  claims?: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch. Default `Date.now`. */
  now?: () => number;
}

/**
 * A minter for a broker of one's own that checks JWTs: signs a token that names the user and every
 * topic they may use.
 */
export const mqttJwt = (options: MqttJwtOptions): Mint => {
  const { url, ttl = 900, claims: more, now = Date.now } = options;
  const sign = createSigner(options.key, 'mqttJwt');
  return async (context) => {
    const { user } = context;
    const { iat, exp, dates } = lifeFrom(now(), ttl);
    const acl = allowedTopics(context);
    const name = user.name ? { name: user.name } : {};
    const claims: MqttClaims = { ...more, sub: user.id, ...name, iat, exp, acl };
    return { provider: 'mqtt', url, token: await sign(claims), ...dates };
  };
};
