import { expect } from '@open-wc/testing';
import { Order } from '../../../src/core/chat/order.js';
import { Repair } from '../../../src/core/chat/repair.js';
import { Sequencer } from '../../../src/core/chat/sequencer.js';
import { readMessage } from '../../../src/protocol/chat-message.js';
import { parseSync, type Numbered, type SyncMessage } from '../../../src/protocol/sync-message.js';
import { fakeClock, type FakeClock } from '../../helpers/fake-clock.js';

const encode = (message: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(message));

class Page {
  readonly said: SyncMessage[] = [];
  readonly delivered: Numbered[] = [];
  readonly sequencer: Sequencer;
  readonly order: Order;
  readonly repair: Repair;
  /** Who hears what this page says. */
  hearers: Page[] = [];

  constructor(
    readonly sid: string,
    readonly clock: FakeClock,
  ) {
    this.sequencer = new Sequencer({
      clock,
      deliver: (message) => this.delivered.push(message),
      ask: (...ask) => this.repair.ask(...ask),
    });
    const options = {
      clock,
      sid,
      read: readMessage,
      deliver: () => undefined,
      publish: (message: SyncMessage) => {
        this.said.push(message);
        for (const page of this.hearers) page.hear(message);
      },
    };
    this.order = new Order(options);
    const { said, heads } = this.order;
    this.repair = new Repair({ ...options, sequencer: this.sequencer, said, heads });
  }

  hear(message: unknown): void {
    this.repair.receive(encode(message));
  }

  write(n: number, text = `t${n}`): Numbered {
    const { sid, clock } = this;
    const message = { user: 'u', text, timestamp: clock.now(), id: `${sid}-${n}`, sid, n };
    this.order.sent(message);
    return message;
  }

  get numbers(): number[] {
    return this.delivered.map(({ n }) => n);
  }
}

const setup = () => {
  const clock = fakeClock();
  const [ada, ben] = [new Page('ada', clock), new Page('ben', clock)];
  const connect = (): void => {
    ada.hearers = [ada, ben];
    ben.hearers = [ada, ben];
  };
  return { clock, ada, ben, connect };
};
const upto = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

describe('Repair', () => {
  it('sends again what is asked for, and says which range that answers', () => {
    const { ada } = setup();
    for (const n of upto(5)) ada.write(n);
    ada.hear({ k: 'need', sid: 'ada', from: 2, upto: 3 });
    const [answer] = ada.said;
    expect(answer).to.include({ k: 're', sid: 'ada', from: 2, upto: 3 });
    expect(answer?.k === 're' && answer.a.map(({ text }) => text)).to.deep.equal(['t2', 't3']);
  });

  it('does not answer for others, nor what it has not sent', () => {
    const { ada } = setup();
    ada.write(1);
    ada.hear({ k: 'need', sid: 'ben', from: 1, upto: 1 });
    ada.hear({ k: 'need', sid: 'ada', from: 2, upto: 9 });
    ada.hear({ k: 'need', sid: 'ada', from: 5, upto: 2 });
    expect(ada.said).to.deep.equal([]);
  });

  it('does not send again what the service has refused', () => {
    const { ada } = setup();
    for (const n of upto(3)) ada.write(n);
    ada.order.forget('ada-2');
    ada.hear({ k: 'need', sid: 'ada', from: 1, upto: 3 });
    const [answer] = ada.said;
    expect(answer?.k === 're' && answer.a.map(({ text }) => text)).to.deep.equal(['t1', 't3']);
  });

  it('brings a reader who was away up to date', async () => {
    const { clock, ada, ben, connect } = setup();
    ben.sequencer.take(ada.write(1));
    for (const n of [2, 3, 4]) ada.write(n);
    connect();
    ben.repair.back(10_000);
    await clock.advance(10_000);
    expect(ben.numbers).to.deep.equal(upto(4));
    expect(ada.delivered).to.deep.equal([]);
  });

  it('brings a reader who has never heard of the sender what is recent', async () => {
    const { clock, ada, ben, connect } = setup();
    ada.write(1);
    await clock.advance(60_000);
    ada.write(2);
    connect();
    ben.repair.back(10_000);
    await clock.advance(10_000);
    expect(ben.numbers).to.deep.equal([2]);
  });

  it('brings others up to date when it was away itself', async () => {
    const { clock, ada, ben, connect } = setup();
    ben.sequencer.take(ada.write(1));
    for (const n of [2, 3]) ada.write(n);
    connect();
    ada.repair.back(10_000);
    await clock.advance(10_000);
    expect(ben.numbers).to.deep.equal(upto(3));
  });

  it('brings up to date who has missed more than fits into one answer', async () => {
    const { clock, ada, ben, connect } = setup();
    const carol = new Page('carol', clock);
    ben.sequencer.take(ada.write(1));
    for (const n of upto(350).slice(1)) ada.write(n);
    connect();
    ada.hearers = [ada, ben, carol];
    ben.repair.back(10_000);
    await clock.advance(20_000);
    expect(ben.numbers).to.deep.equal(upto(350));
    expect(carol.numbers).to.deep.equal([]);
    expect(clock.armed).to.equal(0);
  });

  it('brings what there still is where the beginning has been let go', async () => {
    const { clock, ada, ben, connect } = setup();
    ben.sequencer.take(ada.write(1));
    for (const n of upto(2_500).slice(1)) ada.write(n);
    connect();
    ben.repair.back(10_000);
    await clock.advance(60_000);
    expect(ben.numbers).to.deep.equal([1, ...upto(2_500).slice(500)]);
    expect(clock.armed).to.equal(0);
  });

  it('sends long texts in answers that a broker takes', async () => {
    const { clock, ada, ben, connect } = setup();
    ben.sequencer.take(ada.write(1));
    for (const n of upto(30).slice(1)) ada.write(n, '漢'.repeat(16_384));
    connect();
    ben.repair.back(10_000);
    await clock.advance(20_000);
    expect(ben.numbers).to.deep.equal(upto(30));
    for (const said of ada.said) expect(encode(said).length).to.be.below(256 * 1024);
  });

  it('shows who came later nothing from before their time when another one is back', async () => {
    const { clock, ada, ben, connect } = setup();
    const carol = new Page('carol', clock);
    ben.sequencer.take(ada.write(1));
    for (const n of [2, 3]) ada.write(n);
    carol.sequencer.take(ada.write(4));
    connect();
    ada.hearers = [ada, ben, carol];
    ben.repair.back(10_000);
    await clock.advance(10_000);
    expect(ben.numbers).to.deep.equal(upto(4));
    expect(carol.numbers).to.deep.equal([4]);
  });

  it('shows who came later nothing of one who has been silent since either', async () => {
    const { clock, ada, ben, connect } = setup();
    const carol = new Page('carol', clock);
    for (const n of [1, 2]) ada.write(n);
    connect();
    ada.hearers = [ada, ben, carol];
    ben.repair.back(10_000);
    await clock.advance(10_000);
    expect(ben.numbers).to.deep.equal([1, 2]);
    expect(carol.numbers).to.deep.equal([]);
    carol.sequencer.take(ada.write(3));
    expect(carol.numbers).to.deep.equal([3]);
  });

  it('asks for a gap on its own', async () => {
    const { clock, ada, ben, connect } = setup();
    connect();
    const [one, , three] = upto(3).map((n) => ada.write(n));
    if (one) ben.sequencer.take(one);
    if (three) ben.sequencer.take(three);
    await clock.advance(1_000);
    expect(ben.numbers).to.deep.equal(upto(3));
  });

  it('names what it waits for, of the latest two hundred only', () => {
    const { ben } = setup();
    for (let i = 0; i < 300; i += 1) {
      ben.sequencer.take({ user: 'u', text: 't', timestamp: 1, id: `${i}`, sid: `s${i}`, n: 1 });
    }
    ben.sequencer.take({ user: 'u', text: 't', timestamp: 1, id: 'again', sid: 's0', n: 2 });
    ben.repair.back(5);
    const [back] = ben.said;
    const have = back?.k === 'back' ? back.have : {};
    expect(Object.keys(have)).to.have.length(200);
    expect(have).to.include({ s0: 3, s299: 2 });
  });

  it('asks in words that are understood even when its clock was set back', () => {
    const { clock, ben } = setup();
    ben.repair.back(-5_000.5);
    const [back] = ben.said;
    expect(back && parseSync(encode(back), clock.now(), readMessage)).to.deep.equal({
      k: 'back',
      away: 0,
      have: {},
    });
  });

  it('does not listen to itself', async () => {
    const { clock, ada } = setup();
    ada.write(1);
    ada.hear({ k: 'head', sid: 'ada', n: 99, from: 1 });
    ada.hear({ k: 're', sid: 'ada', from: 1, upto: 1, a: [ada.write(2)] });
    await clock.advance(10_000);
    expect(ada.delivered).to.deep.equal([]);
    expect(ada.said).to.deep.equal([]);
  });

  describe('with strangers on the topic', () => {
    it('takes from an answer only messages of the session that it is about', () => {
      const { ada, ben } = setup();
      ada.repair.back(10_000);
      const a = [ben.write(1), { user: 'x', text: 'plain' }, { ...ben.write(2), sid: 'carol' }];
      ada.hear({ k: 're', sid: 'ben', from: 1, upto: 9, a });
      expect(ada.delivered.map(({ id }) => id)).to.deep.equal(['ben-1']);
    });

    it('finds its own name in what they have only where it is there', () => {
      const clock = fakeClock();
      for (const sid of ['constructor', '__proto__', 'toString']) {
        const page = new Page(sid, clock);
        page.write(1);
        page.hear({ k: 'back', away: 0, have: {} });
        expect(page.said[0]).to.include({ k: 're', from: 1, upto: 1 });
      }
    });

    it('answers huge numbers with what there is, and in little time', () => {
      const { ada } = setup();
      for (const n of upto(3)) ada.write(n);
      const huge = Number.MAX_SAFE_INTEGER;
      ada.hear({ k: 'need', sid: 'ada', from: 0, upto: huge });
      ada.hear({ k: 'need', sid: 'ada', from: huge, upto: huge });
      ada.hear({ k: 'back', away: huge, have: { ada: huge } });
      ada.hear({ k: 'back', away: huge, have: {} });
      const ranges = ada.said.map((said) => said.k === 're' && [said.from, said.upto]);
      expect(ranges).to.deep.equal([
        [0, 3],
        [1, 3],
      ]);
    });

    it('is not moved by anything that is no sync message', () => {
      const { ada } = setup();
      ada.write(1);
      const deep = '['.repeat(30_000) + ']'.repeat(30_000);
      for (const text of [
        '',
        '{',
        'null',
        '[]',
        `{"k":"re","sid":"x","from":1,"upto":2,"a":[${deep}]}`,
      ]) {
        ada.repair.receive(new TextEncoder().encode(text));
      }
      expect(ada.said).to.deep.equal([]);
    });
  });
});
