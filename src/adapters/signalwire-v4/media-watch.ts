import type { Clock } from '../../core/clock.js';
import type { ReadonlyStore } from '../../core/store.js';

export interface MediaWatchOptions {
  clock: Clock;
  /** Whether the service is reached: no way can be agreed on without it. */
  line: ReadonlyStore<'online' | 'reconnecting'>;
  /** Looks for another way. May reject. */
  restart(): Promise<void>;
  /** The state of the connection has changed. */
  changed(): void;
  /** There was no media for too long. */
  lost(): void;
}

/** A short interruption heals by itself, ms. */
const patience = 2_000;
/** Between two tries, ms. */
const pause = 5_000;
/** Without media for so long a call is over, ms. */
const limit = 20_000;

/** Looks after the media of a call: restores it where it breaks, and says when there is no hope. */
export class MediaWatch {
  readonly #peer: RTCPeerConnection;
  readonly #options: MediaWatchOptions;
  readonly #leaveLine: () => void;
  #connectedBefore = false;
  #cancelLimit: (() => void) | undefined;
  #cancelRestart: (() => void) | undefined;

  constructor(peer: RTCPeerConnection, options: MediaWatchOptions) {
    this.#peer = peer;
    this.#options = options;
    peer.addEventListener('connectionstatechange', this.#onChange);
    this.#leaveLine = options.line.subscribe((state) => {
      if (state === 'online' && this.#cancelLimit && this.#connectedBefore) this.#restartIn(0);
    });
    this.#connectedBefore = this.state === 'connected';
  }

  get state(): RTCPeerConnectionState {
    return this.#peer.connectionState;
  }

  /** Media has flowed. */
  get connectedBefore(): boolean {
    return this.#connectedBefore;
  }

  /** From now on there should be media. */
  expect(): void {
    if (this.state !== 'connected') this.#arm();
  }

  stop(): void {
    this.#peer.removeEventListener('connectionstatechange', this.#onChange);
    this.#leaveLine();
    this.#calm();
  }

  #onChange = (): void => {
    const { state } = this;
    if (state === 'connected') {
      this.#connectedBefore = true;
      this.#calm();
    } else if (this.#connectedBefore) {
      this.#arm();
      if (state === 'failed') this.#restartIn(0);
      else if (state === 'disconnected') this.#restartIn(patience);
    }
    this.#options.changed();
  };

  #arm(): void {
    this.#cancelLimit ??= this.#options.clock.after(limit, () => this.#options.lost());
  }

  #calm(): void {
    this.#cancelLimit?.();
    this.#cancelRestart?.();
    this.#cancelLimit = this.#cancelRestart = undefined;
  }

  #restartIn(ms: number): void {
    this.#cancelRestart?.();
    this.#cancelRestart = this.#options.clock.after(ms, () => {
      this.#restartIn(pause);
      // What stood in the way may be gone at the next try; the limit ends the tries.
      if (this.#options.line.value === 'online') this.#options.restart().catch(() => undefined);
    });
  }
}
