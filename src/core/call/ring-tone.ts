/** `ring` where somebody calls us, `ringback` while it rings at theirs. */
export type RingKind = 'ring' | 'ringback';

/** A note: when it begins and how long it sounds, s, and the frequencies in it, Hz. */
interface Note {
  readonly at: number;
  readonly length: number;
  readonly pitches: readonly number[];
}

interface Tune {
  /** After this it begins anew, s. */
  readonly period: number;
  readonly volume: number;
  /** Whether notes fade like a chime, or stay as they are. */
  readonly chime: boolean;
  readonly notes: readonly Note[];
}

/** E and B, twice: two tones that go together, and are told apart even by a phone's small speaker. */
const chime = [0, 0.6].flatMap((at) => [
  { at, length: 0.5, pitches: [659.25, 1318.5] },
  { at: at + 0.2, length: 0.7, pitches: [987.77, 1975.5] },
]);

const tunes: Record<RingKind, Tune> = {
  ring: { period: 3, volume: 0.25, chime: true, notes: chime },
  // What most of the world hears while it waits. @see ITU-T E.180
  ringback: {
    period: 5,
    volume: 0.06,
    chime: false,
    notes: [{ at: 0, length: 1, pitches: [425] }],
  },
};

/** Enough for pitches below 4 kHz; any context resamples it. */
const sampleRate = 8_000;
/** A tone that is cut off clicks, s. */
const fade = 0.08;

export interface RingToneOptions {
  create?: () => AudioContext;
  /** Whether the visitor has done something on this page: else browsers play nothing, and say so. */
  activated?: () => boolean;
}

/** A ring tone, made from numbers. Silent where the page may not make a sound. */
export class RingTone {
  readonly #tune: Tune;
  readonly #create: () => AudioContext;
  readonly #activated: () => boolean;
  #playing: { context: AudioContext; gain: GainNode; source: AudioBufferSourceNode } | undefined;

  constructor(
    kind: RingKind,
    { create = () => new AudioContext(), activated = hasBeenActive }: RingToneOptions = {},
  ) {
    this.#tune = tunes[kind];
    this.#create = create;
    this.#activated = activated;
  }

  /** Rings until `stop`. */
  start(): void {
    if (this.#playing || !this.#activated()) return;
    try {
      const context = this.#create();
      const gain = context.createGain();
      const source = context.createBufferSource();
      const { period, volume } = this.#tune;
      const buffer = context.createBuffer(1, period * sampleRate, sampleRate);
      buffer.copyToChannel(samplesOf(this.#tune), 0);
      source.buffer = buffer;
      source.loop = true;
      gain.gain.value = volume;
      source.connect(gain).connect(context.destination);
      source.start();
      this.#playing = { context, gain, source };
      // Not allowed after all: then it is silent, and the screen still shows who calls.
      context.resume().catch(() => undefined);
    } catch {
      // No sound card, or too many contexts: likewise.
    }
  }

  /** Fades out and gives the sound card back. Idempotent. */
  stop(): void {
    if (!this.#playing) return;
    const { context, gain, source } = this.#playing;
    this.#playing = undefined;
    // It rejects only where it is closed already.
    const close = (): void => void context.close().catch(() => undefined);
    const { currentTime } = context;
    if (context.state !== 'running') {
      close();
      return;
    }
    source.addEventListener('ended', close);
    gain.gain.setValueAtTime(gain.gain.value, currentTime);
    gain.gain.linearRampToValueAtTime(0, currentTime + fade);
    source.stop(currentTime + fade);
  }
}

const hasBeenActive = (): boolean => {
  const activation = navigator.userActivation as UserActivation | undefined;
  return activation?.hasBeenActive ?? true;
};

const samplesOf = ({ period, chime, notes }: Tune): Float32Array<ArrayBuffer> => {
  const samples = new Float32Array(period * sampleRate);
  for (const { at, length, pitches } of notes) {
    const first = Math.round(at * sampleRate);
    const count = Math.round(length * sampleRate);
    for (let i = 0; i < count; i += 1) {
      const time = i / sampleRate;
      const left = length - time;
      const edge = Math.min(1, time / 0.01, left / 0.03);
      const envelope = edge * (chime ? Math.exp((-5 * time) / length) : 1);
      // Each pitch softer than the one before: overtones.
      const sum = pitches.reduce(
        (wave, pitch, n) => wave + Math.sin(2 * Math.PI * pitch * time) / (n + 1) ** 2,
        0,
      );
      samples[first + i] = (samples[first + i] ?? 0) + sum * envelope;
    }
  }
  return samples;
};
