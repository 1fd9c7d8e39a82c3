import { expect } from '@open-wc/testing';
import { linkify } from '../../src/ui/linkify.js';

const links = (text: string): string[] =>
  linkify(text).flatMap((piece) => (typeof piece === 'string' ? [] : piece.text));

const whole = (text: string): string =>
  linkify(text)
    .map((piece) => (typeof piece === 'string' ? piece : piece.text))
    .join('');

describe('linkify', () => {
  it('leaves a text without links as one piece', () => {
    expect(linkify('Just words, 3 < 4 & more.')).to.deep.equal(['Just words, 3 < 4 & more.']);
    expect(linkify('')).to.deep.equal([]);
  });

  it('finds http, https, mailto, tel and www', () => {
    expect(linkify('a http://a.example b')).to.deep.equal([
      'a ',
      { href: 'http://a.example/', text: 'http://a.example' },
      ' b',
    ]);
    expect(links('HTTPS://A.example/x?y=1&z#q')).to.deep.equal(['HTTPS://A.example/x?y=1&z#q']);
    expect(links('mailto:ada@a.example tel:+43-1-234567')).to.have.length(2);
    expect(linkify('www.a.example/b')).to.deep.equal([
      { href: 'https://www.a.example/b', text: 'www.a.example/b' },
    ]);
  });

  for (const text of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:x',
    '<img src=x onerror=alert(1)>',
    'ftp://a.example',
    'http://',
    'https://%zz',
    'www.',
    'www.x',
    'www...',
    'mailto:',
    'mailto:nobody',
    'tel:5',
    'hotel:123456',
    'xhttp://a.example',
  ]) {
    it(`makes no link of ${text}`, () => {
      expect(linkify(text)).to.deep.equal([text]);
    });
  }

  it('only ever makes links of four protocols', () => {
    const hostile = 'javascript:https://a.example//%0aalert(1) data:http://b.example';
    for (const piece of linkify(hostile)) {
      if (typeof piece !== 'string') expect(piece.href).to.match(/^https?:/);
    }
  });

  for (const [text, expected] of [
    ['Look at https://a.example.', 'https://a.example'],
    ['https://a.example/b, and', 'https://a.example/b'],
    ['Really https://a.example/?q=1?!', 'https://a.example/?q=1'],
    ['(https://a.example/b)', 'https://a.example/b'],
    ['(see https://a.example/b_(c)).', 'https://a.example/b_(c)'],
    ['[https://a.example/[b]]', 'https://a.example/[b]'],
    ['"https://a.example"', 'https://a.example'],
    ['<https://a.example>', 'https://a.example'],
    ['*https://a.example*', 'https://a.example'],
    ['（https://a.example/b）。', 'https://a.example/b'],
  ] as const) {
    it(`takes the sentence off ${text}`, () => {
      expect(links(text)).to.deep.equal([expected]);
      expect(whole(text)).to.equal(text);
    });
  }

  it('shows an internationalised domain as it was written', () => {
    const [link] = linkify('https://müller.example/straße');
    expect(link).to.deep.equal({
      text: 'https://müller.example/straße',
      href: 'https://xn--mller-kva.example/stra%C3%9Fe',
    });
  });

  it('ends a link at a character that turns the writing direction', () => {
    expect(links('https://a.example/\u202egpj.exe')).to.deep.equal(['https://a.example/']);
    expect(links('https://a.example\u2066/b')).to.deep.equal(['https://a.example']);
  });

  for (const [name, text] of [
    ['opening brackets', `https://a.example/${'('.repeat(16_000)}`],
    ['closing brackets', `https://a.example/${')'.repeat(16_000)}`],
    ['dots', `https://a.example/${'.'.repeat(16_000)}`],
    ['protocols', 'http://'.repeat(2_300)],
    ['empty protocols', 'http:// '.repeat(2_000)],
    ['www', 'www.'.repeat(4_000)],
    ['one letter', 'w'.repeat(16_000)],
    ['at signs', `mailto:${'@'.repeat(16_000)}`],
    ['numbers', `tel:${'-1'.repeat(8_000)}`],
    ['many links', 'https://a.example '.repeat(900)],
  ] as const) {
    it(`reads 16 kB of ${name} in no time, and loses none of it`, () => {
      const start = performance.now();
      expect(whole(text)).to.equal(text);
      expect(performance.now() - start).to.be.lessThan(200);
    });
  }
});
