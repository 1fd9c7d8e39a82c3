import { topicMatches } from '../../protocol/topics.js';
import type { Clock } from '../clock.js';
import type { Inbound } from '../transport.js';

/** How long what came is kept for tabs that change over, reload or were frozen for a while, ms. */
const kept = 60_000;
const most = 4_000;

/** What has just come in, for tabs that were not there to hear it. */
export class Recent {
  readonly #clock: Clock;
  #all: { message: Inbound; at: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(message: Inbound): void {
    const now = this.#clock.now();
    // In one piece, not one by one: in a busy room this runs a thousand times a second.
    if (this.#all.length >= 2 * most) this.#all.splice(0, most);
    const [oldest] = this.#all;
    if (oldest && now - oldest.at > 2 * kept) this.#all = this.#since(now - kept);
    this.#all.push({ message, at: now });
  }

  /** What came on a topic filter, the oldest first; less what has expired since. */
  on(filter: string): Inbound[] {
    const now = this.#clock.now();
    return this.#since(now - kept)
      .slice(-most)
      .filter(({ message, at }) => now - at < (message.expiry ?? Infinity) * 1000)
      .flatMap(({ message }) => (topicMatches(filter, message.topic) ? message : []));
  }

  #since(time: number): { message: Inbound; at: number }[] {
    return this.#all.filter(({ at }) => at >= time);
  }
}
