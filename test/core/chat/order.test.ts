import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { Order } from '../../../src/core/chat/order.js';
import { readMessage } from '../../../src/protocol/chat-message.js';
import type { Numbered, SyncMessage } from '../../../src/protocol/sync-message.js';
import { fakeClock } from '../../helpers/fake-clock.js';
import { loaded } from '../../helpers/loaded.js';

const message = (n: number, sid = 's'): Numbered => ({
  user: 'u',
  text: `${sid}${n}`,
  timestamp: 1,
  id: `${sid}-${n}`,
  sid,
  n,
});

const setup = () => {
  const clock = fakeClock();
  const delivered: Numbered[] = [];
  const published: SyncMessage[] = [];
  const order = new Order({
    clock,
    sid: 'me',
    read: readMessage,
    deliver: (one) => delivered.push(one),
    publish: (one) => published.push(one),
  });
  const take = (...numbers: number[]): void => numbers.forEach((n) => order.take(message(n)));
  return { clock, order, published, take, got: () => delivered.map(({ n }) => n) };
};

/** More than all the patience there is. */
const ages = 60_000;

describe('Order', () => {
  it('hands on at once what comes one after the other, from wherever it starts', () => {
    const { clock, order, take, got } = setup();
    take(5, 6, 7);
    expect(got()).to.deep.equal([5, 6, 7]);
    expect(order.have).to.deep.equal({ s: 8 });
    expect(clock.armed).to.equal(0);
  });

  it('drops repeats', async () => {
    const { clock, take, got } = setup();
    take(1, 1, 2, 1, 2, 3);
    await clock.advance(ages);
    expect(got()).to.deep.equal([1, 2, 3]);
  });

  it('holds back what came too early, and goes on with what comes meanwhile', async () => {
    const { order, take, got } = setup();
    take(1, 3, 2, 5);
    order.take({ ...message(1, 'other'), user: 'somebody else' });
    await loaded(import('../../../src/core/chat/mender.js'));
    expect(got()).to.deep.equal([1, 2, 3, 1]);
    take(4);
    expect(got()).to.deep.equal([1, 2, 3, 1, 4, 5]);
    expect(order.have).to.deep.equal({ s: 6, other: 2 });
  });

  it('asks for what is missing, and shows the rest where it never comes', async () => {
    const { clock, published, take, got } = setup();
    take(1, 3);
    await loaded(import('../../../src/core/chat/mender.js'));
    await clock.advance(ages);
    expect(published[0]).to.deep.equal({ k: 'need', sid: 's', from: 2, upto: 2 });
    expect(got()).to.deep.equal([1, 3]);
  });

  it('does not show again what the page before has shown', async () => {
    const { clock, order, take, got } = setup();
    order.restore({ s: 3 });
    take(1, 2, 3);
    await clock.advance(ages);
    expect(got()).to.deep.equal([3]);
  });

  it('waits, after an absence, until it is known where a sender starts', async () => {
    const { order, take, got } = setup();
    order.leave();
    take(4);
    expect(got()).to.deep.equal([]);
    order.back(1_000);
    take(3);
    await loaded(import('../../../src/core/chat/mender.js'));
    order.receive(
      new TextEncoder().encode(
        JSON.stringify({ k: 're', sid: 's', from: 2, upto: 4, a: [message(2)] }),
      ),
    );
    expect(got()).to.deep.equal([2, 3, 4]);
  });

  it('says again what was said before anything went wrong', async () => {
    const { order, published } = setup();
    for (const n of [1, 2, 3]) order.sent(message(n, 'me'));
    order.forget('me-2');
    order.receive(
      new TextEncoder().encode(JSON.stringify({ k: 'need', sid: 'me', from: 1, upto: 3 })),
    );
    await loaded(import('../../../src/core/chat/mender.js'));
    const [answer] = published;
    expect(answer?.k === 're' && answer.a.map(({ n }) => n)).to.deep.equal([1, 3]);
  });

  it('shows each of a sender’s messages once, in order, however they come', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 40 }),
        async (numbers) => {
          const { clock, take, got } = setup();
          take(1, ...numbers, ...Array.from({ length: 12 }, (_, i) => i + 1));
          await loaded(import('../../../src/core/chat/mender.js'));
          await clock.advance(ages);
          expect(got()).to.deep.equal(Array.from({ length: 12 }, (_, i) => i + 1));
        },
      ),
      { numRuns: 200 },
    ));

  it('leaves nothing behind', async () => {
    const { clock, order, take } = setup();
    take(1, 3);
    await loaded(import('../../../src/core/chat/mender.js'));
    order.dispose();
    expect(clock.armed).to.equal(0);
  });
});
