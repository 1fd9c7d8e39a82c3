/** A web-test-runner reporter: totals per engine and in all, files that did not load included. */
import { addTotals, noTotals, printFailure, printTotals, writeTotals } from './totals.mjs';

const testsOf = (suite) => (suite ? [...suite.tests, ...suite.suites.flatMap(testsOf)] : []);

/** A line for each failure of a session, tests that never ran included. */
const failuresOf = (name, session) => {
  const where = `${name} › ${session.testFile.replace(`${process.cwd()}/`, '')}`;
  const failed = testsOf(session.testResults).filter(({ passed, skipped }) => !passed && !skipped);
  return [
    ...failed.map((test) => printFailure(`${where} › ${test.name}`, test.error?.message)),
    ...session.errors.map(({ message }) => printFailure(where, message)),
  ];
};

const totalsOf = (session) => {
  const totals = noTotals();
  for (const test of testsOf(session.testResults)) {
    totals[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed'] += 1;
  }
  // Without a test of its own to blame, a file that broke counts as one failure.
  if (totals.failed === 0 && (!session.testResults || session.errors.length > 0)) totals.failed = 1;
  return totals;
};

/**
 * @param engines the launchers' names, by launcher
 * @param absent what each engine that is missing here leaves untested: name → number of files
 */
export const totalsReporter = (engines, absent) => ({
  onTestRunFinished({ sessions }) {
    const perEngine = new Map([...engines.values()].map((name) => [name, noTotals()]));
    const failures = [];
    for (const session of sessions) {
      const name = engines.get(session.browser);
      failures.push(...failuresOf(name, session));
      perEngine.set(name, addTotals(perEngine.get(name), totalsOf(session)));
    }
    for (const [name, files] of absent) perEngine.set(name, { ...noTotals(), skipped: files });
    console.log();
    for (const [name, totals] of perEngine) console.log(`${name}: ${printTotals(totals)}`);
    writeTotals('unit', [...perEngine.values()].reduce(addTotals, noTotals()), failures);
  },
});
