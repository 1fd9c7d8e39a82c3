import { expect } from '@open-wc/testing';
import { RingTone, type RingKind } from '../../../src/core/call/ring-tone.js';

/** A real context that renders into memory: what it plays can be looked at. */
const seconds = 6;
const rate = 16_000;

const setup = (kind: RingKind = 'ring', { activated = true, state = 'suspended' } = {}) => {
  const contexts: OfflineAudioContext[] = [];
  let closed = 0;
  const tone = new RingTone(kind, {
    activated: () => activated,
    create: () => {
      const context = new OfflineAudioContext(1, seconds * rate, rate);
      contexts.push(context);
      Object.defineProperties(context, {
        state: { get: () => state },
        resume: { value: () => Promise.reject(new DOMException('no', 'NotAllowedError')) },
        close: {
          value: () => {
            closed += 1;
            return Promise.resolve();
          },
        },
      });
      return context as unknown as AudioContext;
    },
  });
  const render = async (): Promise<Float32Array> => {
    const [context] = contexts;
    if (!context) throw new Error('Nothing rings.');
    return (await context.startRendering()).getChannelData(0);
  };
  return { tone, contexts, render, closed: () => closed };
};

const loudness = (samples: Float32Array, from: number, to: number): number =>
  samples.slice(from * rate, to * rate).reduce((most, one) => Math.max(most, Math.abs(one)), 0);

describe('RingTone', () => {
  it('rings, rests, and rings again', async () => {
    const { tone, render } = setup();
    tone.start();
    const samples = await render();
    expect(loudness(samples, 0, 1)).to.be.greaterThan(0.1);
    expect(loudness(samples, 2, 2.9)).to.be.lessThan(0.001);
    expect(loudness(samples, 3, 4)).to.be.greaterThan(0.1);
  });

  it('never clips', async () => {
    const { tone, render } = setup();
    tone.start();
    expect(loudness(await render(), 0, seconds)).to.be.lessThan(0.9);
  });

  it('is softer, and slower, where it rings at the far end', async () => {
    const { tone, render } = setup('ringback');
    tone.start();
    const samples = await render();
    expect(loudness(samples, 0, 0.9)).to.be.within(0.03, 0.1);
    expect(loudness(samples, 1.1, 4.9)).to.be.lessThan(0.001);
    expect(loudness(samples, 5.1, 6)).to.be.within(0.03, 0.1);
  });

  it('stays silent, and makes no context, until the visitor has done something', () => {
    const { tone, contexts } = setup('ring', { activated: false });
    tone.start();
    tone.stop();
    expect(contexts).to.deep.equal([]);
  });

  it('plays once, however often it is started', () => {
    const { tone, contexts } = setup();
    tone.start();
    tone.start();
    expect(contexts).to.have.length(1);
  });

  it('gives the sound card back at once where it was never heard', () => {
    const { tone, closed } = setup();
    tone.start();
    tone.stop();
    tone.stop();
    expect(closed()).to.equal(1);
  });

  it('fades out before it gives the sound card back', async () => {
    const { tone, render, closed } = setup('ring', { state: 'running' });
    tone.start();
    tone.stop();
    expect(closed()).to.equal(0);
    const samples = await render();
    expect(loudness(samples, 0, 0.05)).to.be.greaterThan(0.01);
    expect(loudness(samples, 0.09, seconds)).to.equal(0);
    expect(closed()).to.equal(1);
  });

  it('can ring again', () => {
    const { tone, contexts } = setup();
    tone.start();
    tone.stop();
    tone.start();
    expect(contexts).to.have.length(2);
  });

  it('is silent where there is no sound card', () => {
    const tone = new RingTone('ring', {
      activated: () => true,
      create: () => {
        throw new DOMException('none', 'NotSupportedError');
      },
    });
    tone.start();
    tone.stop();
  });
});
