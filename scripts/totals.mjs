/**
 * What the suites tell `npm test`: one small file each, with passed, failed and skipped, and what
 * failed.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const file = (suite) =>
  fileURLToPath(new URL(`../test-results/totals/${suite}.json`, import.meta.url));

/** The three counts of one suite, before its first test. */
export const noTotals = () => ({ passed: 0, failed: 0, skipped: 0 });

/** The sum of two totals. */
export const addTotals = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** Totals as a line that people and machines read. */
export const printTotals = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/** A failure as one line: which test, and the beginning of what it said. */
export const printFailure = (name, message = '') => {
  // Without the colours that test runners give to messages.
  const said = stripVTControlCharacters(message).replace(/\s+/g, ' ').trim().slice(0, 300);
  return said ? `${name}: ${said}` : name;
};

/** Keeps a suite's totals for `npm test`, and a line for each failure. */
export const writeTotals = (suite, totals, failures = []) => {
  mkdirSync(new URL('../test-results/totals/', import.meta.url), { recursive: true });
  writeFileSync(file(suite), JSON.stringify({ totals, failures }));
};

/** Forgets the totals of an earlier run. */
export const clearTotals = (suite) => rmSync(file(suite), { force: true });

/** A suite's `{ totals, failures }`; undefined where it ended without leaving any. */
export const readTotals = (suite) => {
  try {
    return JSON.parse(readFileSync(file(suite), 'utf8'));
  } catch {
    return undefined; // no file: the suite broke down, which its caller counts as a failure
  }
};
