import { expect } from '@open-wc/testing';
import { LevelMeter } from '../../../src/core/call/level-meter.js';

/** A context whose analyser hears a sine of a test's own loudness. */
const fakeContext = () => {
  const heard = { amplitude: 0, closed: 0, resumed: 0, asked: 0 };
  const context = {
    createAnalyser: () => ({
      fftSize: 0,
      getFloatTimeDomainData: (samples: Float32Array) => {
        heard.asked += 1;
        samples.forEach((_, i) => (samples[i] = heard.amplitude * Math.sin(i)));
      },
    }),
    createMediaStreamSource: () => ({ connect: () => undefined }),
    resume: () => {
      heard.resumed += 1;
      return Promise.reject(new DOMException('asleep', 'NotAllowedError'));
    },
    close: () => {
      heard.closed += 1;
      return Promise.resolve();
    },
  };
  return { heard, create: () => context as unknown as AudioContext };
};

/** A real one: a stream takes no other. */
const track = (): MediaStreamTrack => {
  const [video] = document.createElement('canvas').captureStream().getTracks();
  if (!video) throw new Error('A canvas has a track.');
  return video;
};

const setup = () => {
  const { heard, create } = fakeContext();
  return { heard, meter: new LevelMeter(track(), create) };
};

describe('LevelMeter', () => {
  it('is 0 for silence', () => {
    expect(setup().meter.level).to.equal(0);
  });

  it('rises with the sound, from 0 to 1', () => {
    const { heard, meter } = setup();
    const levels = [0.0001, 0.01, 0.1, 1].map((amplitude) => {
      heard.amplitude = amplitude;
      return meter.level;
    });
    expect(levels[0]).to.equal(0);
    expect(levels[1]).to.be.within(0.2, 0.4);
    expect(levels[2]).to.be.within(0.6, 0.9);
    expect(levels[3]).to.equal(1);
  });

  it('gives the audio context back, once', () => {
    const { heard, meter } = setup();
    heard.amplitude = 1;
    meter.close();
    meter.close();
    expect(meter.level).to.equal(0);
    expect(heard).to.include({ closed: 1, asked: 0 });
  });

  it('shows nothing where there is no audio context to be had', () => {
    const meter = new LevelMeter(track(), () => {
      throw new DOMException('too many', 'NotSupportedError');
    });
    expect(meter.level).to.equal(0);
    meter.close();
  });

  it('gives the audio context back where the track has no sound', () => {
    const { heard, create } = fakeContext();
    const meter = new LevelMeter(track(), () =>
      Object.assign(create(), {
        createMediaStreamSource: () => {
          throw new DOMException('no audio', 'InvalidStateError');
        },
      }),
    );
    expect(meter.level).to.equal(0);
    expect(heard.closed).to.equal(1);
  });
});
