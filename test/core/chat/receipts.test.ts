import { expect } from '@open-wc/testing';
import { Receipts } from '../../../src/core/chat/receipts.js';
import { ReceiptsSender } from '../../../src/core/chat/receipts-sender.js';
import type { Message } from '../../../src/protocol/chat-message.js';
import type { Watermarks } from '../../../src/protocol/people.js';
import { fakeClock } from '../../helpers/fake-clock.js';

const message = (id: string, part: Partial<Message> = {}): Message => ({
  id,
  user: 'ada',
  name: 'Ada',
  text: 'x',
  timestamp: 1,
  own: false,
  delivery: 'sent',
  ...part,
});
const own = (id: string, part: Partial<Message> = {}): Message =>
  message(id, { own: true, user: 'me', ...part });
const bytes = (marks: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(marks));

describe('Receipts', () => {
  it('finds the newest of one’s own messages that somebody has read, and who has', () => {
    const receipts = new Receipts();
    receipts.take('ben', bytes({ s: 2, other: 9 }));
    receipts.take('cyd', bytes({ s: 1 }));
    const messages = [own('s-1'), own('s-2'), message('other-9'), own('s-3')];
    expect(receipts.newest(messages)).to.deep.equal({ id: 's-2', users: ['ben'] });
    receipts.take('cyd', bytes({ s: 3 }));
    receipts.take('ben', bytes({ s: 7 }));
    expect(receipts.newest(messages)).to.deep.equal({ id: 's-3', users: ['ben', 'cyd'] });
  });

  it('finds none where nobody has, and none that is still on its way', () => {
    const receipts = new Receipts();
    expect(receipts.newest([own('s-1')])).to.equal(undefined);
    receipts.take('ben', bytes({ s: 5, t: 1 }));
    expect(receipts.newest([message('s-1'), own('u-1')])).to.equal(undefined);
    expect(receipts.newest([own('s-1', { delivery: 'failed' })])).to.equal(undefined);
    expect(receipts.newest([own('s-1', { delivery: 'sending' })])).to.equal(undefined);
  });

  it('forgets a record that was taken back, and keeps one through rubbish', () => {
    const receipts = new Receipts();
    receipts.take('ben', bytes({ s: 5 }));
    receipts.take('ben', new TextEncoder().encode('rubbish'));
    expect(receipts.newest([own('s-1')])?.users).to.deep.equal(['ben']);
    receipts.take('ben', new Uint8Array());
    expect(receipts.newest([own('s-1')])).to.equal(undefined);
  });

  it('keeps a hundred readers at most', () => {
    const receipts = new Receipts();
    for (let i = 0; i < 1_000; i += 1) receipts.take(`user${i}`, bytes({ s: 5 }));
    expect(receipts.newest([own('s-1')])?.users).to.have.length(100);
  });
});

const setup = () => {
  const clock = fakeClock();
  const said: Record<string, number>[] = [];
  const sender = new ReceiptsSender(clock, (marks) => said.push(Object.fromEntries(marks)));
  return { clock, said, sender };
};

describe('ReceiptsSender', () => {
  it('says how far one has read, by session, a second later', async () => {
    const { clock, said, sender } = setup();
    sender.read([message('s-1'), message('t-4'), own('me-1'), message('s-2')], 2);
    await clock.advance(999);
    expect(said).to.deep.equal([]);
    await clock.advance(200);
    expect(said).to.deep.equal([{ t: 4, s: 2 }]);
  });

  it('says it once a second at most, and only what is new', async () => {
    const { clock, said, sender } = setup();
    const messages: Message[] = [];
    for (let n = 1; n <= 100; n += 1) {
      messages.push(message(`s-${n}`));
      sender.read([...messages], 2);
      sender.read([...messages], 2);
      await clock.advance(50);
    }
    await clock.advance(5_000);
    expect(said.length).to.be.within(2, 6);
    expect(said.at(-1)).to.deep.equal({ s: 100 });
    expect(clock.armed).to.equal(0);
  });

  it('says nothing of plain clients’ messages, nor of one’s own', async () => {
    const { clock, said, sender } = setup();
    sender.read([message('ada\n1\nhi'), own('me-1')], 2);
    await clock.advance(5_000);
    expect(said).to.deep.equal([]);
  });

  it('takes over what another tab has read, and takes nothing back', async () => {
    const { clock, said, sender } = setup();
    sender.known(new Map(Object.entries({ s: 9, t: 2 })), 2);
    sender.read([message('s-3'), message('t-3')], 2);
    await clock.advance(2_000);
    expect(said).to.deep.equal([{ s: 9, t: 3 }]);
  });

  it('says nothing that the record says already', async () => {
    const { clock, said, sender } = setup();
    sender.known(new Map(Object.entries({ s: 9 })), 2);
    sender.read([message('s-3')], 2);
    await clock.advance(2_000);
    expect(said).to.deep.equal([]);
  });

  it('mends a record that another tab has written over, once', async () => {
    const { clock, said, sender } = setup();
    sender.read([message('s-3')], 2);
    await clock.advance(2_000);
    for (let i = 0; i < 5; i += 1) {
      sender.known(new Map(Object.entries({ t: i + 1 })), 2);
      await clock.advance(2_000);
    }
    expect(said).to.deep.equal([{ s: 3 }, { s: 3, t: 1 }]);
  });

  it('agrees between tabs that have read different things, in few words', async () => {
    const clock = fakeClock();
    let count = 0;
    let record: Watermarks = new Map();
    const tabs: ReceiptsSender[] = [];
    const publish = (marks: Watermarks): void => {
      count += 1;
      record = marks;
      for (const tab of tabs) tab.known(marks, 3);
    };
    for (let i = 0; i < 3; i += 1) tabs.push(new ReceiptsSender(clock, publish));
    // More than one record holds, each tab with sessions of its own.
    tabs.forEach((tab, i) =>
      tab.read(
        Array.from({ length: 60 }, (_, n) => message(`tab${i}x${n}-1`)),
        3,
      ),
    );
    await clock.advance(60_000);
    expect(count).to.be.at.most(6);
    expect(record.size).to.equal(50);
    expect(clock.armed).to.equal(0);
  });

  it('names the 50 sessions that were heard last', async () => {
    const { clock, said, sender } = setup();
    sender.read(
      Array.from({ length: 300 }, (_, i) => message(`s${i}-1`)),
      2,
    );
    await clock.advance(2_000);
    const sids = Object.keys(said[0] ?? {});
    expect(sids).to.have.length(50);
    expect(sids.at(-1)).to.equal('s299');
  });

  it('waits longer the more people there are, each a little differently', async () => {
    const { clock, said, sender } = setup();
    sender.read([message('s-1')], 50);
    await clock.advance(2_200);
    expect(said).to.deep.equal([]);
    await clock.advance(100);
    expect(said).to.have.length(1);
  });

  it('leaves no timer behind', () => {
    const { clock, sender } = setup();
    sender.read([message('s-1')], 2);
    sender.dispose();
    expect(clock.armed).to.equal(0);
  });
});
