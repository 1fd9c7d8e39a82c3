import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { besideEachOther, holds, ranges, rowOf, type Result } from './report.js';

const run = (own: Partial<Exclude<Result, Error>> = {}): Result => ({
  sent: 200,
  lost: 0,
  duplicated: 0,
  outOfOrder: 0,
  recoverMs: 100,
  missing: [],
  ...own,
});

describe('a row of the table of faults', () => {
  it('has the worst of its runs in each respect', () => {
    const row = rowOf('x', 'kill', [run({ lost: 2 }), run({ duplicated: 1, recoverMs: 900 })]);
    assert.deepEqual(
      [row.lost, row.duplicated, row.outOfOrder, row.recoverMs, row.runs],
      [2, 1, 0, 900, 2],
    );
  });

  it('holds where nothing is lost, doubled or out of order', () => {
    assert.ok(holds(rowOf('x', 'kill', [run(), run()])));
    for (const bad of [{ lost: 1 }, { duplicated: 1 }, { outOfOrder: 1 }]) {
      assert.ok(!holds(rowOf('x', 'kill', [run(), run(bad)])));
    }
  });

  it('can say which messages were lost without naming each', () => {
    assert.equal(ranges([3, 4, 5, 9, 11, 12]), '3-5, 9, 11-12');
  });

  it('does not hold where one run never came back or broke down', () => {
    const never = rowOf('x', 'kill', [run(), run({ recoverMs: undefined })]);
    assert.equal(never.recoverMs, null);
    assert.ok(!holds(never));
    const broken = rowOf('x', 'kill', [run(), new Error('no page')]);
    assert.deepEqual(broken.broken, ['no page']);
    assert.ok(!holds(broken));
  });

  it('stands beside those of other systems, which may lack it', () => {
    const rows = [
      rowOf('x', 'kill', [run(), run({ lost: 1, recoverMs: 2_340 })]),
      rowOf('x', 'none', [run()]),
      rowOf('y', 'none', [run({ recoverMs: undefined })]),
    ];
    assert.deepEqual(besideEachOther(rows).slice(1), [
      ['kill', '1 / 0 / 0, 2.3 s (worst of 2)', '–'],
      ['none', '0 / 0 / 0, 0.1 s', '0 / 0 / 0, never'],
    ]);
  });
});
