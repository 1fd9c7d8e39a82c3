import { frameSize } from './voice.js';

const rate = 48_000;
const syllable = 0.22; // s
const vowels = [
  [730, 1090],
  [270, 2290],
  [300, 870],
  [530, 1840],
] as const;

/** Something that sounds like talk without a word in it: vowels over a voice's pitch, in syllables. */
export class Babble {
  #sample = 0;
  #phase = 0;

  /** The next 20 ms. */
  pull(): Float32Array {
    const frame = new Float32Array(frameSize);
    for (let at = 0; at < frameSize; at += 1) frame[at] = this.#next();
    return frame;
  }

  #next(): number {
    const time = this.#sample++ / rate;
    const count = Math.floor(time / syllable);
    const within = time / syllable - count;
    const [first, second] = vowels[(count * 7) % vowels.length] ?? vowels[0];
    const pitch = 118 + 14 * Math.sin(time * 2.1);
    this.#phase += pitch / rate;
    let sound = 0;
    for (let harmonic = 1; harmonic <= 22; harmonic += 1) {
      const frequency = harmonic * pitch;
      const strength = near(frequency, first, 120) + 0.6 * near(frequency, second, 180) + 0.02;
      sound += strength * Math.sin(2 * Math.PI * harmonic * this.#phase);
    }
    return 0.18 * sound * Math.sin(Math.PI * within) ** 0.6;
  }
}

const near = (frequency: number, centre: number, width: number): number =>
  1 / (1 + ((frequency - centre) / width) ** 2);
