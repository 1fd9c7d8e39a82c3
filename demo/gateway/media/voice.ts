import type { OpusDecoderHandle, OpusEncoderHandle } from 'libopus-wasm';
import { createDecoder, createEncoder } from 'libopus-wasm';

/** Samples in 20 ms. */
export const frameSize = 960;

// 20 ms of silence in Opus. Something must always be sent: the SDK takes a quiet line for a broken one.
const silence = Uint8Array.of(0xf8, 0xff, 0xfe);

const mono = { channels: 1, sampleRate: 48_000 } as const;
const cushion = 2 * frameSize; // what has to be there before it is played, against jitter
const limit = 8 * frameSize; // what is kept when it comes faster than it is played

/** One leg's sound: what it says as plain samples, and what it hears as Opus. */
export class Voice {
  readonly #decoder: OpusDecoderHandle;
  readonly #encoder: OpusEncoderHandle;
  #waiting: Float32Array[] = [];
  #length = 0;
  #playing = false;
  #freed = false;

  private constructor(decoder: OpusDecoderHandle, encoder: OpusEncoderHandle) {
    this.#decoder = decoder;
    this.#encoder = encoder;
  }

  static async create(): Promise<Voice> {
    const encoder = await createEncoder({ ...mono, bitrate: 32_000, complexity: 2 });
    return new Voice(await createDecoder(mono), encoder);
  }

  /** Takes a packet in. */
  push(payload: Uint8Array): void {
    if (this.#freed || payload.length === 0) return;
    let samples: Float32Array;
    try {
      samples = this.#decoder.decodeFloat(payload);
    } catch {
      return; // a broken packet is a gap of 20 ms
    }
    this.#waiting.push(samples);
    this.#length += samples.length;
    while (this.#length > limit) this.#length -= this.#waiting.shift()?.length ?? this.#length;
  }

  /** The next 20 ms, or undefined where there is nothing to hear. */
  pull(): Float32Array | undefined {
    if (this.#length < (this.#playing ? frameSize : cushion)) {
      this.#playing = false;
      return undefined;
    }
    this.#playing = true;
    const frame = new Float32Array(frameSize);
    for (let at = 0; at < frameSize;) {
      const [head] = this.#waiting;
      if (!head) break;
      const part = head.subarray(0, frameSize - at);
      frame.set(part, at);
      at += part.length;
      if (part.length === head.length) this.#waiting.shift();
      else this.#waiting[0] = head.subarray(part.length);
    }
    this.#length -= frameSize;
    return frame;
  }

  /** 20 ms as Opus; of nothing, silence. */
  encode(samples: Float32Array | undefined): Uint8Array {
    return samples && !this.#freed ? this.#encoder.encodeFloat(samples) : silence;
  }

  free(): void {
    if (this.#freed) return;
    this.#freed = true;
    this.#waiting = [];
    this.#length = 0;
    this.#decoder.free();
    this.#encoder.free();
  }
}
