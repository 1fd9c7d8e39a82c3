import { RtError } from '../protocol/errors.js';
import { addressOf } from './destinations.js';
import { createSigner, readSigned } from './jwt.js';
import { lifeFrom } from './life.js';
import { mqttJwt, type MqttClaims } from './mqtt-jwt.js';
import { allowedTopics } from './room-topics.js';
import type { Mint } from './types.js';

/** What a locally signed token says. */
export interface LocalClaims extends MqttClaims {
  /** That calls may be made and taken, and whom may be called; not there in a token for topics. */
  call?: { destinations: string[] };
}

/** What the local minter needs. */
export interface LocalOptions {
  /** The secret that tokens are signed with: 32 bytes or more, known to the broker as well. */
  key: string;
  /** The broker, as browsers reach it: `wss://…`. */
  url: string;
  /** The call gateway, as browsers reach it; without it no tokens for calls are made. */
  callUrl?: string;
  /** Seconds a token lives. Default 900. */
  ttl?: number;
  /** Milliseconds since the epoch. Default `Date.now`. */
  now?: () => number;
}

/**
 * A minter for development: {@link mqttJwt}, and tokens for a call gateway of one's own that name whom
 * the user may call. A chat whose provider is `signalwire` goes through that gateway too.
 */
export const local = (options: LocalOptions): Mint => {
  const { key, url, callUrl, ttl = 900, now = Date.now } = options;
  const sign = createSigner(key, 'local');
  const mintTopics = mqttJwt({ key, url, ttl, now });
  return async (context) => {
    const { user, wanted } = context;
    const chats = wanted.purpose === 'chat' && wanted.provider === 'signalwire';
    if (wanted.purpose !== 'call' && !chats) return mintTopics(context);
    if (callUrl === undefined) {
      throw new RtError('config/missing-attribute', {
        message: 'local() needs a "callUrl" to make tokens for calls.',
      });
    }
    const { iat, exp, dates } = lifeFrom(now(), ttl);
    const acl = allowedTopics(context);
    const claims: LocalClaims = {
      sub: user.id,
      ...(user.name && { name: user.name }),
      iat,
      exp,
      acl,
      call: {
        destinations: chats
          ? wanted.rooms.flatMap((room) => addressOf(room) ?? [])
          : wanted.destinations,
      },
    };
    const provider = chats ? 'signalwire' : 'signalwire-v4';
    return { provider, url: callUrl, token: await sign(claims), ...dates };
  };
};

/**
 * Checks a token of {@link local} or {@link mqttJwt}: signature (in constant time), algorithm, shape
 * and expiry.
 * @param now milliseconds since the epoch
 */
export const verifyLocalToken = async (
  token: string,
  key: string,
  now: number = Date.now(),
): Promise<LocalClaims | null> => {
  const claims = await readSigned(token, key);
  return isClaims(claims) && claims.exp * 1000 > now ? claims : null;
};

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isClaims = (value: unknown): value is LocalClaims =>
  isFields(value) &&
  typeof value['sub'] === 'string' &&
  (value['name'] === undefined || typeof value['name'] === 'string') &&
  typeof value['iat'] === 'number' &&
  typeof value['exp'] === 'number' &&
  isFields(value['acl']) &&
  isTexts(value['acl']['pub']) &&
  isTexts(value['acl']['sub']) &&
  (value['call'] === undefined ||
    (isFields(value['call']) && isTexts(value['call']['destinations'])));
