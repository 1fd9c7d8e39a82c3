import { setTimeout as wait } from 'node:timers/promises';
import type { Broker, BrokerOptions } from './brokers.js';
import type { Side } from './side.js';

/** What a fault can reach. */
export interface Stage {
  readonly a: Side;
  readonly b: Side;
  readonly broker: Broker;
  /** Waits so many seconds: the first number in the long form, the second in the short one. */
  pause(long: number, short: number): Promise<unknown>;
  /** Counts the repetitions of the same run. */
  readonly repetition: number;
}

/** Something that goes wrong while messages are sent. */
export interface Fault {
  readonly name: string;
  /** What the broker must be like. */
  readonly broker?: BrokerOptions;
  /** Whether `b` talks as well. */
  readonly both?: boolean;
  /** Whether the long form repeats it: what depends on the moment shows only now and then. */
  readonly repeated?: boolean;
  /** Whether each document must show all that came after its first message, not only one of them. */
  readonly eachDocument?: boolean;
  /**
   * Nothing ends here, so recovery is not what is measured, but the slowest message, from its
   * sending until it is shown.
   */
  readonly lasting?: boolean;
  /**
   * Recovery counts from the beginning of `run`, not from its end: for pages that are loaded again,
   * where that takes part of the time.
   */
  readonly fromStart?: boolean;
  /** Whether the site keeps a history that pages read. */
  readonly history?: boolean;
  /** Before anything is sent. */
  prepare?(stage: Stage): Promise<void> | void;
  /**
   * Makes it happen. Where it passes, resolves when it is over; where it breaks what can be made anew
   * at once, when it is broken. Recovery counts from then.
   */
  run(stage: Stage): Promise<unknown>;
}

const killed =
  (after?: (stage: Stage) => Promise<void>) =>
  async (stage: Stage): Promise<void> => {
    await stage.broker.kill();
    if (after) stage.b.line.refuse(true);
    // 3, 4 and 5 s in turn.
    await stage.pause(3 + (stage.repetition % 3), 2);
    await stage.broker.back();
    await after?.(stage);
  };

const lateReceiver = async (stage: Stage): Promise<void> => {
  await stage.pause(3, 2);
  stage.b.line.refuse(false);
};

const reset = async (...sides: Side[]): Promise<void> => {
  for (const { line } of sides) line.cut();
};

const offline = async (stage: Stage, { tab, line }: Side): Promise<void> => {
  // The browser stalls the sockets of a page that is offline; networks that go away end them, too.
  await tab.offline(true);
  line.refuse(true);
  line.cut();
  await stage.pause(5, 2);
  line.refuse(false);
  await tab.offline(false);
};

/** Everything that goes wrong, in the order of the table. */
export const faults: readonly Fault[] = [
  { name: 'none', lasting: true, run: async () => undefined },
  {
    name: 'close',
    run: async ({ a, b }) => {
      a.line.end();
      b.line.end();
    },
  },
  { name: 'reset A', run: ({ a }) => reset(a) },
  { name: 'reset B', run: ({ b }) => reset(b) },
  { name: 'reset both', run: ({ a, b }) => reset(a, b) },
  { name: 'reset both, both talk', both: true, run: ({ a, b }) => reset(a, b) },
  {
    name: 'B refused',
    run: async ({ b, pause }) => {
      b.line.refuse(true);
      b.line.cut();
      await pause(5, 2);
      b.line.refuse(false);
    },
  },
  { name: 'half-open A', repeated: true, run: async ({ a }) => a.line.forsake() },
  { name: 'half-open B', repeated: true, run: async ({ b }) => b.line.forsake() },
  {
    name: 'half-open both',
    repeated: true,
    run: async ({ a, b }) => {
      a.line.forsake();
      b.line.forsake();
    },
  },
  { name: 'cut in a packet of A', run: ({ a }) => a.line.cutInside('up') },
  { name: 'cut in a packet to B', run: ({ b }) => b.line.cutInside('down') },
  {
    name: '300 ms delay, reset',
    prepare: ({ a, b }) => {
      for (const { line } of [a, b]) line.delay(300);
    },
    run: ({ a, b }) => reset(a, b),
  },
  {
    name: '20 kB/s',
    run: async ({ a, b, pause }) => {
      for (const { line } of [a, b]) line.limit(20_000);
      await pause(5, 2);
      for (const { line } of [a, b]) line.limit(Infinity);
    },
  },
  { name: 'kill, persistent', repeated: true, broker: { persistent: true }, run: killed() },
  { name: 'kill', repeated: true, run: killed() },
  {
    name: 'kill, both talk',
    repeated: true,
    both: true,
    run: killed(),
  },
  {
    name: 'kill, B 3 s later',
    repeated: true,
    run: killed(lateReceiver),
  },
  { name: 'reload A', fromStart: true, run: ({ a }) => a.reload() },
  {
    name: 'reload A offline',
    run: async ({ a, pause }) => {
      a.line.refuse(true);
      a.line.cut();
      await pause(2, 1);
      await a.reload();
      await pause(2, 1);
      a.line.refuse(false);
    },
  },
  { name: 'reload B', fromStart: true, run: ({ b }) => b.reload() },
  {
    name: 'B frozen',
    run: async ({ b, pause }) => {
      await b.person.open('about:blank');
      await b.tab.freeze();
      await pause(25, 5);
      await b.tab.thaw();
    },
  },
  {
    name: 'A crashed, new tab',
    fromStart: true,
    run: async ({ a }) => {
      await a.tab.crash();
      await a.tab.close();
      await a.openAnew();
    },
  },
  {
    name: 'B crashed',
    fromStart: true,
    run: async ({ b }) => {
      await b.tab.crash();
      await b.reload();
    },
  },
  {
    // A new tab is a new visitor: what came before it was opened, it has from the history alone.
    name: 'B crashed, new tab',
    fromStart: true,
    history: true,
    run: async ({ b }) => {
      await b.tab.crash();
      await b.tab.close();
      await b.openAnew();
    },
  },
  { name: 'A offline', run: (stage) => offline(stage, stage.a) },
  { name: 'B offline', run: (stage) => offline(stage, stage.b) },
  { name: 'tokens of 5 s', lasting: true, broker: { tokenLife: 5 }, run: () => wait(4_000) },
  {
    name: 'tokens revoked',
    broker: { revokes: true },
    run: async ({ broker }) => broker.revoke(),
  },
  {
    name: 'B’s tab duplicated',
    eachDocument: true,
    fromStart: true,
    run: ({ b }) => b.duplicate(),
  },
  {
    name: 'first of B’s tabs closed',
    eachDocument: true,
    prepare: ({ b }) => b.openAnother(),
    run: ({ b }) => b.closeFirst(),
  },
  {
    name: 'first of B’s tabs frozen',
    eachDocument: true,
    fromStart: true,
    prepare: ({ b }) => b.openAnother(),
    run: async ({ b, pause }) => {
      await b.firstTab.freeze();
      await pause(25, 7);
      await b.firstTab.thaw();
    },
  },
];
