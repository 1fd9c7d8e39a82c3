import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import {
  displayName,
  fitsTopic,
  numberOf,
  parsePresence,
  parseReceipts,
  parseTyping,
  peopleTopics,
} from '../../src/protocol/people.js';
import { chatTopics } from '../../src/protocol/topics.js';

const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

const parsers = { parsePresence, parseTyping, parseReceipts };

/** What anybody may put on a topic. */
const hostile: Record<string, unknown> = {
  nothing: '',
  'no JSON': 'hello',
  'half of it': '{"user":"ada"',
  null: 'null',
  'a number': '7',
  'a list': ['ada'],
  'a list of pairs': [['s1', 3]],
  'more than 8 kB': { user: 'ada', on: true, pad: 'x'.repeat(9_000) },
  'a user who is no text': { user: { toString: 'ada' }, on: true },
  'no user': { name: 'Ada', on: true },
  'an empty user': { user: '', on: true },
};

describe('peopleTopics', () => {
  it('stand beside the messages, wherever these are', () => {
    expect(peopleTopics(chatTopics('lobby'))).to.deep.equal({
      typing: 'chat/lobby/typing',
      receipts: 'chat/lobby/receipts',
    });
    expect(peopleTopics(chatTopics('lobby', 'acme/presence')).typing).to.equal(
      'acme/presence/typing',
    );
  });
});

describe('parsePresence and parseTyping', () => {
  it('read what our own sessions write', () => {
    const record = { user: 'ada', name: 'Ada', state: 'here', since: 5 };
    expect(parsePresence(bytes(record))).to.deep.equal({ user: 'ada', name: 'Ada', since: 5 });
    const message = { user: 'ada', name: 'Ada', on: true };
    expect(parseTyping(bytes(message))).to.deep.equal(message);
  });

  it('do with the user alone', () => {
    expect(parsePresence(bytes({ user: 'ada' }))).to.include({ name: 'ada', since: Infinity });
    expect(parseTyping(bytes({ user: 'ada' }))).to.deep.equal({
      user: 'ada',
      name: 'ada',
      on: false,
    });
  });

  for (const [what, value] of Object.entries(hostile)) {
    it(`see nobody in ${what}`, () => {
      expect(parsePresence(bytes(value))).to.equal(undefined);
      expect(parseTyping(bytes(value))).to.equal(undefined);
    });
  }

  it('take what is not a text for no name, and what is not true for no', () => {
    const fields = { user: 'ada', name: ['Ada'], on: 'yes', since: '5' };
    expect(parseTyping(bytes(fields))).to.deep.equal({ user: 'ada', name: 'ada', on: false });
    expect(parsePresence(bytes(fields))?.since).to.equal(Infinity);
  });

  it('never throw, and never let a name be more than one short line', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary', maxLength: 300 }), (value, name) => {
        for (const parse of Object.values(parsers)) parse(bytes(value));
        const shown = parseTyping(bytes({ user: 'ada', name, on: true }))?.name ?? '';
        expect([...shown].length).to.be.within(1, 64);
        expect(shown).not.to.match(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(shown).to.equal(shown.trim());
      }),
    );
  });

  it('never throw at bytes that are no text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (payload) => {
        for (const parse of Object.values(parsers)) parse(payload);
      }),
    );
  });
});

describe('displayName', () => {
  it('keeps names of any script, and emoji that are made of several', () => {
    for (const name of ['Zoë', '李雷', 'غرفة', '👩‍👩‍👧 family', 'O’Neil <b>']) {
      expect(displayName(name)).to.equal(name);
    }
  });

  it('takes out what breaks the line or turns the text around it', () => {
    expect(displayName('A\u202Edna\u0000 \n B\u2069')).to.equal('A dna B');
  });

  it('cuts between characters', () => {
    expect(displayName('👍'.repeat(100))).to.equal('👍'.repeat(64));
  });
});

describe('parseReceipts', () => {
  it('reads the numbers by session', () => {
    expect([...(parseReceipts(bytes({ s1: 3, s2: 1 })) ?? [])]).to.deep.equal([
      ['s1', 3],
      ['s2', 1],
    ]);
  });

  it('leaves out what is no number of a message, and what is no session', () => {
    const fields = { a: 0, b: -1, c: 1.5, d: '7', e: null, f: 1e300, ['x'.repeat(65)]: 2, ok: 4 };
    expect([...(parseReceipts(bytes(fields)) ?? [])]).to.deep.equal([['ok', 4]]);
  });

  it('takes a session by any name, of 50 the newest', () => {
    const proto = parseReceipts(bytes('{"__proto__":3,"constructor":4}'));
    expect([...(proto ?? [])]).to.deep.equal([
      ['__proto__', 3],
      ['constructor', 4],
    ]);
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`s${i}`, i + 1]));
    const marks = parseReceipts(bytes(many));
    expect(marks?.size).to.equal(50);
    expect(marks?.get('s79')).to.equal(80);
  });

  for (const what of ['nothing', 'no JSON', 'null', 'a list', 'more than 8 kB'] as const) {
    it(`sees no record in ${what}`, () => {
      expect(parseReceipts(bytes(hostile[what]))).to.equal(undefined);
    });
  }
});

describe('numberOf', () => {
  it('finds session and number in an id of ours', () => {
    expect(numberOf('a1-b2-17')).to.deep.equal({ sid: 'a1-b2', n: 17 });
  });

  it('finds none in the id of a plain client', () => {
    for (const id of ['ada\n1700\nhi', 'x', '-1', 'x-0', 'x-01', 'x-1e3', `${'x'.repeat(65)}-1`]) {
      expect(numberOf(id), id).to.equal(undefined);
    }
  });
});

describe('fitsTopic', () => {
  it('refuses a user whose record would lie elsewhere', () => {
    expect(['ada', 'ada@example.com', 'Zoë'].map(fitsTopic)).to.deep.equal([true, true, true]);
    expect(['a/b', '+', '#', '', '$x', 'a\u0000'].map(fitsTopic)).to.deep.equal(
      Array.from({ length: 6 }, () => false),
    );
  });
});
