/** The nodes inside `<rt-status>`. They are few and stay for good, so there is no template. */
export interface Parts {
  label: HTMLElement;
  /** Dot and words. */
  state: HTMLElement;
  value: HTMLElement;
  bar: HTMLProgressElement;
  /** The percentage beside the bar. */
  figure: HTMLElement;
}

/** Fills a shadow root. */
export const makeParts = (root: HTMLElement | DocumentFragment): Parts => {
  const label = make('span', { part: 'label' });
  const value = make('span', { part: 'value' });
  const dot = make('slot', { name: 'icon' }, make('span', { part: 'dot' }));
  const state = make('span', { class: 'state' }, dot, value);
  // A region that is always there: screen readers don't hear of one that comes with its words.
  const say = make('span', { class: 'say', role: 'status' });
  say.append(make('slot', { name: 'label' }, label), state);
  const bar = make('progress', { part: 'bar', max: '1' });
  const figure = make('span', { part: 'value', 'aria-hidden': 'true' });
  root.append(say, bar, figure);
  return { label, state, value, bar, figure };
};

/** Writes only what has changed: a live region is read again when it is written to. */
export const setText = (node: HTMLElement, text: string): void => {
  if (node.textContent !== text) node.textContent = text;
};

const make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...children: Node[]
): HTMLElementTagNameMap[K] => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};
