/**
 * `npm test`: sets the machine up, builds, and runs the four suites, all of them even where one
 * fails. With `--hosts` it runs `npm run test:hosts` as well, which installs a lot. Its last line is
 * the total.
 */
import { spawnSync } from 'node:child_process';
import { setup } from './setup.mjs';
import { addTotals, clearTotals, noTotals, printTotals, readTotals } from './totals.mjs';

const ceiling = 45 * 60_000; // a suite that hangs ends, and counts as failed
const oneFailure = { ...noTotals(), failed: 1 };
const failures = [];

const run = (title, command, ...args) => {
  console.log(`\n── ${title}`);
  const options = { stdio: 'inherit', timeout: ceiling };
  const { status, error } = spawnSync(command, args, options);
  if (error) console.error(`${title}: ${error.message}`);
  return status === 0;
};

const suite = (name, title, ...command) => {
  clearTotals(name);
  const ended = run(title, ...command);
  const { totals, failures: lines } = readTotals(name) ?? {};
  if (!totals || Object.values(totals).every((count) => count === 0)) {
    failures.push(`${title}: no test ran.`);
    return oneFailure;
  }
  failures.push(...lines);
  if (ended || totals.failed > 0) return totals;
  failures.push(`${title}: broken, though no test was to blame.`);
  return addTotals(totals, oneFailure);
};

let totals = noTotals();
if (setup().length > 0 && process.env.CI === 'true') totals = addTotals(totals, oneFailure);
if (!run('Build', 'npm', 'run', 'build')) totals = addTotals(totals, oneFailure);
const results = [
  suite('unit', 'Unit tests, in each engine', 'node_modules/.bin/web-test-runner'),
  suite('node', 'Tests in Node', process.execPath, 'scripts/test-node.mjs'),
  suite('e2e', 'End to end', 'node_modules/.bin/playwright', 'test'),
  suite('faults', 'Faults', 'node_modules/.bin/tsx', 'test/faults/run.ts', '--short'),
];
if (process.argv.includes('--hosts')) {
  results.push(suite('hosts', 'In other projects', 'npm', 'run', '--silent', 'test:hosts'));
}
totals = results.reduce(addTotals, totals);
// Again at the end: what failed in thousands of lines is else hard to find.
if (failures.length > 0) console.log(`\n── Failed\n${failures.join('\n')}`);
console.log(`\n${printTotals(totals)}`);
process.exitCode = totals.failed === 0 ? 0 : 1;
