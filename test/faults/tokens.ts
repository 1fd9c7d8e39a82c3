/** `npm run test:tokens`: ten minutes of tokens that live for 5 s, in a real browser, at real brokers. */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium as playwright, type Browser } from '@playwright/test';
import { chromium, chromiumArgs } from '../../scripts/browsers.mjs';
import { startBriefTokens, type BrokerName } from '../e2e/helpers/brief-tokens.js';
import { tokenTalk, type TalkResult } from '../e2e/helpers/token-talk.js';
import { mosquittoMissing } from '../helpers/mosquitto.js';

/** Seconds that each token lives. */
const life = 5;

interface Row extends TalkResult {
  broker: BrokerName;
  minutes: number;
  tokenLife: number;
}

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('--minutes takes a number above 0.');

const run = async (browser: Browser, broker: BrokerName): Promise<Row> => {
  const site = await startBriefTokens(broker, life);
  try {
    // Nobody else's storage or windows: a profile each.
    const [ada, ben] = [await browser.newContext(), await browser.newContext()];
    const pages = { ada: await ada.newPage(), ben: await ben.newPage() };
    const result = await tokenTalk(site, pages, minutes * 60_000);
    await Promise.all([ada.close(), ben.close()]);
    return { broker, minutes, tokenLife: life, ...result };
  } finally {
    await site.close();
  }
};

const passed = (row: Row): boolean =>
  [row.lost, row.duplicated, row.outOfOrder, row.leftOnline, row.errors.length].every(
    (count) => count === 0,
  ) &&
  row.requestsPerRefresh === 1 &&
  row.leastMargin > 0;

const line = (row: Row): string =>
  [
    row.broker.padEnd(10),
    `${row.sent} sent, ${row.lost} lost, ${row.duplicated} duplicated, ${row.outOfOrder} out of order;`,
    `${row.refreshes} refreshes of ${row.requestsPerRefresh.toFixed(2)} requests,`,
    `the latest ${(row.leastMargin / 1_000).toFixed(1)} s before the end;`,
    `left online ${row.leftOnline} times, ${row.errors.length} errors:`,
    passed(row) ? 'ok' : 'FAILED',
  ].join(' ');

const executablePath = chromium();
if (!executablePath) throw new Error('There is no Chromium: run node scripts/setup.mjs.');
const missing = mosquittoMissing();
if (missing !== undefined) console.warn(`Without mosquitto: ${missing}.`);
const brokers: BrokerName[] = missing === undefined ? ['mosquitto', 'aedes'] : ['aedes'];
const browser = await playwright.launch({ executablePath, args: chromiumArgs });
try {
  // At the same time: each has a process of its own, and little to do.
  const rows = await Promise.all(brokers.map((broker) => run(browser, broker)));
  for (const row of rows) console.log(line(row));
  await mkdir('bench-results', { recursive: true });
  await writeFile('bench-results/tokens.json', `${JSON.stringify(rows, null, 2)}\n`);
  if (!rows.every(passed)) process.exitCode = 1;
} finally {
  await browser.close();
}
