import type { Clock } from '../../src/core/clock.js';

/** A clock whose hands only a test moves. */
export interface FakeClock extends Clock {
  /**
   * Lets `ms` pass: runs what is due, in the order it is due, and between two timers lets every
   * promise go on that can. `advance(0)` only does the latter.
   */
  advance(ms: number): Promise<void>;
  /** The machine sleeps for `ms`: time passes, timers do not run, and come as much later. */
  sleep(ms: number): void;
  /** How many timers are still armed: 0 shows that nothing was left behind. */
  readonly armed: number;
}

interface Timer {
  due: number;
  run: () => void;
}

/** A turn of the event loop, after every microtask; unlike `setTimeout` it is never slowed down. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });

/**
 * Makes a clock that stands still until `advance`.
 *
 * @param random what `random()` answers: a number for ever, or one number after the other
 */
export const fakeClock = ({
  now = 1_700_000_000_000,
  random = 0.5,
}: { now?: number; random?: number | number[] } = {}): FakeClock => {
  const timers = new Set<Timer>();
  const numbers = typeof random === 'number' ? [random] : random;
  let time = now;
  let drawn = 0;
  const next = (until: number): Timer | undefined =>
    [...timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0];
  return {
    now: () => time,
    random: () => numbers[drawn++ % numbers.length] ?? 0,
    after(ms, run) {
      const timer = { due: time + Math.max(0, ms), run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const until = time + ms;
      await turn();
      for (let timer = next(until); timer; timer = next(until)) {
        timers.delete(timer);
        time = timer.due;
        timer.run();
        await turn();
      }
      time = until;
    },
    sleep(ms) {
      time += ms;
      for (const timer of timers) timer.due += ms;
    },
    get armed() {
      return timers.size;
    },
  };
};
