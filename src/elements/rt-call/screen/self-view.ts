/** A corner of the stage, in the writing direction. */
export interface Corner {
  readonly block: 'start' | 'end';
  readonly inline: 'start' | 'end';
}

/** How far a pointer moves before it drags, px: a click is never quite still. */
const slack = 5;

/** Clockwise, in left-to-right writing. */
const round: readonly Corner[] = [
  { block: 'end', inline: 'end' },
  { block: 'end', inline: 'start' },
  { block: 'start', inline: 'start' },
  { block: 'start', inline: 'end' },
];

/**
 * Lets one's own picture be moved out of the way: dragged, by arrow keys, or with each click to the
 * next corner. It always rests in a corner.
 */
export class SelfView {
  #element: HTMLElement | undefined;
  #corner: Corner = { block: 'end', inline: 'end' };
  #drag: { id: number; x: number; y: number; moved: boolean } | undefined;
  #dragged = false;
  #glide: Animation | undefined;

  get corner(): Corner {
    return this.#corner;
  }

  /** For a template's `ref`. */
  readonly take = (element: Element | undefined): void => {
    if (element === this.#element) return;
    for (const [name, listener] of this.#listeners) {
      this.#element?.removeEventListener(name, listener as EventListener);
      element?.addEventListener(name, listener as EventListener);
    }
    this.#drag = undefined;
    this.#element = element as HTMLElement | undefined;
    this.#place(this.#corner);
  };

  #onDown = (event: PointerEvent): void => {
    this.#dragged = false;
    if (event.button !== 0) return;
    this.#drag = { id: event.pointerId, x: event.clientX, y: event.clientY, moved: false };
  };

  #onMove = (event: PointerEvent): void => {
    const drag = this.#drag;
    const element = this.#element;
    if (!drag || !element || event.pointerId !== drag.id) return;
    const x = event.clientX - drag.x;
    const y = event.clientY - drag.y;
    if (!drag.moved && Math.hypot(x, y) < slack) return;
    if (!drag.moved) {
      // It would hold it back.
      this.#glide?.cancel();
      element.setPointerCapture(drag.id);
    }
    drag.moved = true;
    this.#dragged = true;
    element.classList.add('dragged');
    element.style.setProperty('--_dx', `${x}px`);
    element.style.setProperty('--_dy', `${y}px`);
  };

  #onUp = (event: PointerEvent): void => {
    const element = this.#element;
    const stage = element?.offsetParent;
    if (!element || !stage || !this.#drag?.moved) {
      this.#drag = undefined;
      return;
    }
    this.#drag = undefined;
    const own = element.getBoundingClientRect();
    const all = stage.getBoundingClientRect();
    const right = own.left + own.width / 2 > all.left + all.width / 2;
    const below = own.top + own.height / 2 > all.top + all.height / 2;
    const stay = event.type === 'pointercancel';
    this.#place(
      stay
        ? this.#corner
        : { block: below ? 'end' : 'start', inline: right === this.#rtl ? 'start' : 'end' },
    );
  };

  #onClick = (event: MouseEvent): void => {
    // What ends a drag is no click; one from the keyboard has no count.
    if (this.#dragged && event.detail > 0) return;
    const at = round.findIndex(
      ({ block, inline }) => block === this.#corner.block && inline === this.#corner.inline,
    );
    this.#place(round[(at + 1) % round.length] ?? this.#corner);
  };

  #onKey = (event: KeyboardEvent): void => {
    const { block, inline } = this.#corner;
    const to: Partial<Record<string, Corner>> = {
      ArrowUp: { block: 'start', inline },
      ArrowDown: { block: 'end', inline },
      ArrowLeft: { block, inline: this.#rtl ? 'end' : 'start' },
      ArrowRight: { block, inline: this.#rtl ? 'start' : 'end' },
    };
    const corner = to[event.key];
    if (!corner || event.ctrlKey || event.metaKey || event.altKey) return;
    // Else the page scrolls.
    event.preventDefault();
    this.#place(corner);
  };

  readonly #listeners = [
    ['pointerdown', this.#onDown],
    ['pointermove', this.#onMove],
    ['pointerup', this.#onUp],
    ['pointercancel', this.#onUp],
    ['click', this.#onClick],
    ['keydown', this.#onKey],
  ] as const;

  get #rtl(): boolean {
    return this.#element?.matches(':dir(rtl)') ?? false;
  }

  #place(corner: Corner): void {
    this.#corner = corner;
    const element = this.#element;
    if (!element) return;
    const before = element.getBoundingClientRect();
    this.#glide?.cancel();
    element.classList.remove('dragged');
    element.style.removeProperty('--_dx');
    element.style.removeProperty('--_dy');
    element.dataset['block'] = corner.block;
    element.dataset['inline'] = corner.inline;
    const after = element.getBoundingClientRect();
    const x = before.left - after.left;
    const y = before.top - after.top;
    if ((x === 0 && y === 0) || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const from = `${x}px ${y}px`;
    this.#glide = element.animate([{ translate: from }, { translate: '0 0' }], {
      duration: 200,
      easing: 'ease-out',
    });
  }
}
