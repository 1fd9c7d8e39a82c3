import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { backoff } from '../../src/core/backoff.js';

const options = { min: 400, max: 4_000 };

describe('backoff', () => {
  it('doubles its ceiling with every try, up to the longest wait', () => {
    const longest = [0, 1, 2, 3, 4, 5].map((attempt) => backoff(attempt, options, () => 1));
    expect(longest).to.deep.equal([400, 800, 1_600, 3_200, 4_000, 4_000]);
  });

  it('never comes back at once', () => {
    for (const attempt of [0, 1, 10]) expect(backoff(attempt, options, () => 0)).to.equal(100);
  });

  it('spreads evenly', () => {
    const waits = [0, 0.25, 0.5, 0.75].map((chance) => backoff(2, options, () => chance));
    expect(waits).to.deep.equal([100, 475, 850, 1_225]);
  });

  it('stays within its bounds, however long the outage', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), chance, (attempt, one) => {
        const wait = backoff(attempt, options, () => one);
        expect(wait).to.be.within(options.min / 4, options.max);
        expect(Number.isInteger(wait)).to.equal(true);
      }),
    );
  });
});
