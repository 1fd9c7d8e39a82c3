import { LevelMeter } from '../../../core/call/level-meter.js';

/** Shows how loud a microphone is, frame by frame, in the element that a template makes. */
export class VoiceMeter {
  #element: HTMLElement | undefined;
  #track: MediaStreamTrack | undefined;
  #meter: LevelMeter | undefined;
  #frame = 0;

  /** For a template's `ref`. */
  readonly take = (element: Element | undefined): void => {
    if (element === this.#element) return;
    this.#element = element as HTMLElement | undefined;
    this.#restart();
  };

  /** @param track the microphone; undefined: none */
  listen(track: MediaStreamTrack | undefined): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#restart();
  }

  #restart(): void {
    cancelAnimationFrame(this.#frame);
    this.#meter?.close();
    this.#meter = undefined;
    this.#element?.style.setProperty('--_level', '0');
    if (!this.#element || !this.#track) return;
    this.#meter = new LevelMeter(this.#track);
    this.#draw();
  }

  #draw = (): void => {
    this.#element?.style.setProperty('--_level', (this.#meter?.level ?? 0).toFixed(2));
    this.#frame = requestAnimationFrame(this.#draw);
  };
}
