import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { Outbox } from '../../../src/core/chat/outbox.js';
import { ConnectionError, type RtError } from '../../../src/protocol/errors.js';
import { fakeClock } from '../../helpers/fake-clock.js';

interface Flight {
  n: number;
  land(): void;
  crash(error: unknown): void;
}

const lost = new ConnectionError('connection/lost', { retryable: true });
const forbidden = new ConnectionError('connection/not-authorized');

const setup = (limit = 20) => {
  const clock = fakeClock();
  const flights: Flight[] = [];
  const settled: [n: number, code: string][] = [];
  const outbox = new Outbox<{ order: number }>({
    clock,
    publish: ({ order: n }) =>
      new Promise((resolve, reject) => {
        flights.push({ n, land: resolve, crash: reject });
      }),
    limit: () => limit,
    settled: ({ order: n }, error) => settled.push([n, error?.code ?? 'sent']),
  });
  const add = (...all: number[]): void => all.forEach((n) => outbox.add({ order: n }));
  const flown = (): number[] => flights.map(({ n }) => n);
  return { clock, flights, settled, outbox, add, flown };
};

describe('Outbox', () => {
  it('keeps everything until the connection is up, then sends it in order', () => {
    const { outbox, add, flown } = setup();
    add(1, 2, 3);
    expect(flown()).to.deep.equal([]);
    outbox.resume();
    expect(flown()).to.deep.equal([1, 2, 3]);
  });

  it('sends at once while the connection is up', () => {
    const { outbox, add, flown } = setup();
    outbox.resume();
    add(1);
    expect(flown()).to.deep.equal([1]);
  });

  it('has no more in the air than the service takes', async () => {
    const { clock, flights, settled, outbox, add, flown } = setup(2);
    outbox.resume();
    add(1, 2, 3, 4);
    expect(flown()).to.deep.equal([1, 2]);
    flights[0]?.land();
    await clock.advance(0);
    expect(flown()).to.deep.equal([1, 2, 3]);
    expect(settled).to.deep.equal([[1, 'sent']]);
  });

  it('sends again, first, what a cut took away', async () => {
    const { clock, flights, settled, outbox, add, flown } = setup(2);
    outbox.resume();
    add(1, 2, 3);
    outbox.pause();
    flights[1]?.crash(lost);
    flights[0]?.crash(lost);
    await clock.advance(60_000);
    expect(flown()).to.deep.equal([1, 2]);
    outbox.resume();
    flights[2]?.land();
    await clock.advance(0);
    expect(flown()).to.deep.equal([1, 2, 1, 2, 3]);
    expect(settled).to.deep.equal([[1, 'sent']]);
  });

  it('waits longer and longer while the service can’t take it', async () => {
    const { clock, flights, outbox, add, flown } = setup();
    outbox.resume();
    add(1);
    const waits: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      flights.at(-1)?.crash(lost);
      const before = flown().length;
      let waited = 0;
      while (flown().length === before && waited < 10_000) {
        await clock.advance(25);
        waited += 25;
      }
      waits.push(waited);
    }
    expect(waits).to.deep.equal([...waits].sort((a, b) => a - b));
    expect(waits[0]).to.be.within(50, 200);
    expect(waits.at(-1)).to.be.within(500, 4_000);
  });

  it('says of what was refused that it was, and goes on', async () => {
    const { clock, flights, settled, outbox, add, flown } = setup(1);
    outbox.resume();
    add(1, 2);
    flights[0]?.crash(forbidden);
    await clock.advance(0);
    expect(settled).to.deep.equal([[1, 'connection/not-authorized']]);
    expect(flown()).to.deep.equal([1, 2]);
    expect(clock.armed).to.equal(0);
  });

  it('makes an error of ours of anything else', async () => {
    const { clock, flights, settled, outbox, add } = setup();
    outbox.resume();
    add(1);
    flights[0]?.crash('boom');
    await clock.advance(0);
    expect(settled).to.deep.equal([[1, 'chat/send-failed']]);
  });

  it('takes a publish that throws like one that rejects', async () => {
    const settled: (RtError | undefined)[] = [];
    const clock = fakeClock();
    const outbox = new Outbox<{ order: number }>({
      clock,
      publish: () => {
        throw forbidden;
      },
      limit: () => 1,
      settled: (_, error) => settled.push(error),
    });
    outbox.resume();
    outbox.add({ order: 1 });
    outbox.add({ order: 2 });
    await clock.advance(0);
    expect(settled).to.deep.equal([forbidden, forbidden]);
  });

  it('takes another one from the listener that hears of the first', async () => {
    const clock = fakeClock();
    const told: number[] = [];
    const outbox = new Outbox<{ order: number }>({
      clock,
      publish: () => Promise.resolve(),
      limit: () => 1,
      settled: ({ order: n }) => {
        told.push(n);
        if (n < 3) outbox.add({ order: n + 1 });
      },
    });
    outbox.resume();
    outbox.add({ order: 1 });
    await clock.advance(0);
    expect(told).to.deep.equal([1, 2, 3]);
  });

  it('leaves no timer behind when paused', async () => {
    const { clock, flights, outbox, add } = setup();
    outbox.resume();
    add(1);
    flights[0]?.crash(lost);
    await clock.advance(0);
    expect(clock.armed).to.equal(1);
    outbox.pause();
    expect(clock.armed).to.equal(0);
  });

  it('settles each exactly once, under any run of cuts, refusals and answers', async () => {
    const step = fc.constantFrom('add', 'land', 'lose', 'refuse', 'pause', 'resume', 'wait');
    const property = fc.asyncProperty(
      fc.array(fc.tuple(step, fc.nat(9)), { maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
      async (steps, limit) => {
        const { clock, flights, settled, outbox } = setup(limit);
        let n = 0;
        const open = new Set<Flight>();
        let seen = 0;
        const look = (): void => {
          for (; seen < flights.length; seen += 1) {
            const flight = flights[seen];
            if (flight) open.add(flight);
          }
          expect(open.size).to.be.at.most(limit);
        };
        for (const [what, which] of [...steps, ['resume', 0] as const]) {
          look();
          const flight = [...open][which % Math.max(1, open.size)];
          if (what === 'add') outbox.add({ order: (n += 1) });
          else if (what === 'pause') outbox.pause();
          else if (what === 'resume') outbox.resume();
          else if (what === 'wait') await clock.advance(500);
          else if (flight) {
            open.delete(flight);
            if (what === 'land') flight.land();
            else flight.crash(what === 'lose' ? lost : forbidden);
            await clock.advance(0);
          }
        }
        for (;;) {
          await clock.advance(10_000);
          look();
          if (open.size === 0) break;
          for (const flight of open) flight.land();
          open.clear();
        }
        expect(settled.map(([one]) => one).sort((a, b) => a - b)).to.deep.equal(
          Array.from({ length: n }, (_, i) => i + 1),
        );
        expect(clock.armed).to.equal(0);
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });
});
