import { expect } from '@open-wc/testing';
import { slotsIn } from '../../../../src/elements/rt-call/screen/room.js';
import {
  lastHeard,
  newScreen,
  showsPicture,
} from '../../../../src/elements/rt-call/screen/screen-state.js';
import { Ticker } from '../../../../src/elements/rt-call/screen/ticker.js';
import { fakeClock } from '../../../helpers/fake-clock.js';
import { idlePhone, participant, richCall } from '../fake-phone.js';

describe('the room for controls', () => {
  it('is never none, nor without end', () => {
    expect([0, 280, 300, 351, 400, 640, 2_000].map(slotsIn)).to.deep.equal([1, 4, 4, 5, 5, 9, 9]);
  });
});

describe('the timer of a call', () => {
  it('ticks with each full second since the beginning', async () => {
    const clock = fakeClock();
    const began = clock.now() - 300;
    const ticks: number[] = [];
    const ticker = new Ticker(() => ticks.push(clock.now() - began), clock);
    ticker.run(began);
    await clock.advance(2_500);
    expect(ticks).to.deep.equal([1_000, 2_000]);
  });

  it('counts down to a moment as well', async () => {
    const clock = fakeClock();
    const end = clock.now() + 1_700;
    const left: number[] = [];
    const ticker = new Ticker(() => left.push(end - clock.now()), clock);
    ticker.run(end);
    await clock.advance(1_000);
    expect(left).to.deep.equal([1_000]);
  });

  it('rests when told so', async () => {
    const clock = fakeClock();
    let ticks = 0;
    const ticker = new Ticker(() => (ticks += 1), clock);
    ticker.run(clock.now());
    ticker.run(undefined);
    await clock.advance(5_000);
    expect(ticks).to.equal(0);
  });
});

describe('what a screen makes of a call', () => {
  const withCall = (call: Partial<typeof richCall>): typeof idlePhone => ({
    ...idlePhone,
    call: { ...richCall, ...call },
  });

  it('reads out the last final caption and the last text of others', () => {
    const state = withCall({
      captions: [
        { id: '1', speaker: 'Ada', text: 'One.', final: true },
        { id: '2', speaker: 'Ada', text: 'Tw', final: false },
      ],
      texts: [
        { id: '1', from: 'Ben', text: 'Hi', own: false, at: 0 },
        { id: '2', from: 'Me', text: 'Ho', own: true, at: 0 },
      ],
    });
    expect(lastHeard(state, newScreen)).to.equal('Ada One.. Ben: Hi');
    expect(lastHeard(state, { ...newScreen, captions: false, sheet: 'texts' })).to.equal('');
  });

  it('shows a picture unless the only other one has turned the camera off', () => {
    const off = participant({ id: 'a', videoMuted: true });
    expect(showsPicture(withCall({ participants: [] }))).to.equal(true);
    expect(showsPicture(withCall({ participants: [off] }))).to.equal(false);
    expect(showsPicture(withCall({ participants: [{ ...off, kind: 'screen' }] }))).to.equal(true);
    expect(showsPicture(withCall({ participants: [off, { ...off, id: 'b' }] }))).to.equal(true);
  });
});
