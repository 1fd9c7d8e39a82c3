import type { Known, OrderOptions, Said } from './order.js';
import { Repair } from './repair.js';
import { Sequencer } from './sequencer.js';

/** What it takes when messages don't come one after the other. */
export interface Mender {
  readonly sequencer: Sequencer;
  readonly repair: Repair;
}

export interface MenderOptions extends OrderOptions {
  /** What we have said, by id, oldest first. */
  said: ReadonlyMap<string, Said>;
  /** The last number of each session that we speak for. */
  heads: ReadonlyMap<string, number>;
}

/**
 * Goes on where `Order` stands.
 * @param known what it knows of each sender
 */
export const makeMender = (options: MenderOptions, known: ReadonlyMap<string, Known>): Mender => {
  const sequencer = new Sequencer({
    ...options,
    ask: (sid, from, upto) => repair.ask(sid, from, upto),
  });
  const repair = new Repair({ ...options, sequencer });
  sequencer.restore(known);
  return { sequencer, repair };
};
