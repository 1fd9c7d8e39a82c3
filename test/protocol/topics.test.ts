import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { RtError } from '../../src/protocol/errors.js';
import { chatTopics, checkSegment, checkTopic, topicMatches } from '../../src/protocol/topics.js';

describe('chatTopics', () => {
  it('are those of the quickstarts, and two beside', () => {
    expect(chatTopics('lobby')).to.deep.equal({
      messages: 'chat/lobby/messages',
      presence: 'chat/lobby/presence',
      sync: 'chat/lobby/sync',
    });
  });

  it('hang under another base where there is one, whatever the room', () => {
    expect(chatTopics('a/b', 'acme/eu/lobby').messages).to.equal('acme/eu/lobby/messages');
  });

  it('take rooms in any script', () => {
    for (const room of ['Küche', '会議室', 'غرفة', 'a b', '👩‍👩‍👧', 'x'.repeat(256), '__proto__']) {
      expect(chatTopics(room).sync).to.equal(`chat/${room}/sync`);
    }
  });

  for (const [what, room] of [
    ['nothing', ''],
    ['+', 'a+b'],
    ['#', '#'],
    ['a slash', 'a/b'],
    ['$', '$SYS'],
    ['NUL', 'a\u0000b'],
    ['a line break', 'a\nb'],
    ['DEL', 'a\u007f'],
    ['a C1 control', 'a\u0085'],
    ['half a character', 'a\ud800'],
    ['a noncharacter', 'a\uffff'],
    ['a noncharacter beyond the BMP', 'a\u{1fffe}'],
    ['257 characters', 'x'.repeat(257)],
  ] as const) {
    it(`refuse a room with ${what}`, () => {
      expect(() => chatTopics(room))
        .to.throw(RtError, /^The room "/)
        .with.property('code', 'config/bad-attribute');
    });
  }

  it('refuse a bad base, and name it', () => {
    for (const base of ['/a', 'a/', 'a//b', '$share/x', 'a/+/b', 'a/#', 'a\u0001', 'a\ufdd0']) {
      expect(() => chatTopics('lobby', base)).to.throw(RtError, /^The topic "/);
    }
    expect(() => checkTopic('x'.repeat(1025))).to.throw(RtError, /x{64}…"/);
    expect(() => checkTopic('')).to.throw(RtError);
  });

  it('never throw anything but an RtError, and say it in printable characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (value) => {
        for (const check of [checkSegment, checkTopic]) {
          try {
            expect(check(value, 'room')).to.equal(value);
          } catch (error) {
            expect(error).to.be.instanceOf(RtError);
            // eslint-disable-next-line no-control-regex
            expect((error as RtError).message).not.to.match(/[\u0000-\u001f]/);
          }
        }
      }),
    );
  });
});

describe('topicMatches', () => {
  // The examples of MQTT 5 §4.7.1, and the corners around them.
  for (const [filter, topic, matches] of [
    ['a/b', 'a/b', true],
    ['a/b', 'a/b/c', false],
    ['a/b/c', 'a/b', false],
    ['sport/tennis/player1/#', 'sport/tennis/player1', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/ranking', true],
    ['sport/#', 'sports', false],
    ['#', 'any/thing', true],
    ['#', '$SYS/x', false],
    ['+/monitor', '$SYS/monitor', false],
    ['$SYS/#', '$SYS/x', true],
    ['$SYS/+', '$SYS/x', true],
    ['+', 'finance', true],
    ['+', '/finance', false],
    ['/+', '/finance', true],
    ['+/+', '/finance', true],
    ['sport/+', 'sport', false],
    ['sport/+', 'sport/', true],
    ['sport/+/x', 'sport/a/x', true],
    ['sport/+/x', 'sport/a/b/x', false],
    ['A', 'a', false],
  ] as const) {
    it(`${filter} ${matches ? 'takes' : 'does not take'} ${topic}`, () => {
      expect(topicMatches(filter, topic)).to.equal(matches);
    });
  }

  it('takes a filter’s own topic, with any of its levels as + and any tail as #', () => {
    const level = fc.string({ unit: 'grapheme', minLength: 1 }).filter((s) => !/[+#/$]/.test(s));
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 6 }), fc.nat(5), (levels, at) => {
        const topic = levels.join('/');
        const i = at % levels.length;
        const plus = levels.map((one, index) => (index === i ? '+' : one)).join('/');
        expect(topicMatches(plus, topic)).to.equal(true);
        expect(topicMatches([...levels.slice(0, i), '#'].join('/'), topic)).to.equal(true);
      }),
    );
  });
});
