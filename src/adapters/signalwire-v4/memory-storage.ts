import type { Storage } from '@signalwire/js';

/**
 * Where the SDK keeps what belongs to one line. Not in the page's storage: there its token would lie
 * in plain text, and two lines of one user would take over each other's session.
 */
export const memoryStorage = (): Storage => {
  const values = new Map<string, string>();
  const name = (key: string, scope: string): string => `${scope}:${key}`;
  return {
    async getItem(key, scope) {
      return values.get(name(key, scope)) ?? null;
    },
    async setItem(key, value, scope) {
      if (value === null) values.delete(name(key, scope));
      else values.set(name(key, scope), value);
    },
    async removeItem(key, scope) {
      values.delete(name(key, scope));
    },
    async clear(scope) {
      for (const key of [...values.keys()]) if (key.startsWith(`${scope}:`)) values.delete(key);
    },
  };
};
