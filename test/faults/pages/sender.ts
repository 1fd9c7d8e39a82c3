/** Sends numbered texts at an even rate from inside the page, where no driver slows it down. */

import { doc, tell } from './recorder.js';

interface Sender {
  /** @param send hands one text to the system; may reject */
  readonly send: (text: string) => Promise<unknown>;
}

declare global {
  var rtSender: {
    /** Sends `a 7`, `a 8` and so on, `rate` a second, until stopped. */
    start(sender: string, from: number, rate: number): void;
    stop(): void;
  };
}

/** Puts `rtSender` on the page: from then on it can be told to send. */
export const offerSender = ({ send }: Sender): void => {
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => clearInterval(timer);
  globalThis.rtSender = {
    stop,
    start: (sender, from, rate) => {
      stop();
      const begun = performance.now();
      let next = from;
      const step = (): void => {
        // By the clock, not by the number of calls: a timer that comes late makes up for it.
        while (next <= from + ((performance.now() - begun) * rate) / 1000) {
          const n = next;
          next += 1;
          tell({ k: 'sent', doc, sender, n, at: Date.now() });
          send(`${sender} ${n}`).catch(() => {
            tell({ k: 'refused', doc, sender, n, at: Date.now() });
          });
        }
      };
      step();
      timer = setInterval(step, 10);
    },
  };
};

/** Begins once the page's markup is there. */
export const whenParsed = (begin: () => Promise<void>): void => {
  if (document.readyState !== 'loading') void begin();
  else document.addEventListener('DOMContentLoaded', () => void begin());
};
