import type { Clock } from '../clock.js';

/** Waits for something that never rejects, but no longer than this, ms. */
export const within = (clock: Clock, ms: number, done: Promise<void>): Promise<void> =>
  new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    void done.then(() => {
      cancel();
      resolve();
    });
  });
