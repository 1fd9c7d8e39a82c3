/**
 * `npm run test:hosts`: tries the package, as `npm pack` makes it, in projects of their own: an empty
 * one, Next.js, and one for each framework. Each is copied out of the repository, so that it has no
 * package but its own, installed, checked, built, and tested in Chromium.
 *
 *     npm run test:hosts                     all, one after the other
 *     npm run test:hosts -- next react       some
 *     npm run test:hosts -- --keep next      leaves the copy where it is, and says where
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '../../scripts/browsers.mjs';
import {
  addTotals,
  clearTotals,
  noTotals,
  printFailure,
  printTotals,
  readTotals,
  writeTotals,
  type Totals,
} from '../../scripts/totals.mjs';
import { hosts, readPackage, root, type Host } from './hosts.js';
import { pack } from './pack.js';
import { run } from './run-command.js';

const { values: asked, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: 'boolean', default: false } },
});

interface Outcome {
  totals: Totals;
  failures: string[];
}

const failed = (name: string, error: unknown): Outcome => {
  const message = error instanceof Error ? error.message : String(error);
  console.log(message);
  // The end of what a program printed is where it says why it has failed.
  return {
    totals: { ...noTotals(), failed: 1 },
    failures: [printFailure(name, message.slice(-300))],
  };
};

/** Copies a project, gives it the package, and builds it. */
const prepare = ({ folder }: Host, copy: string, tarball: string): void => {
  const left = ['node_modules', 'dist', '.next', '.angular', 'package-lock.json'];
  cpSync(folder, copy, { recursive: true, filter: (path) => !left.includes(basename(path)) });
  const own = readPackage(copy);
  const dependencies = { ...own?.dependencies, 'rt-embed': `file:${tarball}` };
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...own, dependencies }, null, 2));
  const steps = [
    ['install', '--no-audit', '--no-fund', '--prefer-offline'],
    ...['check', 'build'].filter((name) => own?.scripts?.[name]).map((name) => ['run', name]),
  ];
  for (const args of steps) {
    const started = Date.now();
    run('npm', args, { cwd: copy });
    console.log(`npm ${args.join(' ')}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
};

const tests = ({ name, spec }: Host, copy: string): Outcome => {
  if (!existsSync(spec)) return failed(name, `There is no ${spec}.`);
  const suite = `host-${name}`;
  clearTotals(suite);
  const { status } = spawnSync(
    join(root, 'node_modules/.bin/playwright'),
    ['test', '-c', 'test/hosts/playwright.config.ts'],
    {
      cwd: root,
      stdio: 'inherit',
      timeout: 10 * 60_000,
      env: { ...process.env, RT_HOST: name, RT_HOST_FOLDER: copy },
    },
  );
  const outcome = readTotals(suite);
  if (!outcome || Object.values(outcome.totals).every((count) => count === 0)) {
    return failed(name, 'No test ran.');
  }
  if (status === 0 || outcome.totals.failed > 0) return outcome;
  return failed(name, 'Broken, though no test was to blame.');
};

const tryHost = (host: Host, scratch: string, tarball: string): Outcome => {
  const copy = join(scratch, host.name);
  console.log(`\n── ${host.name}`);
  try {
    prepare(host, copy, tarball);
  } catch (error) {
    return failed(`${host.name}: install and build`, error);
  }
  const { totals, failures } = tests(host, copy);
  // Some take hundreds of megabytes.
  if (!asked.keep) rmSync(copy, { recursive: true, force: true });
  return { totals: addTotals({ ...noTotals(), passed: 1 }, totals), failures };
};

const main = (): void => {
  clearTotals('hosts');
  const all = hosts();
  const unknown = names.filter((name) => !all.some((host) => host.name === name));
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}.`);
  if (!chromium()) throw new Error('There is no Chromium: run node scripts/setup.mjs.');
  const scratch = mkdtempSync(join(tmpdir(), 'rt-embed-hosts-'));
  const lines: string[] = [];
  const failures: string[] = [];
  let totals = noTotals();
  try {
    const tarball = pack(scratch);
    for (const host of all) {
      if (names.length > 0 && !names.includes(host.name)) continue;
      const outcome = tryHost(host, scratch, tarball);
      totals = addTotals(totals, outcome.totals);
      failures.push(...outcome.failures);
      const word = outcome.totals.failed === 0 ? 'ok    ' : 'failed';
      lines.push(`${word} ${host.name}: ${printTotals(outcome.totals)}`);
    }
  } finally {
    if (asked.keep) console.log(`\nLeft in ${scratch}`);
    else rmSync(scratch, { recursive: true, force: true });
  }
  if (failures.length > 0) console.log(`\n── Failed\n${failures.join('\n')}`);
  console.log(`\n${lines.join('\n')}`);
  writeTotals('hosts', totals, failures);
  console.log(printTotals(totals));
  if (totals.failed > 0) process.exitCode = 1;
};

main();
