import type { Phase } from '../../../core/call/phone-state.js';
import { RingTone } from '../../../core/call/ring-tone.js';

/** Rings while somebody calls, and lets one hear that it rings at the far end. */
export class Ringer {
  #phase: Phase | undefined;
  #tone: RingTone | undefined;

  /** @param phase what the phone is doing; undefined: silence */
  ring(phase: Phase | undefined): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#tone?.stop();
    this.#tone = undefined;
    if (phase !== 'incoming' && phase !== 'ringing') return;
    this.#tone = new RingTone(phase === 'incoming' ? 'ring' : 'ringback');
    this.#tone.start();
  }
}
