import { randomInt } from 'node:crypto';
import type { RtpPacket } from 'werift';
import { MediaStreamTrack, RtpHeader, RtpPacket as Packet } from 'werift';

/** RTP of changing sources as one stream whose numbers go on without a gap. */
export class RtpOut {
  readonly track: MediaStreamTrack;
  readonly #ticksPerMs: number;
  readonly #now: () => number;
  #sequence = randomInt(0x10000);
  #timestamp = randomInt(0x100000000);
  #sequenceOffset = 0;
  #timestampOffset = 0;
  #source: object | undefined;
  #lastAt = 0;
  #count = 0;

  constructor(kind: 'audio' | 'video', now: () => number) {
    this.track = new MediaStreamTrack({ kind });
    this.#ticksPerMs = kind === 'audio' ? 48 : 90;
    this.#now = now;
  }

  /** How many packets have been sent. */
  get count(): number {
    return this.#count;
  }

  /** Sends 20 ms of Opus that follow on what was sent last. */
  frame(payload: Uint8Array, payloadType: number): void {
    this.#timestamp = (this.#timestamp + 960) >>> 0;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#write(Buffer.from(payload), payloadType, false);
  }

  /** Sends a packet of a source on; another source than before continues the numbers of that one. */
  forward(source: object, { header, payload }: RtpPacket): void {
    if (source !== this.#source) this.#startFrom(source, header);
    this.#sequence = (header.sequenceNumber + this.#sequenceOffset) & 0xffff;
    this.#timestamp = (header.timestamp + this.#timestampOffset) >>> 0;
    this.#lastAt = this.#now();
    this.#write(payload, header.payloadType, header.marker);
  }

  #startFrom(source: object, header: RtpHeader): void {
    const pause = this.#source ? Math.max(this.#now() - this.#lastAt, 1) : 1;
    const next = this.#timestamp + Math.round(pause * this.#ticksPerMs);
    this.#sequenceOffset = (this.#sequence + 1 - header.sequenceNumber) & 0xffff;
    this.#timestampOffset = (next - header.timestamp) >>> 0;
    this.#source = source;
  }

  #write(payload: Buffer, payloadType: number, marker: boolean): void {
    this.#count += 1;
    const header = new RtpHeader({
      sequenceNumber: this.#sequence,
      timestamp: this.#timestamp,
      payloadType,
      marker,
      ssrc: 1, // werift puts its own in
    });
    this.track.writeRtp(new Packet(header, payload));
  }
}
