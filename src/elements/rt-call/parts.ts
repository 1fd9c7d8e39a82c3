/** The nodes of an idle `<rt-call>`. They are few and stay for good, so there is no template. */
export interface Parts {
  /** All that is shown while there is no call. */
  idle: HTMLElement;
  trigger: HTMLButtonElement;
  label: HTMLElement;
  /** Says whether one can be called here. */
  reach: HTMLElement;
  /** Where the call's own chunk renders. */
  screen: HTMLElement;
}

/** Fills a shadow root. */
export const makeParts = (root: HTMLElement | DocumentFragment): Parts => {
  const label = make('span', {});
  const trigger = make('button', { type: 'button', part: 'trigger' }, handset(), label);
  const reach = make('span', { part: 'reach', role: 'status' });
  const idle = make('div', { class: 'idle' }, make('slot', { name: 'trigger' }, trigger), reach);
  const screen = make('div', { class: 'screen' });
  root.append(make('slot', { name: 'background' }), idle, screen);
  return { idle, trigger, label, reach, screen };
};

const svg = 'http://www.w3.org/2000/svg';

const handset = (): SVGElement => {
  const picture = document.createElementNS(svg, 'svg');
  const path = document.createElementNS(svg, 'path');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  path.setAttribute(
    'd',
    'M6.5 3.5h2.6c.5 0 .9.3 1 .8l.8 3.3c.1.4 0 .8-.3 1.1l-1.7 1.6a13 13 0 0 0 4.8 4.8l1.6-1.7c.3-.3.7-.4 1.1-.3l3.3.8c.5.1.8.5.8 1v2.6a2 2 0 0 1-2.2 2A16 16 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2Z',
  );
  picture.append(path);
  return picture;
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
