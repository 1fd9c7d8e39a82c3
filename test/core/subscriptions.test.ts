import { expect } from '@open-wc/testing';
import { Subscriptions, type Subscriber } from '../../src/core/subscriptions.js';
import type { Inbound } from '../../src/core/transport.js';

const inbound = (topic: string): Inbound => ({ topic, payload: new Uint8Array(), retain: false });
const reader = (): Subscriber & { topics: string[] } => {
  const topics: string[] = [];
  return { topics, receive: ({ topic }) => void topics.push(topic) };
};

describe('Subscriptions', () => {
  it('keeps one subscription per filter, for all who read it', () => {
    const table = new Subscriptions();
    const [a, b] = [reader(), reader()];
    expect(table.add('x', a)).to.equal(table.add('x', b));
    expect(table.all()).to.have.length(1);
    expect(table.all()[0]).to.include({ filter: 'x' });
  });

  it('says when the last reader of a filter has left', () => {
    const table = new Subscriptions();
    const [a, b] = [reader(), reader()];
    table.add('x', a);
    table.add('x', b);
    expect(table.remove('x', a)).to.equal(false);
    expect(table.remove('x', a)).to.equal(false);
    expect(table.remove('x', b)).to.equal(true);
    expect(table.remove('x', b)).to.equal(false);
    expect(table.all()).to.deep.equal([]);
  });

  it('hands a message to those who read its topic', async () => {
    const table = new Subscriptions();
    const [a, b, c] = [reader(), reader(), reader()];
    table.add('x/1', a);
    table.add('x/+', b);
    table.add('y', c);
    await table.deliver(inbound('x/1'));
    expect([a.topics, b.topics, c.topics]).to.deep.equal([['x/1'], ['x/1'], []]);
  });

  it('hands it to a reader once, however many of its filters take it', async () => {
    const table = new Subscriptions();
    const a = reader();
    for (const filter of ['x/1', 'x/+', '#']) table.add(filter, a);
    await table.deliver(inbound('x/1'));
    expect(a.topics).to.deep.equal(['x/1']);
  });

  it('does not hand it to who has left', async () => {
    const table = new Subscriptions();
    const a = reader();
    table.add('x', a);
    table.remove('x', a);
    await table.deliver(inbound('x'));
    expect(a.topics).to.deep.equal([]);
  });

  it('waits for every reader', async () => {
    const table = new Subscriptions();
    let release = (): void => undefined;
    let delivered = false;
    table.add('x', { receive: () => new Promise<void>((resolve) => (release = resolve)) });
    const delivery = table.deliver(inbound('x')).then(() => (delivered = true));
    await Promise.resolve();
    expect(delivered).to.equal(false);
    release();
    await delivery;
  });

  for (const [how, receive] of [
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
  ] as const) {
    it(`hands it to all where one ${how}, and tells of that one`, async () => {
      const table = new Subscriptions();
      const [a, b] = [reader(), reader()];
      table.add('x', a);
      table.add('x', { receive });
      table.add('x', b);
      const failure = await table.deliver(inbound('x')).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(Error).with.property('message', 'broken');
      expect([a.topics, b.topics]).to.deep.equal([['x'], ['x']]);
    });
  }
});
