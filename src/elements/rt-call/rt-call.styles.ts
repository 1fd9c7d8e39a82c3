import { css } from '@lit/reactive-element';

/** The look of an idle `<rt-call>`, on top of the shared theme. Its box is that of `loader/boxes.ts`. */
export const styles = css`
  :host {
    position: relative;
    display: inline-flex;
    min-block-size: 3em;
    vertical-align: top;
    line-height: 1.25;
  }
  .idle {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 0.5rem 0.75rem;
    inline-size: 100%;
  }
  :host([mode='inline']) .idle {
    position: absolute;
    inset: 0;
    padding: 1rem;
    border-radius: var(--_radius);
  }
  .screen {
    display: contents;
  }
  :host([mode='inline']) {
    display: block;
    box-sizing: border-box;
    block-size: var(--rt-height, 32rem);
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_raised);
  }
  slot[name='background'] {
    display: none;
  }
  :host([mode='inline']) slot[name='background'] {
    position: absolute;
    inset: 0;
    display: grid;
    overflow: hidden;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    min-inline-size: 7rem;
    min-block-size: 44px;
    padding: 0.5rem 1.25rem;
    border: 1px solid transparent;
    border-radius: 999px;
    background: var(--_accent);
    color: var(--_on-accent);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
    touch-action: manipulation;
  }
  button:hover {
    filter: brightness(1.08);
  }
  button[aria-busy='true'] {
    cursor: progress;
  }
  svg {
    flex: none;
    inline-size: 1.25rem;
    block-size: 1.25rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
    stroke-linejoin: round;
  }
  [part='reach'] {
    color: var(--_muted);
  }
`;
