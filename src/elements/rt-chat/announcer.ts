import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { html, type TemplateResult } from 'lit/html.js';
import { systemClock, type Clock } from '../../core/clock.js';
import { Rows, type Item } from '../../ui/rows.js';

/** Long enough for a screen reader to notice, ms; what it has noticed it keeps by itself. */
const life = 1_000;
/** When many come at once, only the last are read out. */
const most = 3;
/** Nobody wants to hear more of a text, in UTF-16 units; it can be read in the list. */
const longest = 500;

/**
 * What a live region says of new messages. The list itself is none: there, a screen reader would read
 * every older message that comes into the list as one scrolls, and the whole history at the start.
 */
export class Announcer implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #clock: Clock;
  readonly #rows = new Rows();
  #current: readonly Item[] = [];
  #count = 0;
  #cancel: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, clock: Clock = systemClock) {
    this.#host = host;
    this.#clock = clock;
    host.addController(this);
  }

  /** Puts into the live region what is to be read out now. */
  show(region: Element | null): void {
    this.#rows.show(region, this.#current);
  }

  say(text: string): void {
    this.#count += 1;
    const template = (): TemplateResult => html`<p dir="auto">${text.slice(0, longest)}</p>`;
    const next = { key: this.#count, inputs: [], template };
    this.#current = [...this.#current, next].slice(-most);
    this.#cancel?.();
    this.#cancel = this.#clock.after(life, () => this.#clear());
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#clear();
  }

  #clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#current = [];
    this.#host.requestUpdate();
  }
}
