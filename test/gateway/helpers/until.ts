import { setTimeout as delay } from 'node:timers/promises';

/** Waits for something that can only be looked at. */
export const until = async (holds: () => boolean, what: string, ms = 10_000): Promise<void> => {
  for (const end = Date.now() + ms; !holds(); await delay(10)) {
    if (Date.now() > end) throw new Error(`It never came to this: ${what}.`);
  }
};
