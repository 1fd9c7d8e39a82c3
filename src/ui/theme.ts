import { css } from '@lit/reactive-element';

/**
 * The look that all elements share: public `--rt-color-*`, `--rt-font` and `--rt-radius` are read here
 * once and kept in private `--_*` ones. Every pair of text and ground reaches a contrast of 4.5 in both
 * schemes. `color-scheme` is inherited from the page unless the element's or the page's `theme` says
 * otherwise (`RtElement` turns that into `:state(light)` or `:state(dark)`).
 */
export const theme = css`
  :host {
    --_accent: var(--rt-color-accent, light-dark(#1a5fd8, #2f6fde));
    --_on-accent: var(--rt-color-on-accent, #fff);
    --_text: var(--rt-color-text, light-dark(#16181d, #eceef2));
    --_muted: var(--rt-color-muted, light-dark(#59606e, #a6adbb));
    --_surface: var(--rt-color-surface, light-dark(#fff, #15171c));
    --_raised: var(--rt-color-raised, light-dark(#eef1f5, #272b34));
    --_border: var(--rt-color-border, light-dark(#d8dde5, #343a46));
    --_control: var(--rt-color-control, light-dark(#868e9c, #6f7888));
    --_link: var(--rt-color-link, light-dark(#1a5fd8, #8fb6ff));
    --_focus: var(--rt-color-focus, var(--_link));
    --_success: var(--rt-color-success, light-dark(#1a7f37, #4ac26b));
    --_warning: var(--rt-color-warning, light-dark(#8a5a00, #e3b341));
    --_danger: var(--rt-color-danger, light-dark(#bf2330, #ff8178));
    --_radius: var(--rt-radius, 12px);
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
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
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
