import { expect } from '@open-wc/testing';
import { Connection } from '../../src/core/connection.js';
import { ConnectionPool, type Account } from '../../src/core/connection-pool.js';
import { FakeBroker } from '../helpers/fake-broker.js';
import { fakeClock } from '../helpers/fake-clock.js';

const getToken = () => Promise.resolve({ token: 't' });

const account = (more: Partial<Account['source']> = {}, request = {}): Account => ({
  source: { endpoint: '/token', credentials: 'same-origin', fallback: {}, getToken, ...more },
  request,
});

const want = { purpose: 'chat', room: 'lobby' } as const;

const setup = () => {
  const clock = fakeClock();
  const broker = new FakeBroker(clock);
  const pool = new ConnectionPool(
    (of) =>
      new Connection({
        ...of,
        loadTransport: () => Promise.resolve(broker.factory),
        clock,
        wake: () => () => undefined,
      }),
    clock,
  );
  return { clock, broker, pool };
};

describe('ConnectionPool', () => {
  it('gives all users of an account the same connection', async () => {
    const { clock, broker, pool } = setup();
    const leases = [pool.acquire(account(), want), pool.acquire(account(), want)];
    await clock.advance(100);
    expect(leases[0]?.connection).to.equal(leases[1]?.connection);
    expect(broker.connections).to.equal(1);
    expect(pool.live.value).to.have.length(1);
  });

  it('keeps accounts apart: route, credentials, user, and the function that gives tokens', () => {
    const { pool } = setup();
    const accounts = [
      account(),
      account({ endpoint: '/other' }),
      account({ credentials: 'include' }),
      account({ getToken: () => Promise.resolve({}) }),
      account({}, { user: 'ben' }),
    ];
    const connections = new Set(accounts.map((one) => pool.acquire(one, want).connection));
    expect(connections.size).to.equal(accounts.length);
    expect(pool.acquire(account(), want).connection).to.equal([...connections][0]);
  });

  it('closes the connection a task after the last user has gone', async () => {
    const { clock, broker, pool } = setup();
    const [one, two] = [pool.acquire(account(), want), pool.acquire(account(), want)];
    await clock.advance(100);
    one.release();
    one.release();
    await clock.advance(100);
    expect(broker.connections).to.equal(1);
    two.release();
    expect(pool.live.value).to.have.length(1);
    await clock.advance(0);
    expect(broker.connections).to.equal(0);
    expect(pool.live.value).to.have.length(0);
    expect(clock.armed).to.equal(0);
  });

  it('keeps it for a user who comes within the task', async () => {
    const { clock, pool } = setup();
    const first = pool.acquire(account(), want);
    await clock.advance(100);
    first.release();
    const second = pool.acquire(account(), want);
    await clock.advance(100);
    expect(second.connection).to.equal(first.connection);
    expect(second.connection.state.value.status).to.equal('online');
  });
});
