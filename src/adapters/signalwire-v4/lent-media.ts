import type { CallMedia } from '../../core/call/call-provider.js';
import type { MediaKind } from '../../core/call/call-state.js';
import type { Silence } from './silence.js';

/** Which media a stand-in stands for. */
const lenders = new WeakMap<MediaStreamTrack, LentMedia>();

/**
 * The tracks of one call. The SDK stops and replaces what it is given, as if it were its own; so it
 * gets ended copies, and the peer connection sends the real tracks in their place.
 */
export class LentMedia {
  #audio: MediaStreamTrack;
  #video: MediaStreamTrack | undefined;
  readonly #receiveVideo: boolean;

  constructor(
    media: CallMedia,
    readonly silence: Silence,
  ) {
    this.#audio = media.audio ?? silence.track;
    this.#video = media.video;
    this.#receiveVideo = media.receiveVideo;
  }

  get audio(): MediaStreamTrack {
    return this.#audio;
  }

  get video(): MediaStreamTrack | undefined {
    return this.#video;
  }

  /** Sends another track from now on; silence in the place of no sound. */
  lend(kind: MediaKind, track: MediaStreamTrack | undefined): void {
    if (kind === 'audio') this.#audio = track ?? this.silence.track;
    else this.#video = track;
  }

  /** What the SDK gets to hold. */
  standIns(): { audio: MediaStream; video: MediaStream | undefined } {
    const { audio, video } = this;
    return { audio: this.#standIn(audio), video: video && this.#standIn(video) };
  }

  /** Puts the real tracks in the place of the stand-ins that a peer connection is about to send. */
  static async settle(peer: RTCPeerConnection): Promise<void> {
    const transceivers = peer.getTransceivers();
    const lender = transceivers
      .map(({ sender }) => sender.track && lenders.get(sender.track))
      .find((found) => found);
    if (!lender) return;
    for (const transceiver of transceivers) {
      const { sender, receiver } = transceiver;
      // The SDK answers every offer of a picture with yes.
      if (receiver.track.kind === 'video' && !lender.#receiveVideo) {
        transceiver.direction = lender.video ? 'sendonly' : 'inactive';
      }
      if (!sender.track || !lenders.has(sender.track)) continue;
      await sender.replaceTrack(
        sender.track.kind === 'audio' ? lender.audio : (lender.video ?? null),
      );
    }
  }

  #standIn(track: MediaStreamTrack): MediaStream {
    const copy = track.clone();
    // A muted track would make the SDK offer to receive only.
    copy.enabled = true;
    copy.stop();
    lenders.set(copy, this);
    return new MediaStream([copy]);
  }
}
