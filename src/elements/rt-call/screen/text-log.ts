/** How close to the end still counts as being there, px. */
const near = 40;

/** Keeps the newest text of a call in view, unless the visitor has gone up to read. */
export class TextLog {
  #element: Element | undefined;
  #count = 0;
  #pinned = true;

  /** For a template's `ref`. */
  readonly take = (element: Element | undefined): void => {
    if (element === this.#element) return;
    this.#element?.removeEventListener('scroll', this.#look);
    this.#element = element;
    element?.addEventListener('scroll', this.#look, { passive: true });
    this.#count = 0;
    this.#pinned = true;
  };

  /** @param count how many texts there are now that it is rendered */
  follow(count: number): void {
    const log = this.#element;
    if (!log || count === this.#count) return;
    this.#count = count;
    if (this.#pinned) log.scrollTop = log.scrollHeight;
  }

  #look = (): void => {
    const log = this.#element;
    if (log) this.#pinned = log.scrollTop + log.clientHeight >= log.scrollHeight - near;
  };
}
