/** How close to the end still counts as being there, px. */
const near = 40;

/** A thing in view and how far it is below the upper edge, px. */
interface Anchor {
  element: Element;
  offset: number;
}

/**
 * Keeps what one reads where it is while rows come and go around it, and keeps the end in view while
 * one is there. The browsers' own anchoring fails at the top of a list, and Safari has none.
 */
export class ScrollAnchor {
  readonly #scroller: HTMLElement;
  readonly #elements: ArrayLike<Element>;
  #pinned = true;
  #top = 0;
  #anchors: Anchor[] = [];

  /**
   * @param scroller has `overflow-anchor: none`
   * @param elements what is to stay where it is, from the first to the last, as it is at any time
   */
  constructor(scroller: HTMLElement, elements: ArrayLike<Element>) {
    this.#scroller = scroller;
    this.#elements = elements;
  }

  /** Whether the end is in view, and is to stay so. */
  get pinned(): boolean {
    return this.#pinned;
  }

  /** Goes to the end with the next `restore()`, also while a scroll upwards is still on its way. */
  pin(): void {
    this.#pinned = true;
    this.forget();
  }

  /**
   * Notes where one is. Only going up lets go of the end: content that grows below does not.
   * @param whole whether the last element is the last there is
   */
  look(whole: boolean): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const atEnd = whole && scrollTop + clientHeight >= scrollHeight - near;
    this.#pinned = atEnd || (this.#pinned && scrollTop >= this.#top - 1);
    this.#top = scrollTop;
    if (!this.#pinned) this.#anchors = this.#visible();
  }

  /** Puts everything back to where it was at the last `look()`. */
  restore(): void {
    const scroller = this.#scroller;
    if (this.#pinned) {
      scroller.scrollTop = scroller.scrollHeight;
    } else {
      const anchor = this.#anchors.find(({ element }) => scroller.contains(element));
      const moved = anchor ? this.#offset(anchor.element) - anchor.offset : 0;
      if (Math.abs(moved) >= 0.5) scroller.scrollTop += moved;
    }
    this.#top = scroller.scrollTop;
  }

  /** Forgets how far down one was: the scroller has been taken out of the page and put back. */
  forget(): void {
    this.#top = 0;
  }

  /** All in view: should the first be taken out, the next one holds. */
  #visible(): Anchor[] {
    const elements = this.#elements;
    const edge = this.#scroller.clientHeight;
    let low = 0;
    let high = elements.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#offset(elements[middle], 'bottom') > 0) high = middle;
      else low = middle + 1;
    }
    const anchors: Anchor[] = [];
    for (let offset = 0; low < elements.length && offset < edge; low += 1) {
      const element = elements[low];
      if (!element) break;
      offset = this.#offset(element);
      anchors.push({ element, offset });
    }
    return anchors;
  }

  #offset(element: Element | undefined, side: 'top' | 'bottom' = 'top'): number {
    if (!element) return 0;
    return element.getBoundingClientRect()[side] - this.#scroller.getBoundingClientRect().top;
  }
}
