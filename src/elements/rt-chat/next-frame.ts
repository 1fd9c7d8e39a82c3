import { systemClock } from '../../core/clock.js';

/** A page that is hidden gets no frames, ms. */
const longest = 100;

/** Resolves with the next frame, or a moment later. */
export const nextFrame = (): Promise<void> =>
  new Promise((resolve) => {
    const cancel = systemClock.after(longest, resolve);
    requestAnimationFrame(() => {
      cancel();
      resolve();
    });
  });
