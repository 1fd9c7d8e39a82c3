import { expect } from '@open-wc/testing';
import { ChatLog } from '../../../src/core/chat/chat-log.js';
import type { Message } from '../../../src/protocol/chat-message.js';

const message = (id: string): Message => ({
  id,
  user: 'u',
  name: 'U',
  text: `text ${id}`,
  timestamp: 1,
  own: true,
  delivery: 'sending',
});
const ids = (log: ChatLog): string[] => log.messages.map(({ id }) => id);

describe('ChatLog', () => {
  it('keeps messages in the order in which they are added, each once', () => {
    const log = new ChatLog();
    expect(['a', 'b', 'a', 'c'].map((id) => log.add(message(id)))).to.deep.equal([
      true,
      true,
      false,
      true,
    ]);
    expect(ids(log)).to.deep.equal(['a', 'b', 'c']);
    expect([log.has('a'), log.has('d')]).to.deep.equal([true, false]);
  });

  it('takes names of prototypes for ids like any other', () => {
    const log = new ChatLog();
    for (const id of ['__proto__', 'constructor', 'toString']) {
      expect(log.has(id)).to.equal(false);
      expect(log.add(message(id))).to.equal(true);
    }
  });

  it('gives a new array after every change, and leaves the old one as it was', () => {
    const log = new ChatLog();
    log.add(message('a'));
    const before = log.messages;
    log.add(message('b'));
    log.deliver('a', 'sent');
    expect(before.map(({ id, delivery }) => [id, delivery])).to.deep.equal([['a', 'sending']]);
    expect(log.messages).to.not.equal(before);
    log.add(message('b'));
    const same = log.messages;
    log.add(message('b'));
    expect(log.messages).to.equal(same);
  });

  it('changes a message’s delivery, and nothing else', () => {
    const log = new ChatLog();
    for (const id of ['a', 'b', 'c']) log.add(message(id));
    const others = [log.messages[0], log.messages[2]];
    expect(log.deliver('b', 'failed')).to.deep.equal({ ...message('b'), delivery: 'failed' });
    expect(log.messages[1]?.delivery).to.equal('failed');
    expect([log.messages[0], log.messages[2]]).to.deep.equal(others);
    expect(log.deliver('x', 'sent')).to.equal(undefined);
  });

  it('lets the oldest go beyond ten thousand, and knows it no longer', () => {
    const log = new ChatLog();
    for (let i = 0; i < 10_002; i += 1) log.add(message(String(i)));
    expect(log.messages).to.have.length(10_000);
    expect(log.messages[0]?.id).to.equal('2');
    expect([log.has('1'), log.has('2')]).to.deep.equal([false, true]);
    expect(log.deliver('1', 'sent')).to.equal(undefined);
  });
});
