import { table } from '../bench/report.js';
import type { Outcome } from './run-fault.js';

/** All runs of one fault with one system, as kept in `bench-results/faults.json`: the worst of them. */
export interface Row {
  readonly system: string;
  readonly fault: string;
  readonly lost: number;
  readonly duplicated: number;
  readonly outOfOrder: number;
  /** ms; null: never in one of them. */
  readonly recoverMs: number | null;
  /** Messages of one run. */
  readonly sent: number;
  readonly runs: number;
  /** Why runs broke down, which counts as nothing shown at all. */
  readonly broken: readonly string[];
}

/** What a run came to, or why it came to nothing. */
export type Result = Outcome | Error;

/** The worst of several runs in each respect. */
export const rowOf = (system: string, fault: string, results: readonly Result[]): Row => {
  const runs = results.filter((one): one is Outcome => !(one instanceof Error));
  const broken = results
    .filter((one): one is Error => one instanceof Error)
    .map(({ message }) => message);
  const worst = (of: (one: Outcome) => number): number => Math.max(0, ...runs.map(of));
  const never = broken.length > 0 || runs.some(({ recoverMs }) => recoverMs === undefined);
  return {
    system,
    fault,
    lost: worst(({ lost }) => lost),
    duplicated: worst(({ duplicated }) => duplicated),
    outOfOrder: worst(({ outOfOrder }) => outOfOrder),
    recoverMs: never ? null : worst(({ recoverMs }) => recoverMs ?? 0),
    sent: worst(({ sent }) => sent),
    runs: results.length,
    broken,
  };
};

/** Whether a row is as it was promised. */
export const holds = (row: Row): boolean =>
  row.broken.length === 0 &&
  row.recoverMs !== null &&
  row.lost + row.duplicated + row.outOfOrder === 0;

/** Numbers in rising order, with those that follow each other taken together: `3-5, 9`. */
export const ranges = (numbers: readonly number[]): string => {
  const found: [from: number, upto: number][] = [];
  for (const n of numbers) {
    const last = found.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else found.push([n, n]);
  }
  return found.map(([from, upto]) => (from === upto ? `${from}` : `${from}-${upto}`)).join(', ');
};

/** The rows as a table for people. */
export const printRows = (rows: readonly Row[]): string => {
  const head = ['fault', 'system', 'sent', 'lost', 'twice', 'disorder', 'back ms', 'runs'];
  const lines = rows.map((row) => [
    row.fault,
    row.system,
    `${row.sent}`,
    `${row.lost}`,
    `${row.duplicated}`,
    `${row.outOfOrder}`,
    row.broken.length > 0 ? 'BROKEN' : row.recoverMs === null ? 'never' : `${row.recoverMs}`,
    `${row.runs}`,
  ]);
  return table([head, ...lines]);
};

/** The rows as cells: a line for each fault, a column for each system, with the names at the edges. */
export const besideEachOther = (rows: readonly Row[]): string[][] => {
  const systems = [...new Set(rows.map(({ system }) => system))];
  const cellOf = (fault: string, system: string): string => {
    const row = rows.find((one) => one.fault === fault && one.system === system);
    if (!row) return '–';
    const back = row.recoverMs === null ? 'never' : `${(row.recoverMs / 1000).toFixed(1)} s`;
    const worst = row.runs > 1 ? ` (worst of ${row.runs})` : '';
    return `${row.lost} / ${row.duplicated} / ${row.outOfOrder}, ${back}${worst}`;
  };
  const lines = [...new Set(rows.map(({ fault }) => fault))].map((fault) => [
    fault,
    ...systems.map((system) => cellOf(fault, system)),
  ]);
  return [['lost / twice / out of order, back after', ...systems], ...lines];
};
