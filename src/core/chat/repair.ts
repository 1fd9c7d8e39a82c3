import {
  mostInAnswer,
  parseSync,
  type Numbered,
  type SyncMessage,
} from '../../protocol/sync-message.js';
import type { WireMessage } from '../../protocol/chat-message.js';
import type { Clock } from '../clock.js';
import type { Sequencer } from './sequencer.js';

export interface RepairOptions {
  clock: Clock;
  sid: string;
  sequencer: Sequencer;
  /** Publishes on the room's sync topic; nobody waits for it. */
  publish(message: SyncMessage): void;
}

/** How many of our own messages can be asked for again. */
const kept = 1_000;
/** Clocks of two pages run at the same speed, but a message takes time on its way, ms. */
const margin = 5_000;
/**
 * Someone who has never heard of us may have been away longer than we were: they get what we said in
 * this time, ms.
 */
const recent = 60_000;
/** Most sessions that a page names when it is back. */
const mostNamed = 200;

/**
 * Brings back what a broker has lost, from page to page, on a topic of its own: plain clients never
 * see a repeat. Works for as long as the sender's page lives.
 */
export class Repair {
  readonly #options: RepairOptions;
  readonly #sent = new Map<number, { message: WireMessage; at: number }>();
  #head = 0;

  constructor(options: RepairOptions) {
    this.#options = options;
  }

  /** We have sent a message; it can be asked for from now on. */
  sent(message: Numbered): void {
    this.#sent.set(message.n, { message, at: this.#options.clock.now() });
    this.#head = Math.max(this.#head, message.n);
    if (this.#sent.size > kept) this.#sent.delete(this.#sent.keys().next().value ?? 0);
  }

  /** The service has refused it: nobody is to get it from us. */
  forget(n: number): void {
    this.#sent.delete(n);
  }

  /** We are connected again, `away` ms after we were last: say so, and ask what was missed. */
  back(away: number): void {
    const { sid, sequencer, publish } = this.#options;
    const from = this.#firstSince(Math.max(away, recent));
    if (this.#head > 0) publish({ k: 'head', sid, n: this.#head, from });
    const have = Object.fromEntries(Object.entries(sequencer.have).slice(-mostNamed));
    publish({ k: 'back', away: Math.round(away), have });
  }

  ask(sid: string, from: number, upto: number): void {
    this.#options.publish({ k: 'need', sid, from, upto });
  }

  /** A payload came on the sync topic. */
  receive(payload: Uint8Array): void {
    const message = parseSync(payload, this.#options.clock.now());
    if (!message) return;
    const { sid, sequencer } = this.#options;
    if (message.k === 'need') {
      if (message.sid === sid) this.#answer(message.from, message.upto);
    } else if (message.k === 'back') {
      const known = Object.hasOwn(message.have, sid) ? message.have[sid] : undefined;
      this.#answer(known ?? this.#firstSince(message.away), this.#head);
    } else if (message.sid !== sid) {
      if (message.k === 'head') sequencer.head(message.sid, message.n, message.from);
      else this.#take(message);
    }
  }

  #take({ sid, from, upto, a }: SyncMessage & { k: 're' }): void {
    const { sequencer } = this.#options;
    for (const one of a) {
      if (one.sid === sid && one.n !== undefined) sequencer.take({ ...one, sid, n: one.n });
    }
    sequencer.answered(sid, from, upto);
  }

  #answer(from: number, upto: number): void {
    const last = Math.min(upto, this.#head, from + mostInAnswer - 1);
    if (last < from) return;
    const a: WireMessage[] = [];
    for (let n = from; n <= last; n += 1) {
      const sent = this.#sent.get(n);
      if (sent) a.push(sent.message);
    }
    this.#options.publish({ k: 're', sid: this.#options.sid, from, upto: last, a });
  }

  /** The first of our messages that someone away for so long may not have. */
  #firstSince(away: number): number {
    const since = this.#options.clock.now() - away - margin;
    for (const [n, { at }] of this.#sent) if (at >= since) return n;
    return this.#head + 1;
  }
}
