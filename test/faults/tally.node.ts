import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Tally } from './tally.js';

const sent = (tally: Tally, ...numbers: number[]): void => {
  for (const n of numbers) tally.fromSender({ k: 'sent', doc: 'own', sender: 'a', n, at: n * 10 });
};

const shown = (tally: Tally, doc: string, ...numbers: number[]): void => {
  for (const n of numbers) tally.fromReceiver({ k: 'shown', sender: 'a', doc, n, at: n * 10 + 5 });
};

describe('the count of a run', () => {
  it('calls lost what no document has shown', () => {
    const tally = new Tally('a');
    sent(tally, 1, 2, 3, 4);
    shown(tally, 'before the reload', 1, 2);
    shown(tally, 'after it', 4);
    assert.deepEqual(tally.missing, [3]);
    assert.equal(tally.counts.lost, 1);
  });

  it('counts what a page shows twice, once for each document and message', () => {
    const tally = new Tally('a');
    sent(tally, 1);
    shown(tally, 'one', 1);
    shown(tally, 'two', 1);
    assert.equal(tally.counts.duplicated, 0);
    for (const doc of ['one', 'one', 'two']) {
      tally.fromReceiver({ k: 'twice', sender: 'a', doc, n: 1, at: 30 });
    }
    assert.equal(tally.counts.duplicated, 2);
  });

  it('finds holes in a document that others have no part in', () => {
    const tally = new Tally('a');
    sent(tally, 1, 2, 3, 4);
    shown(tally, 'first tab', 1, 2, 3, 4);
    shown(tally, 'second tab', 2, 4);
    assert.equal(tally.counts.lost, 0);
    assert.equal(tally.holes(['first tab', 'second tab']), 1);
    assert.equal(tally.holes(['first tab']), 0);
  });

  it('measures recovery by messages that were sent afterwards', () => {
    const tally = new Tally('a');
    sent(tally, 1, 2, 3);
    shown(tally, 'one', 1, 2, 3);
    assert.equal(tally.recovery(15), 10); // the second, sent at 20, was shown at 25
    assert.equal(tally.recovery(31), undefined);
  });

  it('knows no slowest message while one is missing', () => {
    const tally = new Tally('a');
    sent(tally, 1, 2);
    shown(tally, 'one', 1);
    assert.equal(tally.slowest, undefined);
    shown(tally, 'one', 2);
    assert.equal(tally.slowest, 5);
  });

  it('leaves out what a page was told in its last moment, unless it has shown it', () => {
    const tally = new Tally('a');
    const say = (k: 'sent' | 'shown', doc: string, n: number, at: number): void =>
      tally.fromSender({ k, doc, sender: 'a', n, at });
    for (const n of [1, 2, 3]) say('sent', 'crashed', n, n * 150);
    say('shown', 'crashed', 2, 310);
    say('sent', 'alive', 4, 900);
    tally.settle('alive');
    assert.deepEqual(tally.missing, [1, 2, 4]);
  });

  it('takes no notice of what the other side says', () => {
    const tally = new Tally('a');
    tally.fromSender({ k: 'sent', doc: 'own', sender: 'b', n: 1, at: 10 });
    assert.equal(tally.counts.sent, 0);
  });
});
