import { css } from '@lit/reactive-element';

/**
 * What even the smallest element needs of the look: public `--rt-color-*` and `--rt-font` are read here
 * once and kept in private `--_*` ones. Every pair of text and ground reaches a contrast of 4.5 in both
 * schemes. `color-scheme` is inherited from the page unless the element's or the page's `theme` says
 * otherwise (`RtBase` turns that into `:state(light)` or `:state(dark)`).
 */
export const colors = css`
  :host {
    --_text: var(--rt-color-text, light-dark(#16181d, #eceef2));
    --_muted: var(--rt-color-muted, light-dark(#59606e, #a6adbb));
    --_success: var(--rt-color-success, light-dark(#1a7f37, #4ac26b));
    --_warning: var(--rt-color-warning, light-dark(#8a5a00, #e3b341));
    --_danger: var(--rt-color-danger, light-dark(#bf2330, #ff8178));
    color: var(--_text);
    font-family: var(--rt-font, inherit);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  :host(:state(light)) {
    color-scheme: light;
  }
  :host(:state(dark)) {
    color-scheme: dark;
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
