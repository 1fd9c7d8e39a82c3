import type { MediaKind } from '../../core/call/call-state.js';

/** One of the two, as it is here and as the others know it. */
interface Side {
  wanted: boolean;
  told: boolean;
  telling: Promise<void> | undefined;
}

/** Tells the others what of ours is muted: the last wish, once, and again after it failed. */
export class Mutes {
  readonly #sides: Record<MediaKind, Side> = {
    audio: { wanted: false, told: false, telling: undefined },
    video: { wanted: false, told: false, telling: undefined },
  };

  constructor(readonly tell: (kind: MediaKind, muted: boolean) => Promise<void>) {}

  muted(kind: MediaKind): boolean {
    return this.#sides[kind].wanted;
  }

  /** Settles when they know it, or when telling has failed. Never rejects. */
  set(kind: MediaKind, muted: boolean): Promise<void> {
    this.#sides[kind].wanted = muted;
    return this.#bring(kind);
  }

  /**
   * The service has changed it, by somebody else's wish.
   * @returns false where it may be but the echo of ours, which is being told
   */
  changed(kind: MediaKind, muted: boolean): boolean {
    const side = this.#sides[kind];
    if (side.telling) return false;
    side.told = muted;
    return true;
  }

  /** Tells what could not be told before. */
  retry(): void {
    void this.#bring('audio');
    void this.#bring('video');
  }

  #bring(kind: MediaKind): Promise<void> {
    const side = this.#sides[kind];
    side.telling ??= this.#tell(side, kind).finally(() => (side.telling = undefined));
    return side.telling;
  }

  async #tell(side: Side, kind: MediaKind): Promise<void> {
    while (side.told !== side.wanted) {
      const { wanted } = side;
      try {
        await this.tell(kind, wanted);
        side.told = wanted;
      } catch {
        return; // told again when the service is back; here it is muted already
      }
    }
  }
}
