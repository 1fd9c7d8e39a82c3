import { RtError } from '../protocol/errors.js';

/** From when until when a token is good. */
export interface Life {
  /** Seconds since the epoch. */
  iat: number;
  exp: number;
  /** As a grant says it: milliseconds since the epoch. */
  dates: { expiresAt: number; refreshAt: number };
}

/**
 * A life of so many seconds that begins now; a fifth of it is left when the page asks again.
 * @throws RtError `config/bad-attribute`, see {@link checkTtl}
 */
export const lifeFrom = (now: number, ttl: number): Life => {
  checkTtl(ttl);
  const iat = Math.floor(now / 1000);
  const exp = iat + ttl;
  return { iat, exp, dates: { expiresAt: exp * 1000, refreshAt: (iat + ttl * 0.8) * 1000 } };
};

/**
 * Checks how long a token is to live. JSON has no NaN, so that a slip there, such as a setting that is missing,
 * would make tokens without an end.
 * @throws RtError `config/bad-attribute`
 */
export const checkTtl = (ttl: number): void => {
  if (Number.isSafeInteger(ttl) && ttl > 0) return;
  throw new RtError('config/bad-attribute', {
    message: 'The "ttl" of a token is a whole number of seconds above 0.',
  });
};
