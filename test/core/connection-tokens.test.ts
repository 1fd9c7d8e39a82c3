import { expect } from '@open-wc/testing';
import { asJwt, tokenLife, withDates, type VisitorOptions } from '../helpers/token-life.js';

const minute = 60_000;
const hour = 60 * minute;
const life = 15 * minute;
const refresh = 12 * minute;

/** Ada and Ben in one room, online. */
const setup = async (ada: VisitorOptions = {}, ben: VisitorOptions = {}) => {
  const { clock, broker, visit } = tokenLife(life);
  const pair = { ada: visit('ada', ada), ben: visit('ben', ben) };
  await clock.advance(1_000);
  /** Both write, every 100 ms. */
  const talk = async (ms: number): Promise<void> => {
    for (let at = 0; at < ms; at += 100) {
      for (const one of Object.values(pair)) void one.say();
      await clock.advance(100);
    }
  };
  /** Nothing lost, nothing twice, all in order, both ways. */
  const complete = async (): Promise<void> => {
    await clock.advance(10_000);
    expect(pair.ben.sees('ada'), 'what Ben sees').to.deep.equal(pair.ada.all());
    expect(pair.ada.sees('ben'), 'what Ada sees').to.deep.equal(pair.ben.all());
  };
  return { clock, broker, ...pair, talk, complete };
};

const down = (): Response => {
  throw new TypeError('Failed to fetch');
};

describe('Connection and its tokens', () => {
  it('has the next grant at refresh time, and moves over while messages flow', async () => {
    const { clock, ada, ben, talk, complete } = await setup();
    await clock.advance(refresh - 2_000);
    await talk(2_000);
    for (const one of [ada, ben]) {
      expect(one.requests).to.have.length(2);
      expect(one.requests[1]?.issued).to.equal(one.requests[0]?.due);
      expect(one.seen).to.deep.equal(['connecting', 'online']);
    }
    await complete();
  });

  describe('while the route is down for longer than the margin', () => {
    it('keeps the old connection for as long as the service does', async () => {
      const { clock, broker, ada, talk, complete } = await setup();
      ada.route.fault = down;
      await clock.advance(life - 5_000);
      await talk(3_000);
      expect(ada.seen).to.deep.equal(['connecting', 'online']);
      expect(broker.connections).to.equal(2);
      await complete();
    });

    it('goes on trying, with a pause of up to 4 s', async () => {
      const { clock, ada } = await setup();
      ada.route.fault = down;
      await clock.advance(life - 5_000);
      const margin = (life - refresh) / 1_000;
      expect(ada.requestedAt.length).to.be.within(margin / 4, margin * 1.5);
    });

    it('says so when the connection really ends, then mends by itself, and nothing is lost', async () => {
      const { clock, ada, ben, talk, complete } = await setup();
      ada.route.fault = down;
      await clock.advance(life - 3_000);
      await talk(20_000);
      expect(ada.seen).to.deep.equal(['connecting', 'online', 'reconnecting', 'offline']);
      expect(ada.connection.state.value.error).to.include({ code: 'token/network' });
      ada.route.fault = undefined;
      await talk(6_000);
      expect(ada.seen.at(-1)).to.equal('online');
      expect(ada.requests).to.have.length(2);
      expect(ben.seen).to.deep.equal(['connecting', 'online']);
      await complete();
    });

    it('says so at once, even where the route takes its time', async () => {
      const { clock, broker, ada, talk, complete } = await setup();
      const hang: (() => void)[] = [];
      const { fault } = ada.route;
      ada.route.fault = () =>
        new Promise((_, reject) => hang.push(() => reject(new TypeError('Failed to fetch'))));
      await clock.advance(refresh);
      expect(ada.requestedAt).to.have.length(2);
      broker.cutOne(0);
      await clock.advance(0);
      expect(ada.connection.state.value.status).to.equal('reconnecting');
      await talk(2_000);
      ada.route.fault = fault;
      for (const end of hang) end();
      await talk(2_000);
      expect(ada.connection.state.value.status).to.equal('online');
      expect(ada.requests).to.have.length(2);
      await complete();
    });
  });

  it('does not press a route that says no for good', async () => {
    const { clock, ada } = await setup();
    ada.route.fault = () => new Response('', { status: 401 });
    await clock.advance(refresh);
    const before = ada.requestedAt.length;
    await clock.advance(life - refresh - 5_000);
    expect(ada.requestedAt.length - before).to.be.within(1, 6);
    expect(ada.seen).to.deep.equal(['connecting', 'online']);
    await clock.advance(10_000);
    expect(ada.connection.state.value.status).to.equal('error');
    expect(ada.connection.state.value.error).to.include({ status: 401 });
  });

  describe('whose token is refused', () => {
    it('asks once more, then says what is wrong and what to do; retry() starts over', async () => {
      const { clock, visit, broker } = tokenLife(life);
      const endOf = broker.endOf;
      broker.endOf = () => 0;
      const ada = visit('ada');
      await clock.advance(minute);
      expect(ada.requests).to.have.length(2);
      expect(ada.seen.at(-1)).to.equal('error');
      expect(ada.connection.state.value.error).to.include({ code: 'token/refused' });
      ada.connection.retry();
      await clock.advance(minute);
      expect(ada.requests).to.have.length(4);
      expect(ada.connection.state.value.status).to.equal('error');
      broker.endOf = endOf;
      ada.connection.retry();
      await clock.advance(1_000);
      expect(ada.requests).to.have.length(5);
      expect(ada.connection.state.value.status).to.equal('online');
    });

    it('keeps what works where only the next one is refused', async () => {
      const { clock, broker, ada, talk, complete } = await setup();
      const { endOf } = broker;
      broker.endOf = (grant) => (grant.token === 'ada-2' ? 0 : endOf(grant));
      await clock.advance(refresh);
      await talk(1_000);
      await clock.advance(minute);
      expect(ada.requests).to.have.length(3);
      expect(ada.seen).to.deep.equal(['connecting', 'online']);
      await complete();
    });

    it('is not asked for without a pause, where each is taken and then taken back', async () => {
      const { clock, broker, ada } = await setup();
      broker.endOf = () => clock.now() + 50;
      broker.revoke();
      await clock.advance(minute);
      expect(ada.requests.length).to.be.within(10, 60);
      expect(ada.seen).to.not.include('error');
    });
  });

  describe('whose token is taken back in mid-session', () => {
    it('gets one fresh token, connects once, and loses nothing', async () => {
      const { broker, ada, ben, talk, complete } = await setup();
      await talk(500);
      const before = broker.grants.length;
      broker.revoke();
      await talk(1_000);
      expect(broker.grants.length - before).to.equal(2);
      for (const one of [ada, ben]) {
        expect(one.requests).to.have.length(2);
        expect(one.seen).to.deep.equal(['connecting', 'online', 'reconnecting', 'online']);
      }
      await complete();
    });

    it('does so every time, where nobody says when tokens end', async () => {
      const { clock, visit } = tokenLife(5_000);
      const ada = visit('ada', { answer: (token) => ({ token }) });
      await clock.advance(minute);
      expect(ada.requests.length).to.be.within(7, 12);
      expect(ada.seen).to.not.include('error');
    });
  });

  describe('after a sleep of hours', () => {
    for (const [what, ends] of [
      ['the line is dead and nobody said so', 'silent'],
      ['the service has said goodbye', 'goodbye'],
      ['the line still works', 'alive'],
    ] as const) {
      it(`asks once and is online again where ${what}`, async () => {
        const { clock, broker, ada, talk, complete } = await setup();
        await talk(500);
        await clock.advance(minute);
        const refused: boolean[] = [];
        const { endOf } = broker;
        broker.endOf = (grant) => {
          refused.push(endOf(grant) <= clock.now());
          return endOf(grant);
        };
        clock.sleep(8 * hour);
        if (ends === 'silent') broker.cut();
        if (ends === 'goodbye') broker.revoke();
        ada.wake();
        await clock.advance(1_000);
        expect(ada.requests).to.have.length(2);
        expect(refused).to.not.include(true);
        expect(ada.connection.state.value.status).to.equal('online');
        await talk(500);
        await complete();
      });
    }

    it('asks once, though its timers are late and the page is told nothing', async () => {
      const { clock, broker, ada } = await setup();
      clock.sleep(8 * hour);
      broker.cut();
      await clock.advance(20 * 1_000);
      expect(ada.requests).to.have.length(2);
      expect(ada.connection.state.value.status).to.equal('online');
    });
  });

  describe('on a clock that is wrong', () => {
    for (const skew of [-24 * hour, -10 * minute, -3_000, 3_000, 10 * minute, 24 * hour]) {
      const by = `by ${skew / 1_000} s`;
      for (const [what, options] of [
        ['dates', { answer: withDates }],
        ['a JWT', { answer: asJwt }],
        [
          'ISO dates',
          {
            answer: (token, { end, refreshAt }) => ({
              token,
              expires_at: new Date(end).toISOString(),
              refresh_recommended_at: new Date(refreshAt).toISOString(),
            }),
          },
        ],
      ] satisfies [string, VisitorOptions][]) {
        it(`${by} refreshes in time with ${what}`, async () => {
          const { clock, visit } = tokenLife(life);
          const ada = visit('ada', { ...options, skew });
          await clock.advance(3 * hour);
          expect(ada.seen).to.deep.equal(['connecting', 'online']);
          expect(ada.requests.length).to.be.within(14, 16);
        });
      }
    }

    for (const skew of [-24 * hour, -10 * minute, 10 * minute, 24 * hour]) {
      const by = `by ${skew / minute} minutes`;
      for (const [what, options] of [
        ['route on another origin', { dated: false }],
        ['page’s own function', { own: true }],
      ] satisfies [string, VisitorOptions][]) {
        it(`${by} refreshes in time with a JWT of a ${what}`, async () => {
          const { clock, visit } = tokenLife(life);
          const ada = visit('ada', { ...options, answer: asJwt, skew });
          await clock.advance(3 * hour);
          expect(ada.seen).to.deep.equal(['connecting', 'online']);
          expect(ada.requests.length).to.be.within(12, 60);
        });
      }
    }
  });

  for (const [what, ada, ben] of [
    ['', {}, {}],
    [' on clocks that are wrong', { skew: 10 * minute }, { skew: -10 * minute }],
    [' with JWTs on clocks that are wrong', { skew: -10 * minute, answer: asJwt }, { skew: hour }],
  ] satisfies [string, VisitorOptions, VisitorOptions][]) {
    it(`loses nothing in a day of 15-minute tokens${what}: one request each, all on time`, async function () {
      this.timeout(60_000);
      const { clock, broker, talk, complete, ...pair } = await setup(ada, ben);
      const both = [pair.ada, pair.ben];
      const end = clock.now() + 24 * hour;
      for (let round = 0; clock.now() < end; round += 1) {
        expect(round).to.be.below(300);
        const next = both.map(({ requests }) => requests.at(-1)?.due ?? 0);
        const before = Math.min(...next) - 1_500 - clock.now();
        for (let at = minute; at < before; at += minute) {
          for (const one of both) void one.say();
          await clock.advance(minute);
        }
        await clock.advance(Math.max(0, Math.min(...next) - 1_500 - clock.now()));
        // Thick and fast, all through the move.
        await talk(2_000);
      }
      for (const { requests, requestedAt, seen } of both) {
        expect(seen).to.deep.equal(['connecting', 'online']);
        expect(requests.length).to.be.within(106, 122);
        expect(requestedAt).to.have.length(requests.length);
        for (const [i, { issued }] of requests.slice(1).entries()) {
          expect(issued - (requests[i]?.due ?? 0)).to.be.within(-2_000, 0);
        }
      }
      expect(broker.grants).to.have.length(both.flatMap(({ requests }) => requests).length);
      expect(pair.ada.all().length).to.be.above(3_000);
      await complete();
    });
  }
});
