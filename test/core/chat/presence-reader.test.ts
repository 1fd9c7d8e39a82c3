import { expect } from '@open-wc/testing';
import { PresenceReader } from '../../../src/core/chat/presence-reader.js';
import { RtError } from '../../../src/protocol/errors.js';
import { liveConnection } from '../../helpers/live-connection.js';
import { loaded } from '../../helpers/loaded.js';

const setup = () => {
  const live = liveConnection();
  const reader = new PresenceReader(live.connection, 'lobby', live.clock);
  const say = (sid: string, record: unknown, expiry?: number): void =>
    live.broker.put(
      `chat/lobby/presence/${sid}`,
      typeof record === 'string' ? record : JSON.stringify(record),
      true,
      expiry,
    );
  const here = (sid: string, user: string, expiry?: number): void =>
    say(sid, { user, name: user, state: 'here', since: 1 }, expiry);
  const count = async (): Promise<number | undefined> => {
    await loaded(import('../../../src/core/chat/people-chunk.js'));
    await live.clock.advance(100);
    return reader.state.value.value;
  };
  return { ...live, reader, say, here, count };
};

describe('PresenceReader', () => {
  it('counts people, not their tabs', async () => {
    const { here, count } = setup();
    here('s1', 'ada');
    here('s2', 'ada');
    here('s3', 'bob');
    expect(await count()).to.equal(2);
  });

  it('counts out who leaves, when the last tab has gone', async () => {
    const { here, say, count } = setup();
    here('s1', 'ada');
    here('s2', 'ada');
    expect(await count()).to.equal(1);
    say('s1', '');
    expect(await count()).to.equal(1);
    say('s2', '');
    expect(await count()).to.equal(0);
  });

  it('counts a session once that says who it is again, as another', async () => {
    const { here, count } = setup();
    here('s1', 'guest');
    await count();
    here('s1', 'ada');
    expect(await count()).to.equal(1);
  });

  it('forgets a record when its time is over, unless it is renewed', async () => {
    const { here, count, clock } = setup();
    here('s1', 'ada', 60);
    here('s2', 'bob', 120);
    expect(await count()).to.equal(2);
    await clock.advance(61_000);
    expect(await count()).to.equal(1);
    here('s2', 'bob', 120);
    await clock.advance(100_000);
    expect(await count()).to.equal(1);
    await clock.advance(21_000);
    expect(await count()).to.equal(0);
  });

  it('ignores what is no record', async () => {
    const { say, here, count } = setup();
    here('s0', 'ada');
    say('s1', 'hello');
    say('s2', 'null');
    say('s3', { name: 'no user' });
    say('s4', { user: 7 });
    say('s5', { user: '' });
    say('s6', { user: 'big', pad: 'x'.repeat(9000) });
    expect(await count()).to.equal(1);
  });

  it('counts at most 10,000 sessions', async () => {
    const { here, count } = setup();
    await count();
    for (let i = 0; i < 10_010; i += 1) here(`s${i}`, `user${i}`);
    expect(await count()).to.equal(10_000);
  });

  it('drops those who left while it was away and the broker kept nothing', async () => {
    const { broker, clock, here, count } = setup();
    here('s1', 'ada');
    here('s2', 'bob');
    expect(await count()).to.equal(2);
    await clock.advance(60_000);
    broker.stop({ forget: true });
    broker.start();
    here('s2', 'bob');
    await clock.advance(30_000);
    expect(await count()).to.equal(1);
  });

  it('keeps everybody through a short cut', async () => {
    const { broker, clock, here, count } = setup();
    here('s1', 'ada');
    await count();
    await clock.advance(60_000);
    broker.cut();
    await clock.advance(30_000);
    expect(await count()).to.equal(1);
  });

  it('does not take a room that reaches into other topics', () => {
    const { connection, clock } = liveConnection();
    const open = (): unknown => new PresenceReader(connection, 'a/#', clock);
    expect(open).to.throw(RtError).with.property('code', 'config/bad-attribute');
  });

  it('leaves no timer behind', async () => {
    const { clock, connection, here, count, reader } = setup();
    here('s1', 'ada', 60);
    await count();
    reader.dispose();
    await connection.dispose();
    await clock.advance(100); // the broker's own
    expect(clock.armed).to.equal(0);
  });
});
