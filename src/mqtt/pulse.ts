import type { Clock } from '../core/clock.js';
import type { Deferred } from './requests.js';

interface Ping extends Deferred<void> {
  cancel(): void;
}

/** How long a probe waits for its answer, ms. */
const probeTimeout = 3_000;
const keepaliveTimeout = 10_000;
/** When to ping, ms for each second of keepalive: servers hang up after 1500. */
const pingAfter = 600;
/** And while something goes on, ms: with the probe's 3 s, a page is back within 6 s of a line's death. */
const pingWhileBusy = 2_000;

/** Finds out whether the other side is still there, from time to time and when asked. */
export class Pulse {
  readonly #clock: Clock;
  readonly #keepalive: number;
  readonly #send: () => void;
  readonly #dead: () => void;
  readonly #pings: Ping[] = [];
  #cancelKeepalive = (): void => {};
  /** What has gone on since it was armed: 0: nothing; 1: that is why it was; 2: more than that. */
  #news = 0;

  /**
   * @param keepalive seconds
   * @param send sends a ping
   * @param dead called when a ping was not answered in time
   */
  constructor(clock: Clock, keepalive: number, send: () => void, dead: () => void) {
    this.#clock = clock;
    this.#keepalive = keepalive;
    this.#send = send;
    this.#dead = dead;
    this.#arm();
  }

  /** Settles with the answer. */
  ping(timeout = probeTimeout): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(timeout, this.#dead);
      this.#pings.push({ resolve, reject, cancel });
      this.#send();
    });
  }

  /** An answer has come: to the oldest ping, because a stream keeps the order. */
  answer(): void {
    const ping = this.#pings.shift();
    ping?.cancel();
    ping?.resolve();
    // Soon again if there was more than one thing: in the midst of many, what came last was hardly the last.
    this.#arm(this.#news >> 1);
  }

  /**
   * A message has come, or something is asked of the server. Who only reads cannot tell the silence
   * after it from that of a dead line, but by a ping.
   */
  busy(): void {
    if (this.#news) this.#news = 2;
    else this.#arm(1);
  }

  /** Stops, and rejects every ping that waits. */
  end(error: Error): void {
    this.#cancelKeepalive();
    for (const { cancel, reject } of this.#pings) {
      cancel();
      reject(error);
    }
  }

  /**
   * Armed by each answer, never by the timer before it: in a hidden tab, a chain of timers soon
   * runs only once a minute.
   * @see https://developer.chrome.com/blog/timer-throttling-in-chrome-88
   */
  #arm(news = 0): void {
    this.#cancelKeepalive();
    this.#news = news;
    this.#cancelKeepalive = this.#clock.after(
      news ? pingWhileBusy : this.#keepalive * pingAfter,
      () => {
        // Its failure is the end of the connection, which `dead` tells.
        this.ping(news ? probeTimeout : keepaliveTimeout).catch(() => {});
      },
    );
  }
}
