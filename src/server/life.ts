/** From when until when a token is good. */
export interface Life {
  /** Seconds since the epoch. */
  iat: number;
  exp: number;
  /** As a grant says it: milliseconds since the epoch. */
  dates: { expiresAt: number; refreshAt: number };
}

/** A life of so many seconds that begins now; a fifth of it is left when the page asks again. */
export const lifeFrom = (now: number, ttl: number): Life => {
  const iat = Math.floor(now / 1000);
  const exp = iat + ttl;
  return { iat, exp, dates: { expiresAt: exp * 1000, refreshAt: (iat + ttl * 0.8) * 1000 } };
};
