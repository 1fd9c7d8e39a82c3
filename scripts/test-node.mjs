/** Runs the tests that need no browser (`*.node.ts`) with Node's own runner. */
import { spawnSync } from 'node:child_process';
import { clearTotals, readTotals } from './totals.mjs';
import { testFiles } from './test-files.mjs';

clearTotals('node');
const wanted = process.argv.slice(2);
const files = testFiles('.node.ts').filter(
  (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
);
if (files.length === 0) {
  console.error('No test file matches.');
  process.exit(1);
}
const { status } = spawnSync(
  process.execPath,
  [
    '--import=tsx',
    '--test',
    '--test-timeout=120000',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/node-reporter.mjs',
    '--test-reporter-destination=stdout',
    ...files,
  ],
  { stdio: 'inherit' },
);
process.exitCode = status === 0 && readTotals('node')?.totals.failed === 0 ? 0 : 1;
