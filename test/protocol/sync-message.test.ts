import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { readMessage } from '../../src/protocol/chat-message.js';
import { mostInAnswer, parseSync, type SyncMessage } from '../../src/protocol/sync-message.js';

const now = 1_700_000_000_000;
const parse = (body: unknown): SyncMessage | undefined =>
  parseSync(
    new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
    now,
    readMessage,
  );
const one = (n: number) => ({
  user: 'u',
  text: `t${n}`,
  timestamp: now,
  id: `s-${n}`,
  sid: 's',
  n,
});

describe('parseSync', () => {
  for (const message of [
    { k: 'head', sid: 's', n: 4, from: 2 },
    { k: 'need', sid: 's', from: 1, upto: 9 },
    { k: 'back', away: 12_000, have: { s: 4, t: 9 } },
    { k: 're', sid: 's', from: 1, upto: 2, a: [one(1), one(2)] },
  ]) {
    it(`reads "${message.k}"`, () => {
      expect(parse({ ...message, more: true })).to.deep.equal(message);
    });
  }

  for (const [what, body] of [
    ['is not JSON', 'hello'],
    ['is null', 'null'],
    ['is a number', '1'],
    ['is an array', '[]'],
    ['has no kind', {}],
    ['has a kind of nobody’s', { k: 'boo', sid: 's', n: 1, from: 1 }],
    ['has a prototype’s name for its kind', { k: 'constructor' }],
    ['has a negative number', { k: 'head', sid: 's', n: -1, from: 1 }],
    ['has a fraction', { k: 'head', sid: 's', n: 1.5, from: 1 }],
    ['has a number beyond the safe ones', { k: 'need', sid: 's', from: 1, upto: 2 ** 53 }],
    ['has an overflowing number', '{"k":"need","sid":"s","from":1,"upto":1e999}'],
    ['has a string for a number', { k: 'need', sid: 's', from: '1', upto: 2 }],
    ['has no session', { k: 'need', from: 1, upto: 2 }],
    ['has an empty session', { k: 'need', sid: '', from: 1, upto: 2 }],
    ['has a long session', { k: 'need', sid: 's'.repeat(65), from: 1, upto: 2 }],
    ['has an object for a session', { k: 'need', sid: {}, from: 1, upto: 2 }],
    ['has an array for what it has', { k: 'back', away: 1, have: [1, 2] }],
    ['has null for what it has', { k: 'back', away: 1, have: null }],
    ['has an absence that is none', { k: 'back', away: 'long', have: {} }],
    ['has an object for an answer', { k: 're', sid: 's', from: 1, upto: 1, a: { 0: one(1) } }],
  ] as const) {
    it(`drops what ${what}`, () => {
      expect(parse(body)).to.equal(undefined);
    });
  }

  it('keeps of what someone has only sessions with numbers', () => {
    const have = {
      good: 3,
      zero: 0,
      text: '3',
      none: null,
      minus: -1,
      half: 0.5,
      ['x'.repeat(65)]: 1,
    };
    expect(parse({ k: 'back', away: 0, have })).to.deep.equal({
      k: 'back',
      away: 0,
      have: { good: 3, zero: 0 },
    });
  });

  it('takes names of prototypes for sessions like any other, and touches none', () => {
    const message = parse('{"k":"back","away":0,"have":{"__proto__":7,"constructor":8}}');
    const have = message?.k === 'back' ? message.have : {};
    expect(Object.getPrototypeOf(have)).to.equal(Object.prototype);
    expect(Object.entries(have)).to.deep.equal([
      ['__proto__', 7],
      ['constructor', 8],
    ]);
    expect(parse('{"k":"back","away":0,"have":{"__proto__":{"polluted":1}}}')).to.deep.equal({
      k: 'back',
      away: 0,
      have: {},
    });
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  });

  it('keeps of an answer only messages, and no more than fit', () => {
    const a = [null, 1, 'x', [], {}, { user: 'u' }, one(1), { ...one(2), n: 'x' }];
    const message = parse({ k: 're', sid: 's', from: 1, upto: 2, a });
    const texts = message?.k === 're' && message.a.map(({ text }) => text);
    expect(texts).to.deep.equal(['t1', 't2']);
    const many = Array.from({ length: mostInAnswer + 50 }, (_, i) => one(i + 1));
    const cut = parse({ k: 're', sid: 's', from: 1, upto: 200, a: many });
    expect(cut?.k === 're' && cut.a).to.have.length(mostInAnswer);
  });

  it('does not throw for JSON that is nested deeply', () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    const object = '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000);
    for (const nested of [deep, object]) {
      const message = parse(`{"k":"re","sid":"s","from":1,"upto":1,"a":[${nested}]}`);
      // An engine may refuse the JSON itself.
      if (message?.k === 're') expect(message.a).to.deep.equal([]);
      else expect(message).to.equal(undefined);
    }
  });

  it('does not parse what is larger than any answer of ours', () => {
    const a = Array.from({ length: 100 }, () => ({ ...one(1), text: 'x'.repeat(16_000) }));
    expect(parse({ k: 're', sid: 's', from: 1, upto: 1, a })).to.equal(undefined);
  });

  it('never throws, and what it gives is whole', () => {
    const field = fc.oneof(fc.jsonValue(), fc.double(), fc.maxSafeNat(), fc.string());
    const body = fc.record(
      {
        k: fc.constantFrom('head', 'need', 'back', 're'),
        sid: field,
        n: field,
        from: field,
        upto: field,
        away: field,
        have: fc.oneof(field, fc.dictionary(fc.string(), field)),
        a: fc.oneof(field, fc.array(field)),
      },
      { requiredKeys: ['k'] },
    );
    fc.assert(
      fc.property(body, (some) => {
        const message = parse(some);
        if (!message) return;
        expect(message.k).to.equal(some.k);
        for (const value of Object.values(message)) expect(value).to.not.equal(undefined);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (b) => void parseSync(b, now, readMessage)),
    );
  });
});
