/**
 * A microphone that hears nothing, for who sends no sound: the SDK places no call without a track,
 * and services end calls that send no packets.
 */
export class Silence {
  #context: AudioContext | undefined;
  #track: MediaStreamTrack | undefined;

  /** Made when first asked for. */
  get track(): MediaStreamTrack {
    this.#track ??= this.#make();
    return this.#track;
  }

  close(): void {
    this.#track?.stop();
    // It fails only where it is closed already.
    this.#context?.close().catch(() => undefined);
    this.#track = this.#context = undefined;
  }

  #make(): MediaStreamTrack {
    const context = (this.#context = new AudioContext());
    const destination = context.createMediaStreamDestination();
    // Without a source some browsers send no packets at all.
    const source = context.createConstantSource();
    source.offset.value = 0;
    source.connect(destination);
    source.start();
    const [track] = destination.stream.getAudioTracks();
    if (!track) throw new DOMException('No silent track.', 'NotSupportedError');
    return track;
  }
}
