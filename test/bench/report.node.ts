import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quantile, rowOf, table } from './report.js';

describe('the figures of a comparison', () => {
  it('take the middle value, whatever the order of the runs', () => {
    assert.equal(quantile([30, 10, 20], 0.5), 20);
  });

  it('lie between the two middle values of an even number of runs', () => {
    assert.equal(quantile([40, 10, 20, 30], 0.5), 25);
  });

  it('leave one run of eleven above the ninth tenth', () => {
    assert.equal(quantile([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1000], 0.9), 9);
  });

  it('do not hide a run in which something never happened', () => {
    assert.equal(rowOf('ours', 'click to picture', 'ms', [100, NaN]).runs, 2);
    assert.ok(Number.isNaN(quantile([NaN], 0.5)));
  });

  it('stand in columns, names to the left and numbers to the right', () => {
    const rows = [
      ['', 'ms'],
      ['a long name', '7'],
      ['b', '120'],
    ];
    assert.equal(table(rows), '              ms\na long name    7\nb            120');
  });
});
