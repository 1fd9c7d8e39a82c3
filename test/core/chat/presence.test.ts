import { expect } from '@open-wc/testing';
import { Presence } from '../../../src/core/chat/presence.js';
import { Connection } from '../../../src/core/connection.js';
import { FakeBroker } from '../../helpers/fake-broker.js';
import { fakeClock } from '../../helpers/fake-clock.js';

const topic = 'chat/lobby/presence/s1';
const ada = { id: 'ada', name: 'Ada' };

const setup = (random = 0.5) => {
  const clock = fakeClock({ random });
  const broker = new FakeBroker(clock);
  const connection = new Connection({
    source: {
      credentials: 'same-origin',
      fallback: {},
      getToken: () => Promise.resolve({ token: 't' }),
    },
    request: {},
    loadTransport: () => Promise.resolve(broker.factory),
    clock,
    wake: () => () => undefined,
  });
  const wills: { topic: string; payload: string; retain: boolean; delay: number }[] = [];
  const claim = connection.claimWill.bind(connection);
  connection.claimWill = (will) => (wills.push(will), claim(will));
  const lives: (number | undefined)[] = [];
  const publish = connection.publish.bind(connection);
  connection.publish = (to, payload, options) => {
    expect(options?.retain, 'what is not retained is not seen by who comes later').to.equal(true);
    lives.push(options?.expiry);
    return publish(to, payload, options);
  };
  const records = (): string[] =>
    broker.published.filter((one) => one.topic === topic).map(({ payload }) => payload);
  return { clock, broker, connection, wills, lives, records };
};

describe('Presence', () => {
  it('says who is here, since when, on a topic of its own', async () => {
    const { clock, connection, records } = setup();
    const since = clock.now();
    const presence = new Presence({ connection, topic, clock });
    await clock.advance(1_000);
    expect(records()).to.deep.equal([]);
    presence.announce(ada);
    await clock.advance(100);
    expect(records().map((record) => JSON.parse(record) as unknown)).to.deep.equal([
      { user: 'ada', name: 'Ada', state: 'here', since },
    ]);
  });

  it('has the broker take the record away should the page vanish', () => {
    const { clock, connection, wills } = setup();
    new Presence({ connection, topic, clock });
    expect(wills).to.deep.equal([{ topic, payload: '', retain: true, delay: 10 }]);
  });

  it('renews a record that no will takes away, before it ends', async () => {
    const { clock, connection, lives, records } = setup();
    expect(connection.claimWill({ topic: 'x', payload: '', retain: true, delay: 0 })).to.equal(
      true,
    );
    const presence = new Presence({ connection, topic, clock });
    await clock.advance(100);
    presence.announce(ada);
    await clock.advance(899_000);
    expect(lives[0]).to.equal(300);
    expect(records()).to.have.length(4);
    expect(new Set(records()).size).to.equal(1);
  });

  it('renews one with a will once in a long while', async () => {
    const { clock, connection, lives, records } = setup();
    const presence = new Presence({ connection, topic, clock });
    await clock.advance(100);
    presence.announce(ada);
    await clock.advance(20 * 3_600_000);
    expect(lives[0]).to.equal(24 * 3600);
    expect(records()).to.have.length(2);
  });

  it('is told anew after every reconnect, with one timer whatever happens', async () => {
    const { clock, connection, records } = setup();
    const presence = new Presence({ connection, topic, clock });
    await clock.advance(100);
    const before = clock.armed;
    for (let i = 0; i < 3; i += 1) presence.announce(ada);
    await clock.advance(100);
    await clock.advance(2_000);
    expect(records()).to.have.length(2);
    expect(clock.armed).to.equal(before + 1);
  });

  it('does not greet a broker that is back together with the whole room', async () => {
    const delays: number[] = [];
    for (const random of [0, 0.25, 0.5, 0.99]) {
      const { clock, connection, records } = setup(random);
      const presence = new Presence({ connection, topic, clock });
      await clock.advance(100);
      presence.announce(ada);
      await clock.advance(100);
      expect(records(), 'at first at once').to.have.length(1);
      presence.announce(ada);
      let waited = 0;
      while (records().length < 2 && waited < 5_000) {
        await clock.advance(100);
        waited += 100;
      }
      delays.push(waited);
    }
    expect(delays).to.deep.equal([100, 600, 1_100, 2_000]);
  });

  it('says at once who it is when that is another', async () => {
    const { clock, connection, records } = setup();
    const presence = new Presence({ connection, topic, clock });
    await clock.advance(100);
    presence.announce({ id: 'guest', name: 'Guest' });
    presence.announce(ada);
    await clock.advance(100);
    expect(records()).to.have.length(2);
    expect(records()[1]).to.include('"Ada"');
  });

  it('takes the record away when left, and leaves no timer', async () => {
    const { clock, connection, records } = setup();
    const presence = new Presence({ connection, topic, clock });
    await clock.advance(100);
    const before = clock.armed;
    presence.announce(ada);
    presence.dispose();
    await clock.advance(100);
    expect(records().at(-1)).to.equal('');
    expect(clock.armed).to.equal(before);
  });

  it('has nothing to take away where it was never announced', async () => {
    const { clock, connection, records } = setup();
    const presence = new Presence({ connection, topic, clock });
    await clock.advance(100);
    presence.dispose();
    await clock.advance(100);
    expect(records()).to.deep.equal([]);
  });

  it('does not mind a token that forbids it, nor a connection that is down', async () => {
    const { clock, broker, connection } = setup();
    broker.deny = () => true;
    const presence = new Presence({ connection, topic, clock });
    presence.announce(ada);
    await clock.advance(100);
    presence.announce(ada);
    await clock.advance(100);
    broker.stop({ forget: true });
    presence.announce(ada);
    presence.dispose();
    await clock.advance(100);
    // An unhandled rejection would fail the run.
    expect(connection.state.value.status).to.not.equal('online');
  });
});
