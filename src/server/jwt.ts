import { RtError } from '../protocol/errors.js';
import { decodeJson, encodeJson, fromBase64Url, toBase64Url } from './base64url.js';

/** Signs claims as a JWT with HS256. */
export type Sign = (claims: object) => Promise<string>;

/**
 * Makes a signer.
 * @param minter who asks, for the sentence of the error
 * @throws RtError `config/bad-attribute` where the key is too short
 */
export const createSigner = (key: string, minter: string): Sign => {
  if (encode(key).byteLength < 32) {
    // RFC 7518 §3.2: a key of the size of the hash or larger.
    throw new RtError('config/bad-attribute', {
      message: `${minter}() needs a key of at least 32 bytes.`,
      remediation: 'Make one with: openssl rand -base64 32',
    });
  }
  const signing = importKey(key, 'sign');
  // The rejection reaches whoever mints; without this line Node would end the process before that.
  signing.catch(() => undefined);
  return async (claims) => {
    const signed = `${encodeJson({ alg: 'HS256', typ: 'JWT' })}.${encodeJson(claims)}`;
    const signature = await crypto.subtle.sign('HMAC', await signing, encode(signed));
    return `${signed}.${toBase64Url(new Uint8Array(signature))}`;
  };
};

/** The claims of a token under this key, whatever they say; undefined where it is none. */
export const readSigned = async (token: string, key: string): Promise<unknown> => {
  const [header, payload, signature, ...more] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined) return undefined;
  const bytes = fromBase64Url(signature);
  if (more.length > 0 || bytes === null) return undefined;
  const signed = encode(`${header}.${payload}`);
  const good = await crypto.subtle.verify('HMAC', await importKey(key, 'verify'), bytes, signed);
  return good && isHeader(decodeJson(header)) ? decodeJson(payload) : undefined;
};

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const importKey = (key: string, use: 'sign' | 'verify'): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', encode(key), { name: 'HMAC', hash: 'SHA-256' }, false, [use]);

// A token that names its own algorithm must not choose it: "none" and others end here.
const isHeader = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'alg' in value && value.alg === 'HS256';
