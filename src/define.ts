/**
 * Registers an element, once. A tag that is already taken, by another copy of this package on the
 * same page for example, stays as it is; where there are no elements, as in Node, nothing happens.
 */
export const define = (tag: string, element: CustomElementConstructor): void => {
  const registry = globalThis.customElements as CustomElementRegistry | undefined;
  if (registry && !registry.get(tag)) registry.define(tag, element);
};
