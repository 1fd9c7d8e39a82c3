import { expect } from '@open-wc/testing';
import { sleep, systemClock } from '../../src/core/clock.js';
import { fakeClock } from '../helpers/fake-clock.js';

/** Long enough for whatever fires "at once". The real clock can only be tested in real time. */
const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('systemClock', () => {
  it('tells the time and chance', () => {
    expect(systemClock.now()).to.be.closeTo(Date.now(), 1_000);
    expect(systemClock.random()).to.be.within(0, 1);
  });

  it('runs what is due', async () => {
    await new Promise<void>((resolve) => systemClock.after(0, resolve));
    await new Promise<void>((resolve) => systemClock.after(-5, resolve));
  });

  it('does not run what was cancelled', async () => {
    let ran = false;
    systemClock.after(0, () => (ran = true))();
    await moment();
    expect(ran).to.equal(false);
  });

  for (const days of [25, 60, 100 * 365, Infinity]) {
    it(`does not fire at once for ${days} days`, async () => {
      let ran = false;
      const cancel = systemClock.after(days * 86_400_000, () => (ran = true));
      await moment();
      cancel();
      expect(ran).to.equal(false);
    });
  }
});

describe('sleep', () => {
  it('resolves when the time has passed, not before', async () => {
    const clock = fakeClock();
    let awake = false;
    void sleep(clock, 100, new AbortController().signal).then(() => (awake = true));
    await clock.advance(99);
    expect(awake).to.equal(false);
    await clock.advance(1);
    expect(awake).to.equal(true);
  });

  it('rejects with the reason when aborted, and leaves no timer', async () => {
    const clock = fakeClock();
    const controller = new AbortController();
    const reason = new Error('enough');
    const asleep = sleep(clock, 100, controller.signal).catch((error: unknown) => error);
    controller.abort(reason);
    expect(await asleep).to.equal(reason);
    expect(clock.armed).to.equal(0);
  });

  it('rejects at once, and arms nothing, when aborted before', async () => {
    const clock = fakeClock();
    const reason = new Error('enough');
    const asleep = sleep(clock, 100, AbortSignal.abort(reason)).catch((error: unknown) => error);
    expect(await asleep).to.equal(reason);
    expect(clock.armed).to.equal(0);
  });

  it('does not listen any more once it is over', async () => {
    const clock = fakeClock();
    const { signal } = new AbortController();
    let listening = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => ((listening += 1), add(...args));
    signal.removeEventListener = (...args: Parameters<typeof remove>) => (
      (listening -= 1),
      remove(...args)
    );
    for (let i = 0; i < 3; i += 1) await Promise.all([sleep(clock, 5, signal), clock.advance(5)]);
    expect(listening).to.equal(0);
  });
});
