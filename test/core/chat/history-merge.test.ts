import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { merge, placeOf, recognise } from '../../../src/core/chat/history-merge.js';
import type { Message } from '../../../src/protocol/chat-message.js';

const message = (id: string, timestamp = 0, part: Partial<Message> = {}): Message => ({
  id,
  user: 'ada',
  name: 'Ada',
  text: id,
  timestamp,
  own: false,
  delivery: 'sent',
  ...part,
});
/** `a1 b2`: messages a and b, written at 1 and 2. */
const list = (text: string): Message[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((one) => message(one.slice(0, 1), Number(one.slice(1))));
const ids = (messages: readonly Message[]): string => messages.map(({ id }) => id).join('');
const merged = (there: string, page: string, from = 0, upto = Infinity): string => {
  const messages = list(there);
  return ids(merge(messages, list(page), from, Math.min(upto, messages.length)));
};

describe('merge', () => {
  it('puts a first page before what came live', () => {
    expect(merged('x1 y2', 'a8 b9', 0, 0)).to.equal('abxy');
  });

  it('shows what is live and in the history once', () => {
    expect(merged('y5 z6', 'a1 b2 y5', 0, 0)).to.equal('abyz');
  });

  it('puts what was missed between its neighbours of the page, whatever its time', () => {
    expect(merged('a1 b2 f6', 'a1 b2 c9 d0 f6')).to.equal('abcdf');
  });

  it('sorts by time where the neighbours leave room', () => {
    expect(merged('a1 x3 y5 f9', 'a1 c2 d4 f9')).to.equal('acxdyf');
  });

  it('puts what has no neighbour after a place, by time', () => {
    expect(merged('a5 b6 o7 l9', 'm8', 2)).to.equal('aboml');
    expect(merged('a5 b6 l9', 'm1', 2)).to.equal('abml');
  });

  it('puts what follows the last neighbour right after it, where nothing else is said', () => {
    expect(merged('l5 m7', 'a1 l5 b6', 0, 0)).to.equal('albm');
  });

  it('moves nothing that is there, even if the history has it in another order', () => {
    expect(merged('a1 b2 c3', 'c3 x4 a1 y5 b2')).to.equal('abcxy');
  });

  it('takes one that the page holds twice once', () => {
    expect(merged('a1', 'b2 b2 c3')).to.equal('abc');
  });

  const anywhere = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 20 });
  const arbitrary = fc.record({
    there: anywhere,
    page: anywhere,
    times: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 41, maxLength: 41 }),
    from: fc.nat(20),
    upto: fc.nat(20),
  });
  const built = (numbers: number[], times: number[]): Message[] =>
    numbers.map((n) => message(`m${n}`, times[n]));

  it('loses nothing, repeats nothing, moves nothing, keeps the page’s order: anything goes in', () => {
    fc.assert(
      fc.property(arbitrary, ({ there, page, times, from, upto }) => {
        const before = built(there, times);
        const [low, high] = [Math.min(from, before.length), Math.min(upto, before.length)];
        const after = merge(before, built(page, times), low, high).map(({ id }) => id);
        const coming = page.filter((n) => !there.includes(n)).map((n) => `m${n}`);
        expect(new Set(after).size).to.equal(after.length);
        expect(after.filter((id) => !coming.includes(id))).to.deep.equal(there.map((n) => `m${n}`));
        expect(after.filter((id) => coming.includes(id))).to.deep.equal(coming);
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(arbitrary, ({ there, page, times, from }) => {
        const before = built(there, times);
        const once = merge(
          before,
          built(page, times),
          Math.min(from, before.length),
          before.length,
        );
        expect(merge(once, built(page, times), 0, once.length)).to.deep.equal(once);
      }),
    );
  });

  it('gives the history’s own order wherever what is there is a part of it', () => {
    const part = fc.record({
      all: fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 20 }),
      there: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      times: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 41, maxLength: 41 }),
    });
    fc.assert(
      fc.property(part, ({ all, there, times }) => {
        const page = built(all, times);
        const before = page.filter((_, i) => there[i]);
        expect(merge(before, page, 0, before.length)).to.deep.equal(page);
      }),
    );
  });
});

describe('recognise', () => {
  const plain = (at: number, text = 'hi'): Message =>
    message(`bob\n${at}\n${text}`, at, { user: 'bob', text });

  it('finds what a plain client wrote without a time, though it came here at another one', () => {
    expect(recognise([plain(1_000)], [plain(1_020)])).to.deep.equal([
      { ...plain(1_020), id: plain(1_000).id },
    ]);
  });

  it('takes each for one other only', () => {
    const found = recognise([plain(1_000)], [plain(1_020), plain(1_030)]);
    expect(found.map(({ id }) => id)).to.deep.equal([plain(1_000).id, plain(1_030).id]);
  });

  it('does not mix up two texts, two people, or two days', () => {
    const here = [plain(1_000)];
    const others = [
      plain(1_020, 'ho'),
      message('eve\n1\nhi', 1_020, { user: 'eve', text: 'hi' }),
      plain(100_000),
    ];
    expect(recognise(here, others)).to.deep.equal(others);
  });

  it('leaves ids alone that their writers have chosen', () => {
    const here = [message('one', 1_000, { text: 'hi' })];
    const page = [message('two', 1_000, { text: 'hi' })];
    expect(recognise(here, page)).to.deep.equal(page);
  });
});

describe('placeOf', () => {
  const numbered = (n: number, user = 'ada'): Message => message(`s-${n}`, 0, { user });

  it('puts one that comes late before those that its writer wrote after it', () => {
    const there = [numbered(1), numbered(2), message('x', 0, { user: 'ben' }), numbered(5)];
    expect(placeOf(numbered(3), there)).to.equal(3);
    expect(placeOf(numbered(6), there)).to.equal(4);
    expect(placeOf(numbered(0), there)).to.equal(0);
  });

  it('puts everything else at the end', () => {
    const there = [numbered(5)];
    expect(placeOf(numbered(3, 'ben'), there)).to.equal(1);
    expect(placeOf(message('t-3'), there)).to.equal(1);
    expect(placeOf(message('s-x'), there)).to.equal(1);
    expect(placeOf(message('plain'), there)).to.equal(1);
  });
});
