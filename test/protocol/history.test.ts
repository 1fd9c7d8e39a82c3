import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { readMessage } from '../../src/protocol/chat-message.js';
import { parseHistory } from '../../src/protocol/history.js';

const now = 1_700_000_000_000;
const wire = (n: number) => ({ user: 'ben', text: `text ${n}`, timestamp: now - n, id: `m-${n}` });

describe('parseHistory', () => {
  it('reads messages and the cursor', () => {
    expect(
      parseHistory({ messages: [wire(1), wire(2)], next: 'c' }, 50, now, readMessage),
    ).to.deep.equal({
      messages: [wire(1), wire(2)],
      next: 'c',
    });
  });

  it('takes no cursor, and an empty one, for the beginning', () => {
    for (const next of [undefined, null, '']) {
      expect(parseHistory({ messages: [], next }, 50, now, readMessage)).to.deep.equal({
        messages: [],
        next: null,
      });
    }
  });

  it('leaves out what is no message, and caps the rest as live messages are', () => {
    const long = { user: 'u'.repeat(999), text: 't'.repeat(99_999), timestamp: 9e15, id: 'm-1' };
    const page = parseHistory(
      { messages: [7, null, { user: 'x' }, long], next: null },
      50,
      now,
      readMessage,
    );
    expect(page?.messages).to.have.length(1);
    const [{ user, text, timestamp } = wire(0)] = page?.messages ?? [];
    expect([user.length, text.length, timestamp]).to.deep.equal([256, 16_384, now]);
  });

  it('takes the newest where there are more than were asked for', () => {
    const messages = Array.from({ length: 80 }, (_, n) => wire(n));
    const page = parseHistory({ messages, next: 'c' }, 50, now, readMessage);
    expect(page?.messages.map(({ id }) => id)).to.deep.equal(
      messages.slice(30).map(({ id }) => id),
    );
  });

  for (const body of [null, 7, 'x', [], {}, { messages: {} }, { messages: [], next: 7 }]) {
    it(`refuses ${JSON.stringify(body)}`, () => {
      expect(parseHistory(body, 50, now, readMessage)).to.equal(undefined);
    });
  }

  it('refuses a cursor that no address could hold', () => {
    expect(parseHistory({ messages: [], next: 'x'.repeat(1025) }, 50, now, readMessage)).to.equal(
      undefined,
    );
  });

  it('never throws, whatever a route answers', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ messages: fc.anything() })), (body) => {
        parseHistory(body, 50, now, readMessage);
      }),
    );
  });
});
