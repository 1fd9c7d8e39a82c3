/** Loud enough for a voice: root mean square of samples from -1 to 1. */
const voiceLevel = 0.02;

/** How long somebody still counts as talking after the last sound, ms: the gaps between words. */
const breath = 800;

/** Tells from the sound whether somebody talks. */
export class Loudness {
  #lastHeard = -Infinity;
  #talking = false;

  get talking(): boolean {
    return this.#talking;
  }

  /** Takes the next 20 ms; true where somebody has just begun or stopped to talk. */
  hear(samples: Float32Array | undefined, now: number): boolean {
    if (samples && level(samples) > voiceLevel) this.#lastHeard = now;
    const talking = now - this.#lastHeard < breath;
    const changed = talking !== this.#talking;
    this.#talking = talking;
    return changed;
  }
}

const level = (samples: Float32Array): number => {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
};
