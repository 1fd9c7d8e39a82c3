import { expect } from '@open-wc/testing';
import { People } from '../../../src/core/chat/people.js';
import { fakeClock } from '../../helpers/fake-clock.js';

const setup = () => {
  const clock = fakeClock();
  let changes = 0;
  const people = new People(clock, () => (changes += 1));
  const say = (sid: string, record: unknown, expiry?: number): void =>
    people.take({
      topic: `chat/lobby/presence/${sid}`,
      payload: new TextEncoder().encode(record === '' ? '' : JSON.stringify(record)),
      retain: true,
      ...(expiry !== undefined && { expiry }),
    });
  const names = (): string[] => people.list.map(({ name }) => name);
  return { clock, people, say, names, changes: () => changes };
};

describe('People', () => {
  it('lists each person once, who is here for longest first', () => {
    const { say, names, people } = setup();
    say('s1', { user: 'cyd', name: 'Cyd', since: 3 });
    say('s2', { user: 'ada', name: 'Ada', since: 2 });
    say('s3', { user: 'ben', name: 'Ben', since: 1 });
    say('s4', { user: 'cyd', name: 'Cyd', since: 9 });
    expect(names()).to.deep.equal(['Ben', 'Ada', 'Cyd']);
    expect(people.size).to.equal(3);
  });

  it('has the same order whatever the records’ order, where times are the same or none', () => {
    const records = ['ada', 'ben', 'cyd', 'dan'].map((user) => ({ user }));
    const orders = [records, records.toReversed()].map((list) => {
      const { say, names } = setup();
      for (const [i, record] of list.entries()) say(`s${i}`, record);
      return names();
    });
    expect(orders[0]).to.deep.equal(orders[1]);
  });

  it('keeps who reloads: their new session is there before the old one goes', () => {
    const { say, names } = setup();
    say('s1', { user: 'ada', name: 'Ada', since: 1 });
    say('s2', { user: 'ada', name: 'Ada', since: 5 });
    expect(names()).to.deep.equal(['Ada']);
    say('s1', '');
    expect(names()).to.deep.equal(['Ada']);
    say('s2', '');
    expect(names()).to.deep.equal([]);
  });

  it('makes the list once for each change, however often it is asked', () => {
    const { say, people } = setup();
    say('s1', { user: 'ada' });
    expect(people.list).to.equal(people.list);
    const before = people.list;
    say('s2', { user: 'ben' });
    expect(people.list).not.to.equal(before);
  });

  it('has one timer for all records that end', async () => {
    const { clock, say, people, changes } = setup();
    for (let i = 0; i < 1_000; i += 1) say(`s${i}`, { user: `u${i}` }, 60 + (i % 10));
    expect(clock.armed).to.equal(1);
    const before = changes();
    await clock.advance(75_000);
    expect(people.size).to.equal(0);
    expect(changes() - before).to.equal(10);
    expect(clock.armed).to.equal(0);
  });
});
