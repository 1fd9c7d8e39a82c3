import { sleep, type Clock } from '../../core/clock.js';

/** Waits for something, but not longer than `ms`, and whether it succeeds or not. Never rejects. */
export const atMost = async (
  clock: Clock,
  ms: number,
  promise: Promise<unknown> | undefined,
): Promise<void> => {
  const waited = new AbortController();
  // Whoever asks like this has no use for the reason.
  const done = promise?.catch(() => undefined);
  await Promise.race([done, sleep(clock, ms, waited.signal).catch(() => undefined)]);
  waited.abort();
};
