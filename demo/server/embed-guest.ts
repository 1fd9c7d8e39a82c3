import { randomUUID } from 'node:crypto';
import type { Mint } from '../../src/server/index.js';

/** The one token that may stand openly in a page; whoever has it may call what is public. */
const embedToken = 'c2c_demo';

/** Exchanges the page's token for a guest's own, which is short-lived. */
export const embedGuest =
  (mint: Mint) =>
  async (token: string): Promise<string | undefined> => {
    if (token !== embedToken) return undefined;
    const grant = await mint({
      user: { id: `guest-${randomUUID().slice(0, 8)}`, name: 'Guest' },
      wanted: { purpose: 'call', rooms: [], topics: [], destinations: ['/public/*'] },
      signal: new AbortController().signal,
    });
    return grant.token;
  };
