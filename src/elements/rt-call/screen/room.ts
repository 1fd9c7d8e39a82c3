/** A control with the gap beside it, px. */
const control = 52;
/** The bar's padding and distance from the edge, and the control that hangs up. */
const rest = 104;
/** The same in a bar that is narrow by itself. */
const narrow = { below: 352, control: 48, rest: 72 };
/** More would be no bar any more, but a wall. */
const most = 9;

/** How many controls a bar of this width has room for beside the one that hangs up. */
export const slotsIn = (width: number): number => {
  const small = width < narrow.below;
  const room = width - (small ? narrow.rest : rest);
  return Math.min(most, Math.max(1, Math.floor(room / (small ? narrow.control : control))));
};

/** Watches how much room there is for controls. */
export class Room {
  readonly #changed: () => void;
  readonly #observer: ResizeObserver;
  #stage: Element | undefined;
  #slots = 3;

  constructor(changed: () => void) {
    this.#changed = changed;
    // A frame later: what it changes could change the size again, of which browsers make an error.
    this.#observer = new ResizeObserver(() => requestAnimationFrame(() => this.#measure()));
  }

  get slots(): number {
    return this.#slots;
  }

  /** For a template's `ref`. */
  readonly take = (element: Element | undefined): void => {
    if (element === this.#stage) return;
    this.#observer.disconnect();
    this.#stage = element;
    if (element) this.#observer.observe(element);
  };

  #measure(): void {
    const stage = this.#stage;
    if (!stage) return;
    const slot = stage.querySelector<HTMLSlotElement>('slot[name="controls"]');
    // What the page itself has put into the bar comes first.
    const taken = (slot?.assignedElements() ?? []).reduce(
      (sum, { clientWidth }) => sum + clientWidth + 8,
      0,
    );
    const slots = slotsIn(stage.clientWidth - taken);
    if (slots === this.#slots) return;
    this.#slots = slots;
    this.#changed();
  }
}
