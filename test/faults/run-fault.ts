import { setTimeout as wait } from 'node:timers/promises';
import { DemoHistory } from '../../demo/server/history.js';
import { TcpProxy } from '../helpers/tcp-proxy.js';
import type { Fault, Stage } from './faults.js';
import type { Files } from './files.js';
import type { Report } from './report-types.js';
import { Side } from './side.js';
import { Site } from './site.js';
import type { System } from './systems.js';
import type { TabBrowser } from './tab.js';
import { Tally, type Counts } from './tally.js';

/** How much is sent, and when it goes wrong. */
export interface Form {
  /** At least so many messages a direction. */
  readonly messages: number;
  /** From the first message to the fault, ms. */
  readonly faultAfter: number;
  /** Whether faults take their full time. */
  readonly long: boolean;
  /** How long nothing new may be shown while something is missing, until that counts as lost, ms. */
  readonly patience: number;
}

export const forms = {
  long: { messages: 1_000, faultAfter: 5_000, long: true, patience: 30_000 },
  short: { messages: 200, faultAfter: 1_500, long: false, patience: 15_000 },
} satisfies Record<string, Form>;

/** What one run came to. */
export interface Outcome extends Counts {
  /** ms; undefined: never. */
  recoverMs: number | undefined;
  /** The numbers of what was lost. */
  missing: readonly number[];
}

/** Messages that are sent after the fault is over, at least. */
const afterwards = 50;
/** What comes twice has come so long after the last has come once, ms. */
const grace = 1_200;

let rooms = 0;

/** Sends messages from one page to another while something goes wrong, and counts what is shown. */
export const runFault = async (
  { system, fault, form, repetition }: Job,
  browser: TabBrowser,
  files: Files,
): Promise<Outcome> => {
  const cleanUp: (() => Promise<void>)[] = [];
  const open = async <T extends { close(): Promise<void> }>(making: Promise<T>): Promise<T> => {
    const made = await making;
    cleanUp.unshift(() => made.close());
    return made;
  };
  try {
    const broker = await open(system.broker(fault.broker ?? {}));
    const lines = {
      a: await open(TcpProxy.start(broker.port)),
      b: await open(TcpProxy.start(broker.port)),
    };
    const history = new DemoHistory();
    cleanUp.unshift(async () => history.close());
    if (fault.history) await broker.record((topic, payload) => keep(history, topic, payload));
    const site = await open(
      Site.start({
        files: files.folder,
        page: (side, room) => system.page(side, room, fault.history === true),
        mint: (side) => broker.mint(side, lines[side].port),
        read: (wanted) => history.read(wanted),
      }),
    );
    const room = `faults-${(rooms += 1)}`;
    const script = await files.script(system.script);
    const said = { a: new Tally('a'), b: new Tally('b') };
    const side = async (name: 'a' | 'b'): Promise<Side> => {
      const [own, other] = name === 'a' ? [said.a, said.b] : [said.b, said.a];
      const heard = (report: unknown): void => {
        own.fromSender(report as Report);
        other.fromReceiver(report as Report);
      };
      const person = await open(browser.person(script, heard));
      return new Side(name, { person, line: lines[name], said: own, url: site.url(name, room) });
    };
    const [a, b] = [await side('a'), await side('b')];
    const pause = (long: number, short: number): Promise<unknown> =>
      wait((form.long ? long : short) * 1000);
    const moment = await play({ a, b, broker, pause, repetition }, fault, form);
    const documents = fault.eachDocument ? b.documents : [];
    return outcome(fault.both ? [said.a, said.b] : [said.a], fault, documents, moment);
  } finally {
    for (const one of cleanUp) await one();
  }
};

/** One run of one fault. */
export interface Job {
  readonly system: System;
  readonly fault: Fault;
  readonly form: Form;
  readonly repetition: number;
}

/** Returns the moment from which recovery counts. */
const play = async (stage: Stage, fault: Fault, form: Form): Promise<number> => {
  const { a, b } = stage;
  // The receiver first, so that nothing is said to nobody.
  await b.open();
  await a.open();
  const talking = fault.both ? [a, b] : [a];
  await fault.prepare?.(stage);
  await wait(300);
  for (const one of talking) await one.send();
  await wait(form.faultAfter);
  const start = Date.now();
  await fault.run(stage);
  const moment = fault.fromStart ? start : Date.now();
  const enough = (): boolean =>
    talking.every(
      ({ said }) => said.sentAfter(0) >= form.messages && said.sentAfter(moment) >= afterwards,
    );
  while (!enough()) await wait(50);
  for (const one of talking) await one.stop();
  const all = talking.map(({ said }) => said);
  const missing = (): boolean =>
    all.some((one) => one.missing.length > 0 || (fault.eachDocument && one.holes(b.documents) > 0));
  const quietSince = Math.max(Date.now(), moment);
  const quiet = (): number => Date.now() - Math.max(quietSince, ...all.map((one) => one.changedAt));
  while (missing() && quiet() < form.patience) {
    // What came while the reader was away may be too much to show at once.
    if (quiet() > 1_000) await readBack(talking.length > 1 ? [a, b] : [b]);
    await wait(50);
  }
  await wait(grace);
  await readBack(talking.length > 1 ? [a, b] : [b]);
  return moment;
};

const keep = (history: DemoHistory, topic: string, payload: Uint8Array): void => {
  history.record(topic.split('/')[1] ?? '', payload);
};

const readBack = async (sides: Side[]): Promise<void> => {
  for (const side of sides) await side.readBack();
};

const outcome = (
  tallies: Tally[],
  fault: Fault,
  documents: readonly string[],
  moment: number,
): Outcome => {
  const all = tallies.map((one) => ({
    ...one.counts,
    lost: Math.max(one.holes(documents), one.counts.lost),
    recoverMs: fault.lasting ? one.slowest : one.recovery(moment),
  }));
  const sum = (of: (one: Counts) => number): number => all.reduce((acc, one) => acc + of(one), 0);
  const times = all.map(({ recoverMs }) => recoverMs);
  return {
    sent: sum(({ sent }) => sent),
    lost: sum(({ lost }) => lost),
    duplicated: sum(({ duplicated }) => duplicated),
    outOfOrder: sum(({ outOfOrder }) => outOfOrder),
    missing: tallies.flatMap((one) => one.missing),
    recoverMs: times.some((time) => time === undefined)
      ? undefined
      : Math.max(...times.filter((time) => time !== undefined)),
  };
};
