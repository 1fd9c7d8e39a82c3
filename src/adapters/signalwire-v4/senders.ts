import type { MediaKind } from '../../core/call/call-state.js';
import type { LentMedia } from './lent-media.js';

/** What a call sends. */
export class Senders {
  readonly #peer: RTCPeerConnection;
  readonly #lent: LentMedia;

  constructor(peer: RTCPeerConnection, lent: LentMedia) {
    this.#peer = peer;
    this.#lent = lent;
  }

  /** Sends a track, or black and silence in its place; at once. */
  enable(kind: MediaKind, enabled: boolean): void {
    const track = this.#lent[kind];
    if (track) track.enabled = enabled;
  }

  /** Sends another track from now on. @throws what the browser throws */
  async replace(kind: MediaKind, track: MediaStreamTrack | undefined): Promise<void> {
    this.#lent.lend(kind, track);
    const next = this.#lent[kind];
    const transceiver = this.#peer
      .getTransceivers()
      .find(({ receiver, direction }) => receiver.track.kind === kind && direction !== 'stopped');
    if (transceiver) {
      await transceiver.sender.replaceTrack(next ?? null);
      const { direction } = transceiver;
      // The SDK hears that a new agreement is needed, and makes it.
      if (next && direction === 'recvonly') transceiver.direction = 'sendrecv';
      if (next && direction === 'inactive') transceiver.direction = 'sendonly';
    } else if (next) {
      this.#peer.addTransceiver(next, {
        direction: 'sendrecv',
        streams: [new MediaStream([next])],
      });
    }
  }
}
