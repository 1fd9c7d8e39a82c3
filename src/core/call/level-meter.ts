/** The quietest and the loudest that is told apart, dB below full scale: room noise and a raised voice. */
const quiet = -60;
const loud = -12;

/** How loud a track is. Give it back with `close`; the track stays as it is. */
export class LevelMeter {
  #context: AudioContext | undefined;
  #analyser: AnalyserNode | undefined;
  #samples = new Float32Array(512);

  /** @param create makes an audio context, or throws where there is none to be had */
  constructor(track: MediaStreamTrack, create: () => AudioContext = () => new AudioContext()) {
    try {
      this.#context = create();
      this.#analyser = this.#context.createAnalyser();
      this.#analyser.fftSize = this.#samples.length;
      this.#context.createMediaStreamSource(new MediaStream([track])).connect(this.#analyser);
      // Begun without a gesture it may stay asleep: then it measures silence.
      this.#context.resume().catch(() => undefined);
    } catch {
      // A meter is no reason to stop a call: without audio to be measured it shows none.
      this.close();
    }
  }

  /** From 0, silence, to 1; even steps sound even. */
  get level(): number {
    if (!this.#analyser) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, one) => sum + one * one, 0) / this.#samples.length;
    const decibels = 10 * Math.log10(power); // -Infinity for silence
    return Math.min(1, Math.max(0, (decibels - quiet) / (loud - quiet)));
  }

  /** Idempotent; afterwards the level is 0. */
  close(): void {
    this.#analyser = undefined;
    // It rejects only where it is closed already.
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }
}
