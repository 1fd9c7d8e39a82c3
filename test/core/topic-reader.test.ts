import { expect } from '@open-wc/testing';
import { TopicReader } from '../../src/core/topic-reader.js';
import { liveConnection } from '../helpers/live-connection.js';

const setup = () => {
  const live = liveConnection();
  const joined: boolean[] = [];
  const reader = new TopicReader(
    live.connection,
    'jobs/1',
    'none',
    ({ payload }) => new TextDecoder().decode(payload),
    (resumed) => joined.push(resumed),
  );
  return { ...live, reader, joined };
};

describe('TopicReader', () => {
  it('starts with the connection’s status and the value for "nothing yet"', () => {
    const { reader } = setup();
    expect(reader.state.value).to.deep.equal({
      status: 'connecting',
      joined: false,
      value: 'none',
      error: undefined,
    });
  });

  it('shows the retained value, then each that follows', async () => {
    const { broker, clock, reader } = setup();
    broker.put('jobs/1', 'first', true);
    await clock.advance(100);
    expect(reader.state.value).to.include({ status: 'online', joined: true, value: 'first' });
    broker.put('jobs/1', 'second');
    await clock.advance(100);
    expect(reader.state.value.value).to.equal('second');
  });

  it('keeps the value while the connection is down, and says that it is', async () => {
    const { broker, clock, reader } = setup();
    broker.put('jobs/1', 'kept', true);
    await clock.advance(100);
    broker.stop({ forget: false });
    await clock.advance(1);
    expect(reader.state.value).to.include({ status: 'reconnecting', value: 'kept' });
    broker.start();
    await clock.advance(10_000);
    expect(reader.state.value).to.include({ status: 'online', value: 'kept', error: undefined });
  });

  it('tells after each connect whether anything was missed', async () => {
    const { broker, clock, joined } = setup();
    await clock.advance(100);
    broker.cut();
    await clock.advance(10_000);
    broker.stop({ forget: true });
    broker.start();
    await clock.advance(10_000);
    expect(joined).to.deep.equal([false, true, false]);
  });

  it('is an error where the topic is refused, although the connection is online', async () => {
    const { broker, clock, connection, reader } = setup();
    broker.deny = () => true;
    await clock.advance(1000);
    expect(connection.state.value.status).to.equal('online');
    expect(reader.state.value.status).to.equal('error');
    expect(reader.state.value.error).to.include({
      code: 'connection/not-authorized',
      message: 'Reading the topic "jobs/1" is not allowed.',
    });
  });

  it('is well again when a later connect is allowed to read', async () => {
    const { broker, clock, reader } = setup();
    broker.deny = () => true;
    await clock.advance(1000);
    broker.deny = () => false;
    broker.stop({ forget: true });
    broker.start();
    await clock.advance(10_000);
    expect(reader.state.value).to.include({ status: 'online', error: undefined });
  });

  it('hears nothing after it is disposed', async () => {
    const { broker, clock, connection, reader } = setup();
    await clock.advance(100);
    reader.dispose();
    broker.put('jobs/1', 'late');
    await clock.advance(100);
    expect(reader.state.value.value).to.equal('none');
    await connection.dispose();
    await clock.advance(10_000);
    expect(reader.state.value.status).to.equal('online');
    expect(clock.armed).to.equal(0);
  });
});
