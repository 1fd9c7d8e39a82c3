import { RtError } from '../protocol/errors.js';
import { peopleTopics } from '../protocol/people.js';
import { chatTopics, checkSegment, checkTopic } from '../protocol/topics.js';
import { decodeJson, encodeJson, fromBase64Url, toBase64Url } from './base64url.js';
import type { Mint, MintContext } from './types.js';

/** What a locally signed token says. */
export interface LocalClaims {
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
  acl: { pub: string[]; sub: string[] };
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
 * A minter for development, and for a broker of one's own that checks JWTs: signs a token that
 * names the user and every topic they may use, or whom they may call.
 */
export const local = (options: LocalOptions): Mint => {
  const { key, url, callUrl, ttl = 900, now = Date.now } = options;
  if (encode(key).byteLength < 32) {
    // RFC 7518 §3.2: a key of the size of the hash or larger.
    throw new RtError('config/bad-attribute', {
      message: 'local() needs a key of at least 32 bytes.',
      remediation: 'Make one with: openssl rand -base64 32',
    });
  }
  const signing = importKey(key, 'sign');
  // The rejection reaches whoever mints; without this line Node would end the process before that.
  signing.catch(() => undefined);
  return async ({ user, wanted }) => {
    const service = wanted.purpose === 'call' ? calls(callUrl) : { provider: 'mqtt', url };
    const iat = Math.floor(now() / 1000);
    const exp = iat + ttl;
    const claims: LocalClaims = {
      sub: checkSegment(user.id, 'user'),
      ...(user.name && { name: user.name }),
      iat,
      exp,
      acl: topicsOf(wanted, user.id),
      ...(wanted.purpose === 'call' && { call: { destinations: wanted.destinations } }),
    };
    const signed = `${encodeJson({ alg: 'HS256', typ: 'JWT' })}.${encodeJson(claims)}`;
    const signature = await crypto.subtle.sign('HMAC', await signing, encode(signed));
    return {
      ...service,
      token: `${signed}.${toBase64Url(new Uint8Array(signature))}`,
      expiresAt: exp * 1000,
      refreshAt: (iat + ttl * 0.8) * 1000,
    };
  };
};

/**
 * Checks a token of {@link local}: signature (in constant time), algorithm, shape and expiry.
 * @param now milliseconds since the epoch
 */
export const verifyLocalToken = async (
  token: string,
  key: string,
  now: number = Date.now(),
): Promise<LocalClaims | null> => {
  const [header, payload, signature, ...more] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined) return null;
  const bytes = fromBase64Url(signature);
  if (more.length > 0 || bytes === null) return null;
  const signed = encode(`${header}.${payload}`);
  const good = await crypto.subtle.verify('HMAC', await importKey(key, 'verify'), bytes, signed);
  if (!good || !isHeader(decodeJson(header))) return null;
  const claims = decodeJson(payload);
  return isClaims(claims) && claims.exp * 1000 > now ? claims : null;
};

const calls = (url: string | undefined): { provider: string; url: string } => {
  if (url !== undefined) return { provider: 'signalwire-v4', url };
  throw new RtError('config/missing-attribute', {
    message: 'local() needs a "callUrl" to make tokens for calls.',
  });
};

const topicsOf = ({ rooms, topics }: MintContext['wanted'], user: string): LocalClaims['acl'] => {
  const pub: string[] = [];
  const sub = topics.map((topic) => checkTopic(topic));
  for (const room of rooms) {
    const { messages, presence, sync } = chatTopics(room);
    const { typing, receipts } = peopleTopics(chatTopics(room));
    // One filter for all presence: a session's id is its own choice, and there may be several.
    const filters = [messages, `${presence}/+`, sync, `${typing}/+`];
    pub.push(...filters, `${receipts}/${user}`);
    sub.push(...filters, `${receipts}/+`);
  }
  return { pub, sub };
};

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const importKey = (key: string, use: 'sign' | 'verify'): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', encode(key), { name: 'HMAC', hash: 'SHA-256' }, false, [use]);

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

// A token that names its own algorithm must not choose it: "none" and others end here.
const isHeader = (value: unknown): boolean => isFields(value) && value['alg'] === 'HS256';

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
