/** What a view mode needs. */
export interface WholeViewOptions {
  changed(this: void): void;
  /** The picture that can float above other windows. */
  video(this: void): HTMLVideoElement | undefined;
}

const events = ['fullscreenchange', 'enterpictureinpicture', 'leavepictureinpicture'] as const;

/** Full screen and picture in picture: what the browser can do, and whether it is on. */
export class WholeView {
  readonly #options: WholeViewOptions;
  #stage: Element | undefined;

  constructor(options: WholeViewOptions) {
    this.#options = options;
  }

  get canFull(): boolean {
    // Some browsers do not know the property at all.
    return document.fullscreenEnabled ?? false;
  }

  get canFloat(): boolean {
    return document.pictureInPictureEnabled ?? false;
  }

  get isFull(): boolean {
    return this.#stage !== undefined && this.#stage.matches(':fullscreen');
  }

  get isFloating(): boolean {
    const video = this.#options.video();
    return video !== undefined && rootOf(video).pictureInPictureElement === video;
  }

  /** For a template's `ref`: what fills the screen. */
  readonly take = (element: Element | undefined): void => {
    if (element === this.#stage) return;
    const { changed } = this.#options;
    for (const name of events) this.#stage?.removeEventListener(name, changed, true);
    this.#stage = element;
    // Those of the picture do not bubble.
    for (const name of events) element?.addEventListener(name, changed, true);
  };

  /** Goes to full screen and back. @throws DOMException where the browser does not let it */
  async full(): Promise<void> {
    if (this.isFull) await document.exitFullscreen();
    else await this.#stage?.requestFullscreen();
  }

  /** Lets the picture float, or brings it back. @throws DOMException where the browser does not let it */
  async float(): Promise<void> {
    if (this.isFloating) await document.exitPictureInPicture();
    else await this.#options.video()?.requestPictureInPicture();
  }

  /** Leaves both. */
  leave(): void {
    // Should the browser refuse, it is because it has left by itself.
    if (this.isFull) document.exitFullscreen().catch(() => undefined);
    if (this.isFloating) document.exitPictureInPicture().catch(() => undefined);
  }
}

const rootOf = (element: Element): DocumentOrShadowRoot =>
  element.getRootNode() as Document | ShadowRoot;
