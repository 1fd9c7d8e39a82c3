import { expect } from '@open-wc/testing';
import { TypingSender } from '../../../src/core/chat/typing-sender.js';
import { fakeClock } from '../../helpers/fake-clock.js';

const setup = () => {
  const clock = fakeClock();
  const said: boolean[] = [];
  const sender = new TypingSender(clock, (on) => said.push(on));
  return { clock, said, sender };
};

describe('TypingSender', () => {
  it('says it at once, then every 2 s at most, however fast one types', async () => {
    const { clock, said, sender } = setup();
    for (let i = 0; i < 100; i += 1) {
      sender.write('x'.repeat(i + 1));
      await clock.advance(100);
    }
    expect(said).to.deep.equal([true, true, true, true, true]);
  });

  it('says that it is over when the draft has gone', () => {
    const { said, sender, clock } = setup();
    sender.write('Hello');
    sender.write('  ');
    expect(said).to.deep.equal([true, false]);
    expect(clock.armed).to.equal(0);
  });

  it('says so after a pause of 5 s', async () => {
    const { clock, said, sender } = setup();
    sender.write('Hello');
    await clock.advance(4_900);
    expect(said).to.deep.equal([true]);
    await clock.advance(200);
    expect(said).to.deep.equal([true, false]);
    sender.write('Hello again');
    expect(said).to.deep.equal([true, false, true]);
  });

  it('says nothing of an end that had no beginning', () => {
    const { said, sender } = setup();
    sender.stop();
    sender.write('');
    sender.stop();
    expect(said).to.deep.equal([]);
  });

  it('is not silenced by a clock that was set back', async () => {
    const { clock, said } = setup();
    let now = clock.now();
    const sender = new TypingSender({ ...clock, now: () => now }, (on) => said.push(on));
    sender.write('a');
    now -= 3_600_000;
    sender.write('ab');
    expect(said).to.deep.equal([true, true]);
  });
});
