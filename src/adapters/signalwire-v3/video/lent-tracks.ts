import type { CallMedia } from '../../../core/call/call-provider.js';
import type { MediaKind } from '../../../core/call/call-state.js';

/**
 * The tracks of one call. The SDK stops what it is given, as if it were its own; so it gets copies, and what was
 * lent stays with its owner. A copy keeps the device on too: each is stopped as soon as it is not sent any more.
 */
export class LentTracks {
  /** What the SDK sends. */
  readonly stream = new MediaStream();
  readonly #copies: Partial<Record<MediaKind, MediaStreamTrack>> = {};
  /** Of what, as long as the call goes on. */
  readonly #originals: Partial<Record<MediaKind, MediaStreamTrack>> = {};

  constructor({ audio, video }: Pick<CallMedia, 'audio' | 'video'>) {
    for (const [kind, track] of [
      ['audio', audio],
      ['video', video],
    ] as const) {
      const copy = this.lend(kind, track);
      if (copy) this.stream.addTrack(copy);
    }
  }

  /** A copy in the place of the one before; undefined: none. */
  lend(kind: MediaKind, track: MediaStreamTrack | undefined): MediaStreamTrack | undefined {
    const copy = track?.clone();
    if (track && copy) copy.enabled = track.enabled;
    this.#copies[kind]?.stop();
    this.#copies[kind] = copy;
    this.#originals[kind] = track;
    return copy;
  }

  /** Stops the copy; what was lent can be sent again later. */
  rest(kind: MediaKind): undefined {
    this.#copies[kind]?.stop();
    this.#copies[kind] = undefined;
  }

  /** A new copy of what rests, if its owner still has it; undefined where nothing rests. */
  wake(kind: MediaKind): MediaStreamTrack | undefined {
    const track = this.#originals[kind];
    const rests = this.#copies[kind] === undefined && track?.readyState === 'live';
    return rests ? this.lend(kind, track) : undefined;
  }

  enable(kind: MediaKind, enabled: boolean): void {
    const copy = this.#copies[kind];
    if (copy) copy.enabled = enabled;
  }

  stop(): void {
    this.lend('audio', undefined);
    this.lend('video', undefined);
  }
}

/** Sends another track from now on, in the place of the one before. @throws what the browser throws */
export const replaceSent = async (
  peer: RTCPeerConnection,
  kind: MediaKind,
  track: MediaStreamTrack | undefined,
): Promise<void> => {
  const transceiver = peer
    .getTransceivers()
    .find(({ receiver, direction }) => receiver.track.kind === kind && direction !== 'stopped');
  if (!transceiver) {
    if (track) peer.addTransceiver(track, { direction: 'sendrecv' });
    return;
  }
  await transceiver.sender.replaceTrack(track ?? null);
  // The SDK hears that a new agreement is needed, and makes it.
  if (track && transceiver.direction === 'recvonly') transceiver.direction = 'sendrecv';
  if (track && transceiver.direction === 'inactive') transceiver.direction = 'sendonly';
};
