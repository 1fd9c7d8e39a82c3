import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { valueAt, valueNumber, valueText } from '../../src/core/value-path.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (value: unknown): Uint8Array => bytes(JSON.stringify(value));

describe('valueAt', () => {
  it('takes the whole payload where the path is empty', () => {
    expect(valueAt(json({ a: 1 }), '')).to.deep.equal({ value: { a: 1 } });
  });

  it('takes plain text as it is', () => {
    expect(valueAt(bytes('all good'), '')).to.deep.equal({ value: 'all good' });
  });

  it('follows a path through objects and arrays', () => {
    expect(valueAt(json({ a: { b: [{ c: 7 }] } }), 'a.b.0.c')).to.deep.equal({ value: 7 });
  });

  it('finds nothing in an empty payload, at a missing key and at null', () => {
    expect(valueAt(bytes(''), '')).to.deep.equal({ value: undefined });
    expect(valueAt(json({ a: 1 }), 'b')).to.deep.equal({ value: undefined });
    expect(valueAt(json({ a: 1 }), 'a.b')).to.deep.equal({ value: undefined });
    expect(valueAt(json({ a: null }), 'a')).to.deep.equal({ value: undefined });
  });

  for (const path of [
    'constructor',
    '__proto__',
    'toString',
    'a.constructor.name',
    'a.__proto__',
  ]) {
    it(`does not reach what is inherited by "${path}"`, () => {
      expect(valueAt(json({ a: [] }), path)).to.deep.equal({ value: undefined });
    });
  }

  it('says that there is no path in what is not JSON', () => {
    expect(valueAt(bytes('<b>hi'), 'a')).to.deep.equal({
      problem: 'is not JSON, so it has no "a"',
    });
  });

  it('does not decode a payload of 1 MB', () => {
    expect(valueAt(new Uint8Array(1024 * 1024), '')).to.deep.equal({
      problem: 'is larger than 64 kB',
    });
  });

  it('says that bytes are not text', () => {
    expect(valueAt(Uint8Array.of(0xff, 0xfe), '')).to.deep.equal({
      problem: 'is not text in UTF-8',
    });
  });

  it('never throws, whatever is in it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (payload, path) => {
        const found = valueAt(payload, path);
        return (
          'problem' in found || found.value === undefined || valueText(found.value).length >= 0
        );
      }),
    );
  });
});

describe('valueText', () => {
  it('writes numbers, truth and objects on one line', () => {
    expect([42.5, true, { a: [1] }].map(valueText)).to.deep.equal(['42.5', 'true', '{"a":[1]}']);
  });

  it('cuts what is too long, not between the halves of a character', () => {
    expect(valueText('x'.repeat(5000))).to.equal(`${'x'.repeat(200)}…`);
    expect(valueText(`${'x'.repeat(199)}😀😀`)).to.equal(`${'x'.repeat(199)}…`);
  });
});

describe('valueNumber', () => {
  it('reads numbers and text that holds one', () => {
    expect([7, '42', ' 42.5 % '].map(valueNumber)).to.deep.equal([7, 42, 42.5]);
  });

  it('reads no number from anything else', () => {
    const none = ['', '%', 'half', true, {}, [], NaN, Infinity, 'Infinity'];
    expect(none.map(valueNumber)).to.deep.equal(none.map(() => undefined));
  });
});
