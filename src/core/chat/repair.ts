import {
  longestAnswer,
  mostInAnswer,
  parseSync,
  type SyncMessage,
} from '../../protocol/sync-message.js';
import type { WireMessage } from '../../protocol/chat-message.js';
import type { MenderOptions } from './mender.js';
import type { Sequencer } from './sequencer.js';

export interface RepairOptions extends MenderOptions {
  sequencer: Sequencer;
}

/** Clocks of two pages run at the same speed, but a message takes time on its way, ms. */
const margin = 5_000;
/**
 * Someone who has never heard of us may have been away longer than we were: they get what we said in
 * this time, ms.
 */
const recent = 60_000;
/** Answers to our own question come within this time, ms. */
const answersTake = 30_000;
/** Most sessions that a page names when it is back. */
const mostNamed = 200;

/**
 * Brings back what a broker has lost, from page to page, on a topic of its own: plain clients never
 * see a repeat. Works for as long as the sender's page lives.
 */
export class Repair {
  readonly #options: RepairOptions;
  /** When we last asked everybody for what we have missed. */
  #askedAt = -Infinity;

  constructor(options: RepairOptions) {
    this.#options = options;
  }

  /** We are connected again, `away` ms after we were last: say so, and ask what was missed. */
  back(away: number): void {
    const { clock, sequencer, publish } = this.#options;
    this.#askedAt = clock.now();
    sequencer.expect(true);
    for (const [sid, n] of this.#options.heads) {
      publish({ k: 'head', sid, n, from: this.#firstSince(sid, Math.max(away, recent)) });
    }
    const have = Object.fromEntries(Object.entries(sequencer.have).slice(-mostNamed));
    // A clock that was set back makes an absence negative.
    publish({ k: 'back', away: Math.max(0, Math.round(away)), have });
  }

  ask(sid: string, from: number, upto: number): void {
    this.#options.publish({ k: 'need', sid, from, upto });
  }

  /** A payload came on the sync topic. */
  receive(payload: Uint8Array): void {
    const message = parseSync(payload, this.#options.clock.now(), this.#options.read);
    if (!message) return;
    const { sequencer, publish } = this.#options;
    if (message.k === 'need') {
      if (this.#options.heads.has(message.sid))
        this.#answer(message.sid, message.from, message.upto);
    } else if (message.k === 'back') {
      for (const [sid, n] of this.#options.heads) {
        const known = Object.hasOwn(message.have, sid) ? message.have[sid] : undefined;
        const from = known ?? this.#firstSince(sid, message.away);
        // Not all fits into one answer: who knows how many there are asks for the rest. To those who
        // don't know us by now it says that nothing is missing.
        if (this.#answer(sid, from, n) < n) publish({ k: 'head', sid, n, from: n + 1 });
      }
    } else if (message.sid !== this.#options.sid) {
      if (message.k === 'head') sequencer.head(message.sid, message.n, message.from);
      else this.#take(message);
    }
  }

  #take({ sid, from, upto, a }: SyncMessage & { k: 're' }): void {
    const { clock, sequencer } = this.#options;
    // Everybody hears every answer: who has not asked wants nothing from before their time.
    const first = clock.now() - this.#askedAt <= answersTake ? 0 : sequencer.first(sid);
    for (const one of a) {
      if (one.sid !== sid || one.n === undefined || one.n < first) continue;
      sequencer.take({ ...one, sid, n: one.n });
    }
    sequencer.answered(sid, from, upto);
  }

  /** Sends what we still have, as much as fits; returns the last number that this answers. */
  #answer(sid: string, from: number, upto: number): number {
    let last = Math.min(upto, this.#options.heads.get(sid) ?? 0);
    if (last < from) return last;
    const a: WireMessage[] = [];
    let size = 0;
    for (const { message } of this.#options.said.values()) {
      const { n } = message;
      if (message.sid !== sid || n < from) continue;
      if (n > last) break;
      size += JSON.stringify(message).length;
      if (a.length === mostInAnswer || (size > longestAnswer && a.length > 0)) {
        last = n - 1;
        break;
      }
      a.push(message);
    }
    this.#options.publish({ k: 're', sid, from, upto: last, a });
    return last;
  }

  /** The first of a session's messages that someone away for so long may not have. */
  #firstSince(sid: string, away: number): number {
    const since = this.#options.clock.now() - away - margin;
    for (const { message, at } of this.#options.said.values()) {
      if (message.sid === sid && at >= since) return message.n;
    }
    return (this.#options.heads.get(sid) ?? 0) + 1;
  }
}
