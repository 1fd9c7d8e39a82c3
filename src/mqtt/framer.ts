import { join } from './bytes.js';
import { PACKET_TOO_LARGE, largestPacket, violation } from './packets.js';

/** One packet, still to be decoded. */
export interface Frame {
  /** The first byte: type and flags. */
  header: number;
  /** What follows the length. */
  body: Uint8Array;
}

/** The shortest packet: a first byte and a length of 0. */
const smallest = 2;

/**
 * Cuts a stream into packets, wherever its chunks begin and end. Chunks are only put together once
 * they hold what is missing, so that every byte is copied at most twice.
 */
export class Framer {
  #chunks: Uint8Array[] = [];
  #size = 0;
  #needed = smallest;

  /**
   * Takes the next bytes and gives the packets that are now whole.
   * @throws ConnectionError `connection/protocol` for a length that is malformed or beyond the cap
   */
  *push(chunk: Uint8Array): Generator<Frame> {
    this.#size += chunk.length;
    if (this.#size < this.#needed) return void this.#chunks.push(chunk);
    const bytes = this.#chunks.length ? join([...this.#chunks, chunk]) : chunk;
    let at = 0;
    let { start, end } = measure(bytes, at);
    while (end <= bytes.length) {
      yield { header: bytes[at] ?? 0, body: bytes.subarray(start, end) };
      at = end;
      ({ start, end } = measure(bytes, at));
    }
    this.#size = bytes.length - at;
    this.#needed = end - at;
    this.#chunks = this.#size ? [bytes.subarray(at)] : [];
  }
}

/** Where the body of the packet at `at` starts and ends; while its length is cut off: one byte more. */
const measure = (bytes: Uint8Array, at: number): { start: number; end: number } => {
  let length = 0;
  for (let i = 0; i < 4; i++) {
    const byte = bytes[at + 1 + i];
    if (byte === undefined) return { start: 0, end: Math.max(bytes.length + 1, at + smallest) };
    length |= (byte & 127) << (7 * i);
    if (byte < 128) {
      if (length > largestPacket) throw violation(PACKET_TOO_LARGE);
      const start = at + 2 + i;
      return { start, end: start + length };
    }
  }
  throw violation();
};
