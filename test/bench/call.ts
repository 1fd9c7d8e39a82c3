/** `npm run bench:call`: how long it takes from the click to the far end's first picture. */
import { mkdir, writeFile } from 'node:fs/promises';
import { chromium as playwright } from '@playwright/test';
import { startDemo } from '../../demo/server/start-demo.js';
import { chromium, chromiumArgs } from '../../scripts/browsers.mjs';
import { buildPages } from './build-pages.js';
import { measure, type Measurement } from './measure.js';
import { rowOf, table, type Row } from './report.js';
import { marks } from './marks.js';
import { systems, type SystemId } from './systems.js';

/** Another number for a quick look: `npm run bench:call -- 3`. */
const rounds = Number(process.argv[2] ?? 15);
const warmUps = 2;
/** How much longer than the SDK by hand the element may take. */
const allowed = 1.1;

const ids = Object.keys(systems) as SystemId[];

const run = async (): Promise<Record<SystemId, Measurement[]>> => {
  const executablePath = chromium();
  if (!executablePath) throw new Error('There is no Chromium: run node scripts/setup.mjs.');
  await buildPages();
  const demo = await startDemo();
  const browser = await playwright.launch({
    executablePath,
    args: [
      ...chromiumArgs,
      '--use-fake-ui-for-media-stream',
      // What the pages ask of a camera. With its usual 20 a second, whether the first frame comes
      // before or after the way is open makes more of a difference than anything that is compared.
      '--use-fake-device-for-media-stream=fps=30',
    ],
  });
  const measured: Record<SystemId, Measurement[]> = { peer: [], sdk: [], ours: [], cold: [] };
  try {
    for (let round = -warmUps; round < rounds; round += 1) {
      const line: string[] = [];
      // In turns, so that whatever else this machine does hits all of them alike.
      for (const id of ids) {
        const one = await measure(browser, demo, systems[id]);
        line.push(`${id} ${Math.round(one.times.picture ?? NaN)}`);
        if (round >= 0) measured[id].push(one);
      }
      console.log(`${round < 0 ? 'warm-up' : `round ${round + 1}`}: ${line.join(', ')} ms`);
    }
  } finally {
    await browser.close();
    await demo.close();
  }
  return measured;
};

const rowsOf = (measured: Record<SystemId, Measurement[]>): Row[] =>
  ids.flatMap((id) => {
    const runs = measured[id];
    const times = marks.map((mark) =>
      rowOf(
        id,
        `click to ${mark}`,
        'ms',
        runs.map(({ times: one }) => one[mark] ?? NaN),
      ),
    );
    const weights = (['load', 'hover', 'click'] as const).map((when) =>
      rowOf(
        id,
        `bytes on ${when}`,
        'B',
        runs.map(({ weights: one }) => one[when]),
      ),
    );
    return [...times, ...weights];
  });

const print = (rows: readonly Row[]): void => {
  const find = (id: SystemId, metric: string): Row => {
    const row = rows.find((one) => one.system === id && one.metric === metric);
    if (!row) throw new Error(`There is no "${metric}" of ${id}.`);
    return row;
  };
  const picture = (id: SystemId): number => find(id, 'click to picture').median;
  const ratio = (id: SystemId, to: SystemId): string => (picture(id) / picture(to)).toFixed(2);
  const lines = ids.map((id) => {
    const { median, p90 } = find(id, 'click to picture');
    const bytes = (['load', 'hover', 'click'] as const).map((when) =>
      kilo(find(id, `bytes on ${when}`).median),
    );
    return [systems[id].name, `${median}`, `${p90}`, ratio(id, 'sdk'), ratio(id, 'peer'), ...bytes];
  });
  const head = ['', 'median ms', 'p90 ms', '/ SDK', '/ bare', 'kB load', 'hover', 'click'];
  console.log('\nFrom the click to the far end’s first frame; scripts in kB after gzip:\n');
  console.log(table([head, ...lines]));
  const steps = ids.map((id) => [
    systems[id].name,
    ...marks.map((mark) => `${find(id, `click to ${mark}`).median}`),
  ]);
  console.log('\nMedian of each step, ms after the click:\n');
  console.log(table([['', ...marks], ...steps]));
  const factor = picture('ours') / picture('sdk');
  const verdict = factor <= allowed ? 'holds' : 'DOES NOT HOLD';
  console.log(
    `\n<rt-call> takes ${factor.toFixed(2)} × the time of the SDK by hand; at most ${allowed} is promised: ${verdict}.`,
  );
};

const kilo = (bytes: number): string => (bytes / 1000).toFixed(1);

const rows = rowsOf(await run());
print(rows);
await mkdir('bench-results', { recursive: true });
await writeFile('bench-results/call.json', `${JSON.stringify(rows, null, 2)}\n`);
console.log('\nAll figures: bench-results/call.json');
