import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { Sequencer } from '../../../src/core/chat/sequencer.js';
import type { Numbered } from '../../../src/protocol/sync-message.js';
import { fakeClock } from '../../helpers/fake-clock.js';

const message = (n: number, sid = 's'): Numbered => ({
  user: 'u',
  text: `${sid}${n}`,
  timestamp: 1,
  id: `${sid}-${n}`,
  sid,
  n,
});

type Ask = [sid: string, from: number, upto: number];

const setup = (answer: (ask: Ask) => void = () => undefined) => {
  const clock = fakeClock();
  const delivered: Numbered[] = [];
  const asked: Ask[] = [];
  const sequencer = new Sequencer({
    clock,
    deliver: (one) => delivered.push(one),
    ask: (...ask) => {
      asked.push(ask);
      answer(ask);
    },
  });
  const take = (...numbers: number[]): void => numbers.forEach((n) => sequencer.take(message(n)));
  const got = (sid = 's'): number[] => delivered.filter((one) => one.sid === sid).map(({ n }) => n);
  return { clock, delivered, asked, sequencer, take, got };
};

/** More than all the patience there is. */
const ages = 60_000;

describe('Sequencer', () => {
  it('hands on at once what comes in order', () => {
    const { clock, take, got } = setup();
    take(1, 2, 3);
    expect(got()).to.deep.equal([1, 2, 3]);
    expect(clock.armed).to.equal(0);
  });

  it('drops repeats', () => {
    const { take, got } = setup();
    take(1, 1, 2, 1, 2, 3, 3);
    expect(got()).to.deep.equal([1, 2, 3]);
  });

  it('holds back what came too early', () => {
    const { clock, take, got } = setup();
    take(1, 3, 4);
    expect(got()).to.deep.equal([1]);
    take(2);
    expect(got()).to.deep.equal([1, 2, 3, 4]);
    expect(clock.armed).to.equal(0);
  });

  it('keeps senders apart', () => {
    const { sequencer, got } = setup();
    for (const one of [message(1, 'a'), message(1, 'b'), message(3, 'a'), message(2, 'b')]) {
      sequencer.take(one);
    }
    expect([got('a'), got('b')]).to.deep.equal([[1], [1, 2]]);
    expect(sequencer.have).to.deep.equal({ a: 2, b: 3 });
  });

  it('lets a session that began while one of the same user had a gap come after it', () => {
    const { clock, sequencer, delivered } = setup();
    const take = (n: number, sid: string): void => sequencer.take(message(n, sid));
    const texts = (): string[] => delivered.map(({ text }) => text);
    take(1, 'old');
    take(3, 'old');
    take(1, 'new');
    take(2, 'new');
    sequencer.take({ ...message(1, 'other'), user: 'somebody else' });
    sequencer.answered('new', 1, 2);
    expect(texts()).to.deep.equal(['old1', 'other1']);
    take(2, 'old');
    expect(texts()).to.deep.equal(['old1', 'other1', 'old2', 'old3', 'new1', 'new2']);
    take(5, 'old');
    take(3, 'new'); // known by now: nothing waits any more
    expect(texts().at(-1)).to.equal('new3');
    sequencer.dispose();
    expect(clock.armed).to.equal(0);
  });

  it('lets it wait no longer than all the patience there is', async () => {
    const { clock, sequencer, got } = setup();
    for (const n of [1, 3, 5, 7, 9]) sequencer.take(message(n, 'old'));
    sequencer.take(message(1, 'new'));
    await clock.advance(5_400);
    expect(got('new')).to.deep.equal([]);
    await clock.advance(200);
    expect(got('new')).to.deep.equal([1]);
  });

  it('starts with whatever it hears first: older ones came before our time', () => {
    const { clock, take, got } = setup();
    take(7, 8);
    expect(got()).to.deep.equal([7, 8]);
    expect(clock.armed).to.equal(0);
  });

  it('shows an older one that comes all the same, once', () => {
    const { take, got } = setup();
    take(7, 5, 5, 6, 5, 8);
    expect(got()).to.deep.equal([7, 5, 6, 8]);
  });

  it('asks for a gap, but lets the network’s own reordering pass', async () => {
    const { clock, asked, take } = setup();
    take(1, 4);
    await clock.advance(299);
    expect(asked).to.deep.equal([]);
    await clock.advance(1);
    expect(asked).to.deep.equal([['s', 2, 3]]);
  });

  it('asks three times, then goes on without', async () => {
    const { clock, asked, take, got } = setup();
    take(1, 3);
    await clock.advance(ages);
    expect(asked).to.deep.equal([
      ['s', 2, 2],
      ['s', 2, 2],
      ['s', 2, 2],
    ]);
    expect(got()).to.deep.equal([1, 3]);
    expect(clock.armed).to.equal(0);
  });

  it('shows what comes later than the patience lasts, once', async () => {
    const { clock, take, got } = setup();
    take(1, 4);
    await clock.advance(ages);
    take(3, 2, 3, 2);
    expect(got()).to.deep.equal([1, 4, 3, 2]);
  });

  it('goes on at once where the sender says that the rest never comes', () => {
    const { clock, sequencer, take, got } = setup();
    take(1, 4);
    sequencer.answered('s', 2, 3);
    expect(got()).to.deep.equal([1, 4]);
    expect(clock.armed).to.equal(0);
  });

  it('does not go on where an answer is about something later', () => {
    const { sequencer, take, got } = setup();
    take(1, 4);
    sequencer.answered('s', 3, 3);
    sequencer.answered('t', 1, 9);
    expect(got()).to.deep.equal([1]);
  });

  it('asks for what the sender says to have sent after the last that came', async () => {
    const { clock, asked, sequencer, take, got } = setup();
    take(1);
    sequencer.head('s', 3, 1);
    await clock.advance(300);
    expect(asked).to.deep.equal([['s', 2, 3]]);
    take(2, 3);
    expect(got()).to.deep.equal([1, 2, 3]);
    expect(clock.armed).to.equal(0);
  });

  it('learns of a sender from what it says to have sent', async () => {
    const { clock, asked, sequencer, take, got } = setup();
    sequencer.head('s', 9, 8);
    sequencer.head('t', 0, 1);
    await clock.advance(300);
    expect(asked).to.deep.equal([['s', 8, 9]]);
    take(9, 8);
    expect(got()).to.deep.equal([8, 9]);
    expect(sequencer.have).to.deep.equal({ s: 10 });
  });

  it('gets a gap of any length in pieces, as fast as they come', async () => {
    const { clock, sequencer, got } = setup(([, from, upto]) => {
      const last = Math.min(upto, from + 99);
      for (let n = from; n <= last; n += 1) sequencer.take(message(n));
      sequencer.answered('s', from, last);
    });
    sequencer.take(message(1));
    sequencer.take(message(1_000));
    await clock.advance(10_000);
    expect(got()).to.deep.equal(Array.from({ length: 1_000 }, (_, i) => i + 1));
  });

  it('gets the end of a gap whose beginning nobody has any more', async () => {
    const { clock, sequencer, got } = setup(([, from, upto]) => {
      const last = Math.min(upto, Math.max(from, 500) + 99);
      for (let n = Math.max(from, 500); n <= last; n += 1) sequencer.take(message(n));
      sequencer.answered('s', from, last);
    });
    sequencer.take(message(1));
    sequencer.head('s', 1_500, 1);
    await clock.advance(10_000);
    expect(got()).to.deep.equal([1, ...Array.from({ length: 1_001 }, (_, i) => i + 500)]);
    expect(clock.armed).to.equal(0);
  });

  it('forgets everything, timers too, when disposed of', () => {
    const { clock, sequencer, take } = setup();
    take(1, 3);
    sequencer.dispose();
    expect(clock.armed).to.equal(0);
    expect(sequencer.have).to.deep.equal({});
  });

  describe('with strangers on the topic', () => {
    const huge = Number.MAX_SAFE_INTEGER;

    it('still shows a sender’s messages after someone has claimed a huge number for it', async () => {
      const { clock, take, got } = setup();
      take(1, huge - 1);
      await clock.advance(ages);
      take(2, 3, 4, 3);
      expect(got()).to.deep.equal([1, huge - 1, 2, 3, 4]);
    });

    it('still shows them after someone has claimed the end of all numbers', async () => {
      const { clock, sequencer, take, got } = setup();
      take(1);
      sequencer.head('s', huge, 1);
      await clock.advance(ages);
      expect(clock.armed).to.equal(0);
      take(2, 3);
      expect(got()).to.deep.equal([1, 2, 3]);
    });

    it('still shows them after someone has claimed that they never come', () => {
      const { sequencer, take, got } = setup();
      take(1, 4);
      sequencer.answered('s', 0, huge);
      take(2, 3);
      expect(got()).to.deep.equal([1, 4, 2, 3]);
    });

    it('takes numbers from zero and sessions named like prototypes', () => {
      const { sequencer, got } = setup();
      sequencer.head('__proto__', 0, 0);
      sequencer.take(message(1, '__proto__'));
      sequencer.take(message(1, 'constructor'));
      expect(got('__proto__')).to.deep.equal([1]);
      expect(Object.entries(sequencer.have)).to.deep.equal([
        ['__proto__', 2],
        ['constructor', 2],
      ]);
    });

    it('keeps no more than it must of one that holds everything back', () => {
      const { take, got } = setup();
      take(1);
      for (let n = 3; n <= 1_003; n += 1) take(n);
      expect(got()).to.have.length(1_002);
    });

    it('forgets the most silent first, and shows what was held back for it', () => {
      const { clock, sequencer, take, got } = setup();
      sequencer.take(message(1, 'silent'));
      sequencer.take(message(3, 'silent'));
      take(1);
      for (let i = 0; i < 1_998; i += 1) sequencer.take(message(1, `x${i}`));
      take(2);
      sequencer.take(message(1, 'one more'));
      sequencer.take(message(1, 'and another'));
      expect(got('silent')).to.deep.equal([1, 3]);
      expect(sequencer.have).to.include({ s: 3 });
      expect(sequencer.have).to.not.have.any.keys('silent', 'x0');
      expect(clock.armed).to.equal(0);
    });

    it('never throws, never repeats and leaves no timer, whatever they claim', async () => {
      const n = fc.oneof(
        fc.integer({ min: 1, max: 30 }),
        fc.maxSafeNat().map((one) => one + 1),
      );
      const count = fc.oneof(fc.nat(30), fc.maxSafeNat());
      const act = fc.oneof(
        fc.tuple(fc.constant('take' as const), n, n),
        fc.tuple(fc.constant('head' as const), count, count),
        fc.tuple(fc.constant('answered' as const), count, count),
        fc.tuple(fc.constant('wait' as const), fc.nat(2_000), n),
      );
      const property = fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        const { clock, delivered, sequencer } = setup();
        const taken = new Set<number>();
        for (const [what, a, b] of acts) {
          if (what === 'wait') await clock.advance(a);
          else if (what === 'take') {
            taken.add(a);
            sequencer.take(message(a));
          } else sequencer[what]('s', a, b);
        }
        await clock.advance(ages * acts.length);
        const numbers = delivered.map((one) => one.n);
        expect(new Set(numbers).size).to.equal(numbers.length);
        expect(new Set(numbers)).to.deep.equal(taken);
        expect(clock.armed).to.equal(0);
      });
      await fc.assert(property, { numRuns: 300 });
    });
  });

  it('makes of any order, any repeats and any losses the right order, each once', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.nat(), { maxLength: 150 }),
      fc.array(fc.nat(400), { minLength: 1, maxLength: 20 }),
      fc.array(fc.nat(200), { minLength: 1, maxLength: 10 }),
      fc.integer({ min: 1, max: 20 }),
      async (count, arrivals, pauses, delays, piece) => {
        let asks = 0;
        const { clock, sequencer, take, got } = setup(([sid, from, upto]) => {
          const last = Math.min(upto, count, from + piece - 1);
          const delay = delays[asks++ % delays.length] ?? 0;
          clock.after(delay, () => {
            for (let n = from; n <= last; n += 1) sequencer.take(message(n));
            sequencer.answered(sid, from, last);
          });
        });
        take(1);
        for (const [i, arrival] of arrivals.entries()) {
          take(1 + (arrival % count));
          await clock.advance(pauses[i % pauses.length] ?? 0);
        }
        sequencer.head('s', count, 1);
        await clock.advance(ages);
        expect(got()).to.deep.equal(Array.from({ length: count }, (_, i) => i + 1));
        expect(clock.armed).to.equal(0);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  }).timeout(60_000);
});
