import { render, type TemplateResult } from 'lit/html.js';

/** One child of a list. */
export interface Item {
  /** Tells it from the others; the same at every update. */
  readonly key: string | number;
  /** What it is made of: it is rendered again when one of these has changed. */
  readonly inputs: readonly unknown[];
  /** A template with one element, the same one at every update. */
  template(): TemplateResult;
}

interface Row {
  /** Where Lit keeps what it knows of the element, which itself is in the list. */
  readonly root: DocumentFragment;
  readonly element: Element;
  inputs: readonly unknown[];
}

/**
 * Children of an element, one for each item, in their order: one that is there already is kept, whatever
 * comes and goes around it. In place of Lit's `repeat` and `guard`, which weigh three times as much.
 */
export class Rows {
  readonly #rows = new Map<Item['key'], Row>();

  show(parent: Element | null, items: readonly Item[]): void {
    const keys = new Set(items.map(({ key }) => key));
    for (const [key, { element }] of this.#rows) {
      if (keys.has(key)) continue;
      element.remove();
      this.#rows.delete(key);
    }
    let next = parent?.firstElementChild;
    for (const item of items) {
      const { element } = this.#row(item);
      if (element === next) next = next.nextElementSibling;
      else parent?.insertBefore(element, next ?? null);
    }
  }

  #row({ key, inputs, template }: Item): Row {
    const known = this.#rows.get(key);
    if (known && !inputs.some((input, i) => input !== known.inputs[i])) return known;
    const root = known?.root ?? document.createDocumentFragment();
    render(template(), root);
    const element = known?.element ?? (root.firstElementChild as Element);
    const row = { root, element, inputs };
    this.#rows.set(key, row);
    return row;
  }
}
