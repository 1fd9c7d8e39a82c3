import { expect } from '@open-wc/testing';
import { Connection } from '../../src/core/connection.js';
import type { ConnectionSnapshot, ConnectionStatus } from '../../src/core/connection-state.js';
import { ConnectionError, RtError, TokenError } from '../../src/protocol/errors.js';
import type { TokenRequest } from '../../src/protocol/grant.js';
import { FakeBroker } from '../helpers/fake-broker.js';
import { fakeClock } from '../helpers/fake-clock.js';

interface Answer {
  (request: TokenRequest, count: number): unknown;
}

const setup = (answer: Answer = (_, count) => ({ token: `token-${count}`, user: 'ada' })) => {
  const clock = fakeClock();
  const broker = new FakeBroker(clock);
  const requests: TokenRequest[] = [];
  const wakers = new Set<() => void>();
  const connection = new Connection({
    source: {
      credentials: 'same-origin',
      fallback: {},
      getToken: async (request) => {
        requests.push(request);
        return answer(request, requests.length);
      },
    },
    request: {},
    loadTransport: (provider) => {
      if (provider === 'mqtt') return Promise.resolve(broker.factory);
      return Promise.reject(new RtError('config/unknown-provider'));
    },
    clock,
    wake: (listener) => {
      wakers.add(listener);
      return () => void wakers.delete(listener);
    },
  });
  const seen: ConnectionStatus[] = [];
  connection.state.subscribe(({ status }: ConnectionSnapshot) => {
    if (seen.at(-1) !== status) seen.push(status);
  });
  const wake = (): void => wakers.forEach((listener) => listener());
  return { clock, broker, requests, connection, seen, wake, wakers };
};

const reader = () => {
  const got: string[] = [];
  const joined: boolean[] = [];
  const refused: RtError[] = [];
  return {
    got,
    joined,
    refused,
    receive: ({ payload }: { payload: Uint8Array }) => {
      got.push(new TextDecoder().decode(payload));
    },
  };
};

const subscriber = (log: ReturnType<typeof reader>) => ({
  receive: log.receive,
  joined: (resumed: boolean) => void log.joined.push(resumed),
  refused: (error: RtError) => void log.refused.push(error),
});

describe('Connection', () => {
  it('asks for a grant, opens, subscribes, and only then says that it is online', async () => {
    const { clock, broker, connection, seen } = setup();
    const log = reader();
    connection.subscribe('a/b', subscriber(log));
    expect(connection.state.value.status).to.equal('connecting');
    await clock.advance(100);
    expect(seen).to.deep.equal(['connecting', 'online']);
    expect(connection.state.value.user).to.deep.equal({ id: 'ada' });
    expect(log.joined).to.deep.equal([false]);
    broker.put('a/b', 'hi');
    broker.put('a/c', 'not ours');
    await clock.advance(100);
    expect(log.got).to.deep.equal(['hi']);
  });

  it('asks for everything that was wanted by the time it starts, in one request', async () => {
    const { clock, requests, connection } = setup();
    connection.want({ purpose: 'status', topic: 'jobs/1' });
    connection.want({ purpose: 'chat', room: 'b' });
    connection.want({ purpose: 'status', room: 'a' });
    await clock.advance(100);
    expect(requests).to.deep.equal([
      { purpose: 'chat', room: 'a', rooms: ['a', 'b'], topics: ['jobs/1'] },
    ]);
  });

  it('hands a message to a reader once, however many filters take it', async () => {
    const { clock, broker, connection } = setup();
    const log = reader();
    const one = subscriber(log);
    connection.subscribe('a/+', one);
    connection.subscribe('a/b', one);
    await clock.advance(100);
    broker.put('a/b', 'x');
    await clock.advance(100);
    // The broker sends it once; both filters match here.
    expect(log.got).to.deep.equal(['x']);
  });

  it('gives a second reader of a topic its last value too', async () => {
    const { clock, broker, connection } = setup();
    broker.put('a/b', 'kept', true);
    const [first, second] = [reader(), reader()];
    connection.subscribe('a/b', subscriber(first));
    await clock.advance(100);
    connection.subscribe('a/b', subscriber(second));
    await clock.advance(100);
    expect(second.got).to.deep.equal(['kept']);
  });

  it('unsubscribes when the last reader has gone, not before', async () => {
    const { clock, broker, connection } = setup();
    const [first, second] = [reader(), reader()];
    const undo = [
      connection.subscribe('a', subscriber(first)),
      connection.subscribe('a', subscriber(second)),
    ];
    await clock.advance(100);
    undo[0]?.();
    broker.put('a', '1');
    await clock.advance(100);
    undo[1]?.();
    await clock.advance(100);
    broker.put('a', '2');
    await clock.advance(100);
    expect([first.got, second.got]).to.deep.equal([[], ['1']]);
  });

  it('comes back after a cut, within a second, and takes its subscriptions up again', async () => {
    const { clock, broker, connection, seen } = setup();
    const log = reader();
    connection.subscribe('a', subscriber(log));
    await clock.advance(100);
    broker.cut();
    broker.put('a', 'while away');
    await clock.advance(1_000);
    expect(seen).to.deep.equal(['connecting', 'online', 'reconnecting', 'online']);
    expect(log.joined).to.deep.equal([false, true]);
    expect(log.got).to.deep.equal(['while away']);
  });

  it('subscribes anew where the broker has forgotten the session', async () => {
    const { clock, broker, connection } = setup();
    const log = reader();
    connection.subscribe('a', subscriber(log));
    await clock.advance(100);
    broker.stop({ forget: true });
    await clock.advance(3_000);
    broker.start();
    await clock.advance(5_000);
    expect(log.joined).to.deep.equal([false, false]);
    broker.put('a', 'again');
    await clock.advance(100);
    expect(log.got).to.deep.equal(['again']);
  });

  it('subscribes anew where the broker has kept the session, but not its subscriptions', async () => {
    const { clock, broker, connection } = setup();
    const log = reader();
    connection.subscribe('a', subscriber(log));
    await clock.advance(100);
    broker.dropSubscriptions();
    broker.cut();
    await clock.advance(1_000);
    broker.put('a', 'again');
    await clock.advance(100);
    expect(log.joined).to.deep.equal([false, true]);
    expect(log.got).to.deep.equal(['again']);
  });

  it('says offline, with the reason, while tries fail, and waits at most 4 s between them', async () => {
    const { clock, broker, connection, seen } = setup();
    broker.stop({ forget: true });
    await clock.advance(60_000);
    expect(seen).to.deep.equal(['connecting', 'offline']);
    expect(connection.state.value.error).to.include({ code: 'connection/unreachable' });
    const before = broker.grants.length;
    await clock.advance(20_000);
    expect(broker.grants.length - before).to.be.within(4, 20);
    broker.start();
    await clock.advance(4_100);
    expect(connection.state.value).to.include({ status: 'online', error: undefined });
  });

  it('tries at once when the page wakes up', async () => {
    const { clock, broker, connection, wake } = setup();
    broker.stop({ forget: true });
    await clock.advance(30_000);
    broker.start();
    wake();
    await clock.advance(50);
    expect(connection.state.value.status).to.equal('online');
  });

  it('stops at an error that waiting cannot mend, until retry()', async () => {
    let allowed = false;
    const { clock, requests, connection, seen, wake } = setup(() => {
      if (!allowed) throw new TokenError('token/http-status', { status: 401 });
      return { token: 't' };
    });
    await clock.advance(60_000);
    wake();
    await clock.advance(60_000);
    expect(requests).to.have.length(1);
    expect(seen).to.deep.equal(['error']);
    expect(connection.state.value.error).to.include({ code: 'token/http-status', status: 401 });
    allowed = true;
    connection.retry();
    await clock.advance(100);
    expect(seen).to.deep.equal(['error', 'connecting', 'online']);
  });

  it('shows an unknown provider as an error', async () => {
    const { clock, connection } = setup(() => ({ token: 't', provider: 'pigeon' }));
    await clock.advance(100);
    expect(connection.state.value.error).to.include({ code: 'config/unknown-provider' });
    expect(connection.state.value.status).to.equal('error');
  });

  describe('with tokens that end', () => {
    it('asks for a fresh one, once, when the service refuses, before anybody hears of it', async () => {
      const { clock, broker, requests, connection, seen } = setup();
      broker.refuse = ({ token }) =>
        token === 'token-1' ? new TokenError('token/refused') : undefined;
      await clock.advance(500);
      expect(requests).to.have.length(2);
      expect(seen).to.deep.equal(['connecting', 'online']);
      expect(connection.state.value.status).to.equal('online');
    });

    it('gives up after the second refusal, and says so', async () => {
      const { clock, broker, requests, connection } = setup();
      broker.refuse = () => new TokenError('token/refused');
      await clock.advance(60_000);
      expect(requests).to.have.length(2);
      expect(connection.state.value.status).to.equal('error');
      expect(connection.state.value.error).to.include({ code: 'token/refused' });
    });

    it('moves to a new grant at refresh time, without leaving online, and names the old one', async () => {
      const { clock, broker, requests, connection, seen } = setup((_, count) => ({
        token: `token-${count}`,
        tokenId: `id-${count}`,
        expiresIn: 600,
      }));
      const log = reader();
      connection.subscribe('a', subscriber(log));
      await clock.advance(541_000);
      expect(requests).to.have.length(2);
      expect(requests[1]?.refresh).to.deep.equal({ tokenId: 'id-1' });
      expect(broker.grants.map(({ token }) => token)).to.deep.equal(['token-1', 'token-2']);
      expect(seen).to.deep.equal(['connecting', 'online']);
      expect(broker.connections).to.equal(1);
      broker.put('a', 'still here');
      await clock.advance(100);
      expect(log.got).to.deep.equal(['still here']);
    });

    it('keeps the old connection while the token route is down, and moves when it is back', async () => {
      let down = false;
      const { clock, broker, requests, connection, seen } = setup((_, count) => {
        if (down) throw new TokenError('token/network', { retryable: true });
        return { token: `token-${count}`, expiresIn: 600 };
      });
      await clock.advance(500_000);
      down = true;
      await clock.advance(60_000);
      expect(requests.length).to.be.greaterThan(2);
      expect(seen).to.deep.equal(['connecting', 'online']);
      down = false;
      await clock.advance(10_000);
      expect(broker.grants).to.have.length(2);
      expect(connection.state.value.status).to.equal('online');
    });

    it('asks one request a life, all through a day of ten-minute tokens', async () => {
      const { clock, requests, seen } = setup((_, count) => ({
        token: `token-${count}`,
        expiresIn: 600,
      }));
      await clock.advance(24 * 3_600_000);
      expect(requests.length).to.be.within(159, 161);
      expect(seen).to.deep.equal(['connecting', 'online']);
    });

    it('asks once for a token that lives for 60 days, and does not loop', async () => {
      const { clock, requests } = setup(() => ({ token: 't', expiresIn: 60 * 86_400 }));
      await clock.advance(30 * 86_400_000);
      expect(requests).to.have.length(1);
    });

    it('does not loop when the route always says "refresh now"', async () => {
      const { clock, requests } = setup(() => ({ token: 't', refreshAt: 1, expiresIn: 60 }));
      await clock.advance(60_000);
      expect(requests.length).to.be.within(2, 3);
    });
  });

  describe('with a topic that the token does not allow', () => {
    /** A service whose tokens are for the rooms that were asked for, and no other topic. */
    const setupStrict = () => {
      const made = setup((request, count) => ({
        token: JSON.stringify(request.rooms ?? [request.room]),
        tokenId: String(count),
      }));
      let allowed: string[] = [];
      made.broker.refuse = ({ token }) => {
        allowed = JSON.parse(token ?? '[]') as string[];
        return undefined;
      };
      made.broker.deny = (topic) => !allowed.includes(topic.charAt(0));
      return made;
    };

    it('asks for a wider grant when the wish came after the grant, and moves over', async () => {
      const { clock, requests, connection, seen } = setupStrict();
      const [a, b] = [reader(), reader()];
      connection.want({ purpose: 'chat', room: 'a' });
      connection.subscribe('a', subscriber(a));
      await clock.advance(100);
      connection.want({ purpose: 'chat', room: 'b' });
      connection.subscribe('b', subscriber(b));
      await clock.advance(200);
      expect(requests).to.have.length(2);
      expect(b.joined).to.have.length(1);
      expect(seen).to.deep.equal(['connecting', 'online']);
    });

    it('asks for a wider grant when the wish came while it was connecting', async () => {
      const { clock, requests, connection } = setupStrict();
      const [a, b] = [reader(), reader()];
      connection.want({ purpose: 'chat', room: 'a' });
      connection.subscribe('a', subscriber(a));
      await clock.advance(5);
      expect(requests).to.have.length(1);
      connection.want({ purpose: 'chat', room: 'b' });
      connection.subscribe('b', subscriber(b));
      await clock.advance(200);
      expect(requests).to.have.length(2);
      expect(b.joined).to.have.length(1);
      expect(b.refused).to.deep.equal([]);
    });

    it('tells nobody of a refusal that a grant under way may mend', async () => {
      const { clock, broker, requests, connection } = setupStrict();
      const readers = [reader(), reader(), reader()];
      connection.want({ purpose: 'chat', room: 'a' });
      await clock.advance(100);
      connection.want({ purpose: 'chat', room: 'b' });
      for (const [i, log] of readers.entries()) {
        connection.subscribe(`b/${i}`, subscriber(log));
        await clock.advance(broker.latency / 2);
      }
      await clock.advance(200);
      expect(requests).to.have.length(2);
      for (const { joined, refused } of readers) {
        expect(joined).to.have.length(1);
        expect(refused).to.deep.equal([]);
      }
    });

    it('tells the reader that it is refused where a wider grant does not help', async () => {
      const { clock, broker, requests, connection } = setup();
      broker.deny = (topic) => topic === 'secret';
      const log = reader();
      connection.want({ purpose: 'status', topic: 'secret' });
      connection.subscribe('secret', subscriber(log));
      await clock.advance(10_000);
      expect(log.refused.map(({ code }) => code)).to.deep.equal(['connection/not-authorized']);
      expect(requests).to.have.length(1);
      expect(connection.state.value.status).to.equal('online');
    });
  });

  it('leaves a session behind that makes the service break the protocol', async () => {
    const { clock, broker, connection } = setup();
    const log = reader();
    connection.subscribe('a', subscriber(log));
    await clock.advance(100);
    broker.cut(new ConnectionError('connection/protocol', { retryable: true }));
    await clock.advance(1_000);
    expect(log.joined).to.deep.equal([false, false]);
    broker.put('a', 'hello');
    await clock.advance(100);
    expect(log.got).to.deep.equal(['hello']);
  });

  it('refuses to publish while it is down, and leaves the repeating to the publisher', async () => {
    const { connection } = setup();
    const failure = await connection.publish('a', 'x').catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ConnectionError);
    expect(failure).to.include({ code: 'connection/lost', retryable: true });
  });

  it('gives the will to the first who claims it, and to nobody once it is open', async () => {
    const { clock, connection } = setup();
    const will = { topic: 'gone', payload: '', retain: true, delay: 5 };
    expect(connection.claimWill(will)).to.equal(true);
    expect(connection.claimWill({ ...will, topic: 'other' })).to.equal(false);
    const late = setup();
    await late.clock.advance(100);
    expect(late.connection.claimWill(will)).to.equal(false);
    await clock.advance(0);
  });

  for (const [when, ms] of [
    ['before it has started', 0],
    ['while it asks for a token', 1],
    ['while it opens', 11],
    ['while it is online', 100],
  ] as const) {
    it(`leaves nothing behind when disposed of ${when}`, async () => {
      const { clock, broker, connection, wakers } = setup();
      connection.subscribe('a', subscriber(reader()));
      if (ms > 0) await clock.advance(ms);
      await connection.dispose();
      await clock.advance(60_000);
      expect(broker.connections).to.equal(0);
      expect(clock.armed).to.equal(0);
      expect(wakers.size).to.equal(0);
      expect(connection.state.value.status).to.equal('closed');
    });
  }

  it('leaves nothing behind when disposed of while it waits to try again', async () => {
    const { clock, broker, connection } = setup();
    broker.stop({ forget: true });
    await clock.advance(5_000);
    await connection.dispose();
    await clock.advance(0);
    expect(clock.armed).to.equal(0);
  });
});
