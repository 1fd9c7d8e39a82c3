import { expect } from '@open-wc/testing';
import { Pulse } from '../../src/adapters/pulse.js';
import { fakeClock } from '../helpers/fake-clock.js';

const setup = () => {
  const clock = fakeClock();
  const line = { alive: true, asked: 0, dead: 0 };
  const send = async (): Promise<void> => {
    line.asked += 1;
    if (!line.alive) await new Promise(() => undefined);
  };
  const pulse = new Pulse(send, () => void (line.dead += 1), clock);
  return { clock, line, pulse };
};

describe('the pulse of a line', () => {
  it('is seldom felt while nothing goes on', async () => {
    const { clock, line } = setup();
    await clock.advance(29_000);
    expect(line.asked).to.equal(0);
    await clock.advance(2_000);
    expect(line.asked).to.equal(1);
  });

  it('is felt soon after something has come', async () => {
    const { clock, line, pulse } = setup();
    pulse.busy();
    await clock.advance(2_000);
    expect(line.asked).to.equal(1);
    await clock.advance(20_000);
    expect(line.asked).to.equal(1);
  });

  it('is felt soon again in the midst of many things: a line that dies right after an answer is found', async () => {
    const { clock, line, pulse } = setup();
    for (let i = 0; i < 5; i += 1) pulse.busy();
    await clock.advance(2_000);
    expect(line.asked).to.equal(1);
    line.alive = false;
    await clock.advance(5_000);
    expect(line).to.include({ asked: 2, dead: 1 });
  });

  it('is not felt after the end', async () => {
    const { clock, line, pulse } = setup();
    pulse.busy();
    pulse.end();
    pulse.busy();
    await clock.advance(60_000);
    expect(line).to.include({ asked: 0, dead: 0 });
  });
});
