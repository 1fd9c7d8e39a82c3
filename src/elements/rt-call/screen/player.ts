import { toRtError, type RtError } from '../../../protocol/errors.js';

/** What a player tells, and whom. */
export interface PlayerOptions {
  /** Something that can be seen has changed. */
  changed(this: void): void;
  failed(this: void, error: RtError): void;
}

const trackEvents = ['mute', 'unmute', 'ended'] as const;
const streamEvents = ['addtrack', 'removetrack'] as const;
const videoEvents = ['loadedmetadata', 'resize'] as const;

/** Plays the far end in the `<video>` that a template makes, and knows whether there is a picture. */
export class Player {
  readonly #options: PlayerOptions;
  #video: HTMLVideoElement | undefined;
  #stream: MediaStream | undefined;
  #tracks: readonly MediaStreamTrack[] = [];
  #speaker = '';
  #blocked = false;

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  /** The browser does not let it be heard before the visitor has clicked. */
  get blocked(): boolean {
    return this.#blocked;
  }

  get video(): HTMLVideoElement | undefined {
    return this.#video;
  }

  /** Whether there is something to be seen. */
  get picture(): boolean {
    const sent = this.#tracks.some((track) => track.readyState === 'live' && !track.muted);
    return sent && (this.#video?.videoWidth ?? 0) > 0;
  }

  /** Width by height of the picture. */
  get ratio(): number {
    const { videoWidth = 0, videoHeight = 0 } = this.#video ?? {};
    return videoHeight > 0 ? videoWidth / videoHeight : 16 / 9;
  }

  /** For a template's `ref`. */
  readonly take = (element: Element | undefined): void => {
    const video = element as HTMLVideoElement | undefined;
    if (video === this.#video) return;
    for (const name of videoEvents) this.#video?.removeEventListener(name, this.#options.changed);
    // Else some browsers keep the stream's decoders until the element is collected.
    if (this.#video) this.#video.srcObject = null;
    this.#video = video;
    for (const name of videoEvents) video?.addEventListener(name, this.#options.changed);
    this.#start();
  };

  /** Plays this from now on; the same stream again changes nothing. */
  play(stream: MediaStream | undefined): void {
    if (stream === this.#stream) {
      // A track that a script has added, the stream's own events don't tell of.
      if (stream && stream.getVideoTracks().length !== this.#tracks.length) this.#watch();
      return;
    }
    for (const name of streamEvents) {
      this.#stream?.removeEventListener(name, this.#onTracks);
      stream?.addEventListener(name, this.#onTracks);
    }
    this.#stream = stream;
    this.#watch();
    this.#start();
  }

  /** Plays through this speaker; empty: the browser's choice. */
  speak(speaker: string): void {
    if (speaker === this.#speaker) return;
    this.#speaker = speaker;
    this.#route();
  }

  /** Tries again to be heard, out of a click. */
  unblock(): void {
    this.#blocked = false;
    if (this.#video) this.#video.muted = false;
    this.#run();
    this.#options.changed();
  }

  #onTracks = (): void => {
    this.#watch();
    this.#options.changed();
  };

  #watch(): void {
    for (const track of this.#tracks) {
      for (const name of trackEvents) track.removeEventListener(name, this.#options.changed);
    }
    this.#tracks = this.#stream?.getVideoTracks() ?? [];
    for (const track of this.#tracks) {
      for (const name of trackEvents) track.addEventListener(name, this.#options.changed);
    }
  }

  #start(): void {
    const video = this.#video;
    if (!video || video.srcObject === (this.#stream ?? null)) return;
    this.#blocked = false;
    video.muted = false;
    video.srcObject = this.#stream ?? null;
    if (!this.#stream) return;
    this.#route();
    this.#run();
  }

  #run(): void {
    const video = this.#video;
    video?.play().catch((error: unknown) => {
      // Anything else means that the next stream has come, or none: that one is played by itself.
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      if (video !== this.#video || video.muted) return;
      this.#blocked = true;
      // Without sound it may: better than a frozen picture.
      video.muted = true;
      this.#run();
      this.#options.changed();
    });
  }

  #route(): void {
    const video = this.#video;
    if (!video || !('setSinkId' in video) || video.sinkId === this.#speaker) return;
    video.setSinkId(this.#speaker).catch((error: unknown) => {
      this.#options.failed(toRtError(error, 'media/no-device'));
    });
  }
}

/** Shows one's own camera in the `<video>` that a template makes. */
export class Mirror {
  #video: HTMLVideoElement | undefined;
  #track: MediaStreamTrack | undefined;

  /** For a template's `ref`. */
  readonly take = (element: Element | undefined): void => {
    if (element === this.#video) return;
    if (this.#video) this.#video.srcObject = null;
    this.#video = element as HTMLVideoElement | undefined;
    this.#start();
  };

  show(track: MediaStreamTrack | undefined): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#start();
  }

  #start(): void {
    const video = this.#video;
    if (!video) return;
    video.srcObject = this.#track ? new MediaStream([this.#track]) : null;
    // It has no sound, so it may always play; what rejects is that a newer stream has come.
    if (this.#track) video.play().catch(() => undefined);
  }
}
