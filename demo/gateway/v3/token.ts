import { createHmac, timingSafeEqual } from 'node:crypto';
import { fieldsOf, textOf } from '../json-rpc.js';
import type { V3Claims } from './claims.js';

/**
 * Signs a token of the shape that the SDK reads: it dials the host that is named in the header, whatever the page
 * says.
 * @param url where the SDK is to connect to: `ws://…`
 */
export const signV3 = (claims: V3Claims, key: string, url: string): string => {
  const signed = `${encode({ typ: 'VRT', alg: 'HS512', ch: url })}.${encode(claims)}`;
  return `${signed}.${macOf(signed, key).toString('base64url')}`;
};

/** The claims of a token that is good at this moment; undefined for any other. */
export const verifyV3 = (token: string, key: string, now = Date.now()): V3Claims | undefined => {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  const given = Buffer.from(signature, 'base64url');
  const right = macOf(`${header}.${payload}`, key);
  if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) {
    return undefined;
  }
  if (textOf(decode(header)['alg']) !== 'HS512') return undefined;
  // Nobody else has the key, so what is signed has the shape that was signed.
  const claims = decode(payload) as unknown as V3Claims;
  return claims.exp * 1000 > now ? claims : undefined;
};

const macOf = (signed: string, key: string): Buffer =>
  createHmac('sha512', `v3:${key}`).update(signed).digest();

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const decode = (part: string) => fieldsOf(JSON.parse(Buffer.from(part, 'base64url').toString()));
