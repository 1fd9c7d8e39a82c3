/**
 * `npm run test:faults`: what becomes of messages between two real pages while the line, the broker,
 * a page or a token fails. Prints a table, and in full writes `bench-results/faults.json`.
 *
 *     npm run build && npm run test:faults            everything, beside the mqtt package
 *     npm run test:faults -- --short                  200 messages each, ours only; as in `npm test`
 *     npm run test:faults -- --only kill --system aedes --repeat 3
 *
 * `--only` and `--system` take a part of a name, and may be given several times; the file keeps its figures of
 * systems that are left out. `--repeat` runs all so often; if it is not there, the long form runs 20 times what
 * depends on the moment (3 times with the mqtt package, which only stands beside it), and the rest once.
 * `--parallel` says how many run at once.
 * `--build` names the folder of another build than `dist/cdn`.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { clearTotals, noTotals, printTotals, writeTotals } from '../../scripts/totals.mjs';
import { chromium } from '../../scripts/browsers.mjs';
import { mosquittoMissing } from '../helpers/mosquitto.js';
import { Cdp } from './cdp.js';
import { faults } from './faults.js';
import { makeFiles } from './files.js';
import { holds, printRows, ranges, rowOf, type Result, type Row } from './report.js';
import { forms, runFault, type Job } from './run-fault.js';
import { systems, type System } from './systems.js';
import { TabBrowser } from './tab.js';

const { values: asked } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    system: { type: 'string', multiple: true, default: [] },
    repeat: { type: 'string' },
    parallel: { type: 'string', default: '3' },
    build: { type: 'string', default: 'dist/cdn' },
  },
});

const wanted = (name: string, parts: readonly string[]): boolean =>
  parts.length === 0 || parts.some((part) => name.includes(part));

/** Why a system cannot be tested on this machine. */
const missing = ({ needs }: System): string | undefined =>
  chromium()
    ? needs === 'mosquitto'
      ? mosquittoMissing()
      : undefined
    : 'There is no Chromium on this machine';

interface Entry {
  readonly job: Job;
  readonly results: Result[];
}

/** Every run of every row, the rows in the order of the table. */
const plan = (): Entry[] => {
  const form = asked.short ? forms.short : forms.long;
  return faults
    .filter(({ name }) => wanted(name, asked.only))
    .flatMap((fault) =>
      systems
        .filter((system) => wanted(system.name, asked.system) && (system.ours || !asked.short))
        .filter((system) => system.keeps || fault.broker?.persistent !== true)
        .map((system) => ({ job: { system, fault, form, repetition: 0 }, results: [] })),
    );
};

const tell = ({ job: { system, fault }, results }: Entry): void => {
  const row = rowOf(system.name, fault.name, results.slice(-1));
  const { lost, duplicated, outOfOrder, recoverMs, broken } = row;
  const last = results.at(-1);
  const which = last && 'missing' in last && lost > 0 ? ` (${ranges(last.missing)})` : '';
  const counts = `${lost} lost${which}, ${duplicated} twice, ${outOfOrder} in disorder`;
  const back = recoverMs === null ? 'never back' : `back after ${recoverMs} ms`;
  const what = broken[0] ?? `${counts}, ${back}`;
  console.log(`${holds(row) ? 'ok    ' : 'NOT OK'} ${fault.name} · ${system.name}: ${what}`);
};

/** The longest that a run may take, ms; one takes a minute and a half where everything is lost. */
const ceiling = 180_000;

const tooLong = async (): Promise<Error> => {
  await wait(ceiling, undefined, { ref: false });
  return new Error(`It did not end within ${ceiling / 1000} s`);
};

const runAll = async (entries: readonly Entry[]): Promise<void> => {
  const usual = ({ fault, system }: Job): number =>
    asked.short || !fault.repeated ? 1 : system.ours ? 20 : 3;
  const queue = entries.flatMap((entry) =>
    Array.from({ length: Number(asked.repeat ?? usual(entry.job)) }, (_, repetition) => ({
      entry,
      repetition,
    })),
  );
  const files = await makeFiles(asked.build);
  const work = async (): Promise<void> => {
    const cdp = await Cdp.start();
    try {
      const browser = await TabBrowser.start(cdp);
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { entry, repetition } = next;
        const run = runFault({ ...entry.job, repetition }, browser, files);
        const result = await Promise.race([run, tooLong()]).catch(
          // A run that breaks down is a row of the table, and must not take the others with it.
          (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
        );
        entry.results.push(result);
        tell(entry);
      }
    } finally {
      await cdp.close();
    }
  };
  try {
    await Promise.all(Array.from({ length: Number(asked.parallel) }, work));
  } finally {
    await files.remove();
  }
};

const figures = 'bench-results/faults.json';

/** What an earlier run has found of systems that this one has left out. */
const others = async (rows: readonly Row[]): Promise<Row[]> => {
  if (asked.system.length === 0) return [];
  const before = await readFile(figures, 'utf8').catch(() => '[]');
  const done = new Set(rows.map(({ system }) => system));
  return (JSON.parse(before) as Row[]).filter(({ system }) => !done.has(system));
};

const placeOf = (row: Row): number => systems.findIndex(({ name }) => name === row.system);

const main = async (): Promise<void> => {
  clearTotals('faults');
  const entries = plan();
  const able = entries.filter(({ job }) => missing(job.system) === undefined);
  const absent = entries.filter((entry) => !able.includes(entry));
  for (const { job } of absent) {
    const { fault, system } = job;
    console.log(`skipped ${fault.name} · ${system.name} (${missing(system) ?? ''})`);
  }
  await runAll(able);
  const rows = able.map(({ job, results }) => rowOf(job.system.name, job.fault.name, results));
  console.log(`\n${printRows(rows)}\n`);
  const broken = rows.filter((row, index) => able[index]?.job.system.ours && !holds(row));
  const skips =
    process.env['CI'] === 'true' ? { failed: absent.length } : { skipped: absent.length };
  const totals = { ...noTotals(), passed: rows.length - broken.length, ...skips };
  totals.failed += broken.length;
  const failures = broken.map((row) => printRows([row]).split('\n').at(-1) ?? '');
  writeTotals('faults', totals, failures);
  console.log(`faults: ${printTotals(totals)}`);
  if (totals.failed > 0) process.exitCode = 1;
  // A part of the faults is no table.
  if (asked.short || asked.only.length > 0) return;
  await mkdir('bench-results', { recursive: true });
  const all = [...rows, ...(await others(rows))].toSorted((a, b) => placeOf(a) - placeOf(b));
  await writeFile(figures, `${JSON.stringify(all, null, 2)}\n`);
  console.log(`All figures: ${figures}`);
};

await main();
// What a run that broke down has left behind must not keep everything waiting for its end.
process.exit();
