import { css } from '@lit/reactive-element';
import { composerStyles } from '../../ui/composer-styles.js';
import { messageStyles } from '../../ui/message-styles.js';
import { noticeStyles } from '../../ui/notice-styles.js';

const frame = css`
  :host {
    display: block;
    block-size: var(--rt-height, 32rem);
    --_bubble-radius: var(--rt-bubble-radius, 18px);
    --_own: var(--rt-bubble-own-background, var(--_accent));
    --_on-own: var(--rt-bubble-own-color, var(--_on-accent));
    --_other: var(--rt-bubble-other-background, var(--_raised));
    --_on-other: var(--rt-bubble-other-color, var(--_text));
    --_shadow: 0 1px 2px rgb(0 0 0 / 12%), 0 4px 14px rgb(0 0 0 / 12%);
    /* Whole pixels, so that nothing is between two of them when rows come and go. */
    font-size: 0.9375rem;
    line-height: 1.25rem;
  }
  p,
  ol {
    margin: 0;
    padding: 0;
  }
  button,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
    touch-action: manipulation;
  }
  .icon {
    flex: none;
    inline-size: 1.25rem;
    block-size: 1.25rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .panel {
    /* What only screen readers see stays inside, also where a container does not hold it (Firefox). */
    position: relative;
    container-type: inline-size;
    /* Where the page leaves the width to its content. */
    contain-intrinsic-inline-size: 15rem;
    display: flex;
    flex-direction: column;
    block-size: 100%;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow-wrap: anywhere;
  }
  slot[name='header']::slotted(*) {
    flex: none;
    padding: 0.75rem 1rem;
    border-block-end: 1px solid var(--_border);
  }
  .area {
    position: relative;
    flex: 1;
    min-block-size: 0;
  }
  .log {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scroll-padding-block: 3rem;
    scrollbar-color: var(--_control) transparent;
    scrollbar-width: thin;
  }
  .log:focus-visible {
    outline-offset: -2px;
    border-radius: var(--_radius) var(--_radius) 0 0;
  }
  /*
   * Few messages stand where one writes; many are scrolled there. Below them is room for what is said
   * of other people.
   */
  ol {
    margin-block-start: auto;
    padding: 3.5rem 0.75rem 1.75rem;
    list-style: none;
  }
  .unreadable {
    padding: 0.75rem;
    text-align: center;
    font-size: 0.8125rem;
    color: var(--_muted);
  }

  .empty {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 0.75rem;
    padding: 1rem;
    text-align: center;
    color: var(--_muted);
    pointer-events: none;
  }
  .empty .icon {
    inline-size: 2.5rem;
    block-size: 2.5rem;
    stroke-width: 1.25;
  }
  ::slotted([slot='empty']) {
    pointer-events: auto;
  }
  .skeleton {
    position: absolute;
    inset: auto 0 0;
    display: flex;
    flex-direction: column;
    align-items: start;
    gap: 0.75rem;
    padding: 0.75rem;
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  .skeleton i {
    inline-size: 46%;
    block-size: 2.5rem;
    border-radius: var(--_bubble-radius);
    background: var(--_raised);
  }
  .skeleton i:nth-child(2) {
    inline-size: 62%;
  }
  .skeleton i:nth-child(3) {
    align-self: end;
    inline-size: 38%;
  }

  .pill {
    position: absolute;
    inset-block-end: 0.75rem;
    inset-inline: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.375rem;
    inline-size: fit-content;
    min-inline-size: 2.75rem;
    min-block-size: 2.75rem;
    margin-inline: auto 0.75rem;
    padding-inline: 0.6875rem;
    border: 1px solid var(--_border);
    border-radius: 1.375rem;
    background: var(--_surface);
    box-shadow: var(--_shadow);
    color: var(--_text);
    animation: rise 0.15s ease-out;
  }
  .pill.fresh {
    margin-inline: auto;
    padding-inline: 0.875rem 1.125rem;
    border: 2px solid var(--_surface);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  .read-only {
    padding: 0.75rem 1rem;
    border-block-start: 1px solid var(--_border);
    text-align: center;
    font-size: 0.8125rem;
    color: var(--_muted);
  }

  @keyframes appear {
    from {
      opacity: 0;
      translate: 0 4px;
    }
  }
  @keyframes rise {
    from {
      translate: 0 0.5rem;
    }
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @keyframes breathe {
    from {
      opacity: 0.55;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation-duration: 1ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 1ms !important;
    }
  }
  @media (forced-colors: active) {
    .pill.fresh,
    .skeleton i {
      border: 1px solid ButtonText;
    }
  }
`;

/** The look of a chat. Its box is that of `loader/boxes.ts`. */
export const styles = [frame, noticeStyles, messageStyles, composerStyles];
