/**
 * What the far end sends, as one stream. Not the SDK's stream: where sound and picture come with
 * different stream ids, that has only one of them.
 */
export class RemoteMedia {
  readonly #peer: RTCPeerConnection;
  readonly #changed: (stream: MediaStream) => void;
  #stream: MediaStream | undefined;

  constructor(peer: RTCPeerConnection, changed: (stream: MediaStream) => void) {
    this.#peer = peer;
    this.#changed = changed;
    peer.addEventListener('track', this.#onTrack);
    for (const { receiver, currentDirection } of peer.getTransceivers()) {
      if (currentDirection === 'sendrecv' || currentDirection === 'recvonly') {
        this.#add(receiver.track);
      }
    }
  }

  stop(): void {
    this.#peer.removeEventListener('track', this.#onTrack);
  }

  #onTrack = ({ track }: RTCTrackEvent): void => this.#add(track);

  #add(track: MediaStreamTrack): void {
    this.#stream ??= new MediaStream();
    this.#stream.addTrack(track);
    this.#changed(this.#stream);
  }
}
