import type { CallSnapshot } from '../../core/call/call-state.js';
import type { Clock } from '../../core/clock.js';
import { CallError } from '../../protocol/call-error.js';

/** What carries a screen. */
export interface ScreenWay {
  /** Settles when media flows. @throws whatever stood in the way; the signal's reason */
  open(screen: MediaStream, signal: AbortSignal): Promise<void>;
  /** Ends it, and tells the service. */
  close(): void;
}

export interface ScreenShareOptions {
  readonly clock: Clock;
  /** A new way for a screen; it calls `over` when the service has ended it, or it broke. */
  readonly way: (over: () => void) => ScreenWay;
  readonly changed: (sharing: CallSnapshot['sharing']) => void;
}

/** From the picked screen to a connection that sends it, ms. */
const deadline = 15_000;

/**
 * Shares a screen. Not the SDK's way: that takes the screen for ourselves, forgets that the call is
 * connected, does not see the browser's own "Stop sharing", and ends the call when the picker is
 * cancelled.
 */
export class ScreenShare {
  readonly #options: ScreenShareOptions;
  /** Ends the share that is under way. */
  #end: AbortController | undefined;

  constructor(options: ScreenShareOptions) {
    this.#options = options;
  }

  /**
   * Lets the visitor pick a screen and shares it. Resolves without sharing where they cancel, or stop
   * before it has begun. Settles within 15 s of the pick. @throws CallError `media/share-failed`
   */
  async start(): Promise<void> {
    if (this.#end) return;
    const end = (this.#end = new AbortController());
    this.#options.changed('starting');
    try {
      const screen = await pick();
      if (!screen || end.signal.aborted) {
        release(screen);
        return this.#over(end);
      }
      end.signal.addEventListener('abort', () => release(screen));
      // "Stop sharing" in the browser's own bar.
      for (const track of screen.getTracks()) track.onended = () => this.#over(end);
      await this.#send(screen, end);
      if (!end.signal.aborted) this.#options.changed('on');
    } catch (cause) {
      // Stopped meanwhile, by the visitor or with the call: that is no failure.
      const stopped = end.signal.aborted;
      this.#over(end);
      if (!stopped) throw new CallError('media/share-failed', { cause });
    }
  }

  /** Stops sharing, however far it is. */
  stop(): void {
    if (this.#end) this.#over(this.#end);
  }

  async #send(screen: MediaStream, end: AbortController): Promise<void> {
    const limit = new AbortController();
    const cancel = this.#options.clock.after(deadline, () => limit.abort());
    const way = this.#options.way(() => this.#over(end));
    end.signal.addEventListener('abort', () => way.close());
    try {
      await way.open(screen, AbortSignal.any([end.signal, limit.signal]));
    } finally {
      cancel();
    }
  }

  #over(end: AbortController): void {
    if (end.signal.aborted) return;
    end.abort();
    this.#end = undefined;
    this.#options.changed('off');
  }
}

const release = (screen: MediaStream | undefined): void => {
  for (const track of screen?.getTracks() ?? []) track.stop();
};

/** What the visitor picks; undefined where they do not. */
const pick = async (): Promise<MediaStream | undefined> => {
  try {
    return await navigator.mediaDevices.getDisplayMedia({ video: true });
  } catch (error) {
    const { name } = error as Error;
    if (name === 'NotAllowedError' || name === 'AbortError') return undefined;
    throw error;
  }
};
