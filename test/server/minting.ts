import type { GrantUser, MintContext, Permitted, TokenStore } from '../../src/server/index.js';

/** What a route would hand to a minter. */
export const asking = (
  wanted: Partial<Permitted> = {},
  user: GrantUser = { id: 'ada', name: 'Ada' },
): MintContext => ({
  user,
  wanted: { purpose: 'chat', rooms: [], topics: [], destinations: [], ...wanted },
  signal: new AbortController().signal,
});

/** A store in memory, open for a test to look into. */
export const memoryStore = () => {
  const kept = new Map<string, { secret: string; expiresAt: number | undefined }>();
  const store: Required<TokenStore> = {
    get: async (key) => kept.get(key)?.secret,
    set: async (key, secret, expiresAt) => kept.set(key, { secret, expiresAt }),
    delete: async (key) => kept.delete(key),
  };
  return { store, kept };
};
