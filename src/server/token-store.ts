import { toBase64Url } from './base64url.js';
import { VendorError } from './vendor-error.js';

/**
 * Where a site keeps what renews a token: a cache or a table of its own, shared by its servers. What
 * is kept there never reaches a browser. Its errors are reported by their class alone, since the
 * message of a database may quote what was to be kept.
 */
export interface TokenStore {
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  /** @param expiresAt when it is of no use any more, ms since the epoch */
  set(key: string, secret: string, expiresAt?: number): unknown;
  delete?(key: string): unknown;
}

/** One token of one user. */
export interface TokenName {
  service: string;
  /** The site's account there: what was kept for one is not sent to another. */
  account: string;
  user: string;
  /** Whom the user is there: a token that is renewed still speaks for whom it was made. */
  identity: string;
  /** What the grant called it. */
  tokenId: string;
  /** The browser that it was made for, where it is bound to one. */
  fingerprint?: string | undefined;
}

/** Renews a token with what was kept for it; nothing where that can't be: a new token is due then. */
export const renewKept = async <T>(
  store: TokenStore,
  name: TokenName,
  renew: (secret: string) => Promise<T>,
): Promise<T | undefined> => {
  const key = await keyOf(name);
  const secret = await carefully(async () => store.get(key));
  if (!secret) return undefined;
  // Before it is used, so that a later request does not use it as well. Of two at the very same time both
  // may: the services take it once, and who comes second is refused, and so given a new token.
  await carefully(async () => store.delete?.(key));
  try {
    return await renew(secret);
  } catch (error) {
    if (error instanceof VendorError && error.code === 'vendor/refused') return undefined;
    throw error;
  }
};

/** Keeps what will renew a token. */
export const keep = async (
  store: TokenStore,
  name: TokenName,
  secret: string,
  expiresAt: number | undefined,
): Promise<void> => {
  const key = await keyOf(name);
  await carefully(async () => store.set(key, secret, expiresAt));
};

/**
 * The user is part of it, so that nobody renews the token of another by its name. A hash: the name comes
 * from the browser, and may be of any length and hold any character.
 */
const keyOf = async (token: TokenName): Promise<string> => {
  const { service, account, user, identity, tokenId, fingerprint = '' } = token;
  const parts = [service, account, user, identity, tokenId, fingerprint];
  const name = new TextEncoder().encode(JSON.stringify(parts));
  return `rt-embed:${toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', name)))}`;
};

const carefully = <T>(run: () => Promise<T>): Promise<T> =>
  run().catch((error: unknown) => {
    const what = error instanceof Error ? error.constructor.name : typeof error;
    throw new Error(`The token store failed (${what}).`);
  });
