import { newClientId } from '../random-id.js';
import type { Browser, Place } from './seat.js';

/**
 * The place of a tab that shares nothing with others. Its name at the service outlives a reload, as
 * long as the tab does.
 */
export const alone = async (name: string, browser: Browser): Promise<Place> => {
  let free: (() => void) | undefined;
  const hold = (lock: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      browser.navigator.locks
        .request(lock, { ifAvailable: true }, (held) => {
          resolve(held);
          return held && new Promise<void>((release) => (free = release));
        })
        .catch(reject);
    });
  // eslint-disable-next-line no-restricted-properties -- a random name, nothing of the account
  const storage = browser.sessionStorage;
  let clientId = (storage[name] ??= newClientId());
  // "Duplicate tab" copies the storage as well: whoever comes second takes another name.
  if (!(await hold(clientId))) await hold((clientId = storage[name] = newClientId()));
  const seat = { clientId };
  return { take: () => seat, leave: () => (free?.(), undefined), yield: () => undefined };
};
