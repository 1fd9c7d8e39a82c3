import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import {
  maxTextLength,
  parseMessage,
  readMessage,
  type WireMessage,
} from '../../src/protocol/chat-message.js';

const now = 1_700_000_000_000;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (body: unknown) =>
  parseMessage(bytes(typeof body === 'string' ? body : JSON.stringify(body)), now);

const message = (body: unknown): WireMessage => {
  const parsed = parse(body);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.message;
};
const problem = (body: unknown): string => {
  const parsed = parse(body);
  return 'problem' in parsed ? parsed.problem : '';
};

describe('parseMessage', () => {
  it('reads a plain quickstart client', () => {
    const { user, text, timestamp, id, ...rest } = message({
      user: 'Ada',
      text: 'hi',
      timestamp: now - 5,
    });
    expect({ user, text, timestamp }).to.deep.equal({
      user: 'Ada',
      text: 'hi',
      timestamp: now - 5,
    });
    expect(id).to.not.equal('');
    expect(rest).to.deep.equal({});
  });

  it('reads ours', () => {
    const ours = { user: 'u', text: 't', timestamp: now, name: 'N', id: 's-1', sid: 's', n: 1 };
    expect(message({ ...ours, v: 1 })).to.deep.equal(ours);
  });

  it('gives a plain repeat the same id, and another time or text another', () => {
    const plain = { user: 'Ada', text: 'hi', timestamp: now - 5 };
    const { id } = message(plain);
    expect(message(plain).id).to.equal(id);
    expect(message({ ...plain, timestamp: now - 4 }).id).to.not.equal(id);
    expect(message({ ...plain, text: 'ho' }).id).to.not.equal(id);
  });

  it('gives a repeat from a clock that is ahead the same id', () => {
    const ahead = bytes(JSON.stringify({ user: 'Ada', text: 'hi', timestamp: now + 60_000 }));
    const ids = [now, now + 1_000].map((at) => {
      const parsed = parseMessage(ahead, at);
      return 'message' in parsed && parsed.message.id;
    });
    expect(ids[0]).to.be.a('string').and.equal(ids[1]);
  });

  for (const [what, timestamp, expected] of [
    ['ms', now - 1000, now - 1000],
    ['s', 1_600_000_000, 1_600_000_000_000],
    ['ISO 8601', '2020-01-01T00:00:00Z', Date.UTC(2020, 0, 1)],
    ['ms in a string', String(now - 7), now - 7],
    ['s in a string', '1600000000', 1_600_000_000_000],
    ['the future', now + 1, now],
    ['the far future', 1e300, now],
    ['nothing', undefined, now],
    ['zero', 0, now],
    ['a negative number', -5, now],
    ['a word', 'soon', now],
    ['an empty string', '', now],
    ['an object', {}, now],
    ['true', true, now],
  ] as const) {
    it(`takes ${what} for the time`, () => {
      expect(message({ user: 'u', text: 't', timestamp }).timestamp).to.equal(expected);
    });
  }

  it('does not throw for a time that can’t be made a string', () => {
    const hostile = { user: 'u', text: 't', timestamp: { toString: 1, valueOf: null } };
    expect(message(hostile).timestamp).to.equal(now);
  });

  it('does not throw for a time that is nested deeply', () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    const parsed = parse(`{"user":"u","text":"t","timestamp":${deep}}`);
    // An engine may refuse the JSON itself.
    if ('message' in parsed) expect(parsed.message.timestamp).to.equal(now);
    else expect(parsed.problem).to.equal('not JSON in UTF-8');
  });

  it('cuts what is too long, never through a character', () => {
    const long = message({
      user: 'u'.repeat(300),
      name: 'n'.repeat(300),
      text: `${'x'.repeat(maxTextLength - 1)}😀`,
      sid: 's',
      n: 1,
      id: 'i'.repeat(200),
    });
    expect(long.user).to.have.length(256);
    expect(long.name).to.have.length(256);
    expect(long.id).to.have.length(128);
    expect(long.text).to.have.length(maxTextLength - 1);
  });

  it('keeps the id of a plain message short, whatever its time', () => {
    const { id } = message({ user: 'u', text: 't', timestamp: '9'.repeat(100_000) });
    expect(id.length).to.be.below(100);
  });

  it('takes a place in a session only where it is one', () => {
    for (const [sid, n] of [
      ['s', 0],
      ['s', -1],
      ['s', 1.5],
      ['s', 2 ** 53],
      ['s', '1'],
      ['s', null],
      ['', 1],
      [{}, 1],
      [undefined, 1],
    ]) {
      expect(message({ user: 'u', text: 't', sid, n })).to.not.have.any.keys('sid', 'n');
    }
  });

  it('keeps markup as text', () => {
    const text = '<img src=x onerror=alert(1)> javascript:alert(1)';
    expect(message({ user: 'u', text }).text).to.equal(text);
  });

  it('does not touch any prototype', () => {
    const parsed = message(
      '{"user":"u","text":"t","__proto__":{"sid":"s","n":1,"polluted":1},"constructor":1}',
    );
    expect(parsed).to.not.have.any.keys('sid', 'n', 'polluted');
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  });

  for (const [what, body, expected] of [
    ['not JSON', 'hello?', 'not JSON in UTF-8'],
    ['empty', '', 'not JSON in UTF-8'],
    ['a number', '42', 'not a JSON object'],
    ['null', 'null', 'not a JSON object'],
    ['an array', '[]', 'no "user"'],
    ['without user', { text: 't' }, 'no "user"'],
    ['without text', { user: 'u' }, 'no "text"'],
    ['with an empty text', { user: 'u', text: '' }, 'no "text"'],
    ['with a number for a text', { user: 'u', text: 5 }, 'no "text"'],
    ['with an array for a user', { user: ['u'], text: 't' }, 'no "user"'],
    ['a megabyte', { user: 'u', text: 'x'.repeat(1_000_000) }, 'larger than 128 kB'],
  ] as const) {
    it(`says what is wrong with a payload that is ${what}`, () => {
      expect(problem(body)).to.equal(expected);
    });
  }

  it('refuses bytes that are not UTF-8', () => {
    const broken = bytes('{"user":"u","text":"?"}');
    broken[broken.indexOf(63)] = 0xff;
    expect(parseMessage(broken, now)).to.deep.equal({ problem: 'not JSON in UTF-8' });
  });

  it('never throws, and what it gives can be shown', () => {
    const field = fc.oneof(fc.jsonValue(), fc.double(), fc.string({ unit: 'binary' }));
    const body = fc.record(
      { user: field, text: field, timestamp: field, name: field, id: field, sid: field, n: field },
      { requiredKeys: ['user', 'text'] },
    );
    const check = (parsed: ReturnType<typeof parseMessage>): void => {
      if ('problem' in parsed) return void expect(parsed.problem).to.not.equal('');
      const { user, text, id, timestamp, sid, n } = parsed.message;
      for (const one of [user, text, id]) expect(one).to.be.a('string').and.not.equal('');
      expect(timestamp).to.be.within(Number.MIN_VALUE, now);
      expect(Number.isNaN(new Date(timestamp).getTime())).to.equal(false);
      expect(sid === undefined).to.equal(n === undefined);
    };
    fc.assert(
      fc.property(body, (one) => check(parse(one))),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (b) => check(parseMessage(b, now))));
    fc.assert(fc.property(fc.anything(), (one) => check(readMessage(one, now))));
  });
});
