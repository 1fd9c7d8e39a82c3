/**
 * A reporter of node:test that leaves totals for `npm test`. A file without a single test counts as
 * a failure; Node would call it passed.
 */
import { resolve } from 'node:path';
import { noTotals, printFailure, printTotals, writeTotals } from './totals.mjs';

const countAs = ({ name, skip, todo, details }, passed) => {
  if (details?.type === 'suite') return undefined;
  if (skip !== undefined || todo !== undefined) return 'skipped';
  // Node reports a file without tests as one passed test with the file's name.
  return passed && !/\.node\.ts$/.test(name) ? 'passed' : 'failed';
};

export default async function* totalsReporter(source) {
  const totals = noTotals();
  const failures = [];
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const count = countAs(data, type === 'test:pass');
    if (count) totals[count] += 1;
    if (count !== 'failed') continue;
    const { message, cause } = data.details?.error ?? {};
    failures.push(printFailure(`node › ${data.name}`, cause?.message ?? message));
    if (type === 'test:pass') yield `No tests in ${resolve(data.name)}\n`;
  }
  writeTotals('node', totals, failures);
  yield `node: ${printTotals(totals)}\n`;
}
