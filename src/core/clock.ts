import { abortable } from './abortable.js';

/** Time and chance, as an option so that tests can turn the hands. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` after `ms` milliseconds. Returns its own cancel. */
  after(ms: number, run: () => void): () => void;
  /** A number from 0 up to, not including, 1. */
  random(): number;
}

/** Browsers keep delays in 32 bits: a longer one fires at once (HTML, "timer initialization steps"). */
const longestDelay = 2 ** 31 - 1;

/** The real clock. Delays beyond 24.8 days are waited for in pieces. */
export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, run) {
    let handle: ReturnType<typeof setTimeout>;
    const arm = (left: number): void => {
      const step = Math.min(Math.max(0, left), longestDelay);
      handle = setTimeout(() => (left > step ? arm(left - step) : run()), step);
    };
    arm(ms);
    return () => clearTimeout(handle);
  },
};

/** Resolves after `ms`; rejects with the signal's reason when aborted before. */
export const sleep = (clock: Clock, ms: number, signal: AbortSignal): Promise<void> => {
  let cancel = (): void => undefined;
  const time = new Promise<void>((resolve) => (cancel = clock.after(ms, resolve)));
  return abortable(time, signal).finally(() => cancel());
};
