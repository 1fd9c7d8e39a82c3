import { css } from '@lit/reactive-element';

/** The look of `<rt-status>`, on top of the shared colours. Its box is that of `loader/boxes.ts`. */
export const styles = css`
  :host,
  .say,
  .state {
    display: inline-flex;
    align-items: center;
    min-inline-size: 0;
  }
  /* Gives even a bare bar the line of the text around it. */
  .say::before {
    content: '\\200b';
  }
  .state {
    gap: 0.5em;
  }
  [part='label'],
  ::slotted([slot='label']) {
    margin-inline-end: 0.5em;
  }
  .apart,
  progress + span {
    margin-inline-start: 0.5em;
  }
  :host {
    --_tone: var(--_muted);
    min-block-size: 1.5em;
    max-inline-size: 100%;
    line-height: 1.5;
    overflow-wrap: anywhere;
  }
  :host(:is(:state(online), :state(good))) {
    --_tone: var(--_success);
  }
  :host(:is(:state(reconnecting), :state(offline), :state(warning))) {
    --_tone: var(--_warning);
  }
  :host(:is(:state(error), :state(bad))) {
    --_tone: var(--_danger);
  }
  :host(:state(neutral)) {
    --_tone: var(--_muted);
  }
  [part='label'] {
    color: var(--_muted);
  }
  [part='value'] {
    unicode-bidi: isolate;
    font-variant-numeric: tabular-nums;
  }
  span:empty:not([part='dot']),
  .bare slot {
    display: none;
  }
  [part='dot'] {
    flex: none;
    box-sizing: border-box;
    inline-size: var(--rt-status-dot-size, 0.6em);
    aspect-ratio: 1;
    border: 0.15em solid var(--_tone);
    border-radius: 50%;
    background: var(--_tone);
    forced-color-adjust: none;
  }
  /* Shapes as well as colours: a ring is not there, a square is broken. */
  :host(:is(:state(offline), :state(idle))) [part='dot'] {
    background: none;
  }
  :host(:is(:state(error), :state(bad))) [part='dot'] {
    border-radius: 0;
  }
  .badge {
    padding-inline: 0.6em;
    /* A border would make it higher than the box that the element had before. */
    outline: 1px solid var(--_tone);
    outline-offset: -1px;
    border-radius: 1em;
  }
  progress {
    inline-size: var(--rt-status-bar-size, 8em);
    /* In the dark it has to show on Chromium's dark track and on Firefox's white one. */
    accent-color: var(--rt-color-accent, light-dark(#1a5fd8, #4f8cf5));
  }
  @media (prefers-reduced-motion: no-preference) {
    :host(:is(:state(connecting), :state(reconnecting))) [part='dot'] {
      animation: pulse 1s infinite alternate;
    }
  }
  @keyframes pulse {
    to {
      opacity: 0.3;
    }
  }
`;
