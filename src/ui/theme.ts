import { css } from '@lit/reactive-element';
import { colors } from './colors.js';

/** The look that elements with controls share, in the same way as `colors`. */
export const theme = [
  colors,
  css`
    :host {
      --_accent: var(--rt-color-accent, light-dark(#1a5fd8, #2f6fde));
      --_on-accent: var(--rt-color-on-accent, #fff);
      --_surface: var(--rt-color-surface, light-dark(#fff, #15171c));
      --_raised: var(--rt-color-raised, light-dark(#eef1f5, #272b34));
      --_border: var(--rt-color-border, light-dark(#d8dde5, #343a46));
      --_control: var(--rt-color-control, light-dark(#868e9c, #6f7888));
      --_link: var(--rt-color-link, light-dark(#1a5fd8, #8fb6ff));
      --_focus: var(--rt-color-focus, var(--_link));
      --_radius: var(--rt-radius, 12px);
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
  `,
];
