/** What a frame asks of the call in it. */
export interface PanelFrameOptions {
  /** Esc, where no other key handler has taken it. */
  escape(this: void): void;
  /** Of a key that is pressed while the focus is in the panel. */
  key(this: void, event: KeyboardEvent): void;
}

/**
 * Opens the element that a template makes for a call, as a card over the page or as a modal dialog,
 * and sees to the focus: into the panel when it opens, and never lost when something in it goes away.
 */
export class PanelFrame {
  readonly #options: PanelFrameOptions;
  #panel: HTMLElement | undefined;
  #place: 'inline' | 'card' | 'page' = 'inline';

  constructor(options: PanelFrameOptions) {
    this.#options = options;
  }

  get panel(): HTMLElement | undefined {
    return this.#panel;
  }

  /** Whether the focus is in the panel. */
  get focused(): boolean {
    return this.#panel?.matches(':focus-within') ?? false;
  }

  /** For a template's `ref`. */
  readonly take = (element: Element | undefined): void => {
    if (element === this.#panel) return;
    for (const [name, listener] of this.#listeners) {
      this.#panel?.removeEventListener(name, listener as EventListener);
      element?.addEventListener(name, listener as EventListener);
    }
    this.#panel = element as HTMLElement | undefined;
  };

  /** Opens the panel at a place, or moves it there. */
  open(place: 'inline' | 'card' | 'page'): void {
    this.#place = place;
    const panel = this.#panel;
    if (!(panel instanceof HTMLDialogElement) || !panel.isConnected) return;
    if (place === 'page' ? panel.matches(':modal') : panel.matches(':popover-open')) return;
    const focus = this.focused ? deepFocus() : undefined;
    const typing = place === 'card' && isTyping() ? deepFocus() : undefined;
    panel.popover = 'manual';
    if (panel.matches(':popover-open')) panel.hidePopover();
    // Also where it has been taken out of the page and put back: it is marked open, but not shown.
    if (panel.open) panel.close();
    if (place === 'page') panel.showModal();
    else panel.showPopover();
    // A browser focuses the first button: here a key too many would end or take the call.
    (focus ?? typing ?? panel).focus({ preventScroll: true });
  }

  /** Puts the focus into the panel, but not away from a field that is being typed in. */
  enter(): void {
    if (!this.focused && !isTyping()) this.focus();
  }

  focus(): void {
    this.#panel?.focus({ preventScroll: true });
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') {
      this.#options.key(event);
      return;
    }
    if (event.defaultPrevented) return;
    // Else a modal dialog closes by itself.
    event.preventDefault();
    this.#options.escape();
  };

  /** Phones have a gesture for Esc. */
  #onCancel = (event: Event): void => {
    if (event.target !== this.#panel) return;
    event.preventDefault();
    this.#options.escape();
  };

  /** Browsers close a dialog at the second try whatever the page says: the call is not over by that. */
  #onClose = (): void => {
    if (this.#place === 'page' && this.#panel?.matches(':modal') === false) this.#options.escape();
  };

  readonly #listeners = [
    ['keydown', this.#onKey],
    ['cancel', this.#onCancel],
    ['close', this.#onClose],
  ] as const;
}

const deepFocus = (): HTMLElement | undefined => {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found instanceof HTMLElement && found !== document.body ? found : undefined;
};

/** Whether the visitor is writing something. */
const isTyping = (): boolean => {
  const focus = deepFocus();
  return focus !== undefined && isField(focus);
};

/** Whether keys that are pressed in an element are text. */
export const isField = (element: EventTarget | undefined): boolean =>
  element instanceof HTMLElement &&
  (element.isContentEditable || element.matches('input, textarea, select'));
