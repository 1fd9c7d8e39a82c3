/** A Playwright reporter: totals per browser and in all, files that did not load included. */
import { testFiles } from './test-files.mjs';
import { addTotals, noTotals, printFailure, printTotals, writeTotals } from './totals.mjs';

const countAs = { expected: 'passed', skipped: 'skipped', flaky: 'failed', unexpected: 'failed' };

export default class TotalsReporter {
  #absent;
  #name;
  #suite;
  #broken = [];

  /** `absent` names the browsers that this machine lacks; `name` is the suite's. */
  constructor({ absent = [], name = 'e2e' } = {}) {
    this.#absent = absent;
    this.#name = name;
  }

  onBegin(_config, suite) {
    this.#suite = suite;
  }

  /** What broke outside a test: a file that does not load, a worker that ends. */
  onError({ message }) {
    this.#broken.push(printFailure('outside tests', message));
  }

  onEnd() {
    const perBrowser = new Map();
    const failures = [...this.#broken];
    for (const test of this.#suite?.allTests() ?? []) {
      const name = test.parent.project()?.name ?? 'unknown';
      const totals = perBrowser.get(name) ?? noTotals();
      totals[countAs[test.outcome()]] += 1;
      perBrowser.set(name, totals);
      if (countAs[test.outcome()] !== 'failed') continue;
      const { message, location } = test.results.flatMap(({ errors }) => errors)[0] ?? {};
      const line = location ? ` (line ${location.line})` : '';
      failures.push(printFailure(`${test.titlePath().slice(1).join(' › ')}${line}`, message));
    }
    const files = testFiles('.e2e.ts').length;
    for (const name of this.#absent) perBrowser.set(name, { ...noTotals(), skipped: files });
    if (this.#broken.length > 0) {
      perBrowser.set('outside tests', { ...noTotals(), failed: this.#broken.length });
    }
    for (const [name, totals] of perBrowser) console.log(`${name}: ${printTotals(totals)}`);
    writeTotals(this.#name, [...perBrowser.values()].reduce(addTotals, noTotals()), failures);
  }
}
