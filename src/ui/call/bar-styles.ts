import { css } from '@lit/reactive-element';

/** The look of a call's buttons. */
export const barStyles = css`
  .bar {
    position: absolute;
    inset-block-end: 0.75rem;
    inset-inline: 0;
    z-index: 2;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    inline-size: fit-content;
    max-inline-size: calc(100% - 1rem);
    margin-inline: auto;
    padding: 0.5rem;
    border: 1px solid rgb(255 255 255 / 10%);
    border-radius: 999px;
    background: color-mix(in srgb, var(--_surface) 78%, transparent);
    backdrop-filter: blur(18px) saturate(1.4);
    box-shadow: 0 6px 24px rgb(0 0 0 / 35%);
  }
  .panel .control {
    position: relative;
    flex: none;
    inline-size: 2.75rem;
    background: color-mix(in srgb, var(--_text) 12%, transparent);
    color: var(--_text);
  }
  .panel .control:hover {
    background: color-mix(in srgb, var(--_text) 22%, transparent);
  }
  .panel .control:is([aria-pressed='true'], [aria-expanded='true']) {
    background: var(--_text);
    color: var(--_ground, var(--_surface));
  }
  /* Of these two it is off that stands out. */
  .panel :is(.control-microphone, .control-camera)[aria-pressed='true'] {
    background: color-mix(in srgb, var(--_text) 12%, transparent);
    color: var(--_text);
  }
  .panel :is(.control-microphone, .control-camera)[aria-pressed='true']:hover {
    background: color-mix(in srgb, var(--_text) 22%, transparent);
  }
  .panel :is(.control-microphone, .control-camera)[aria-pressed='false'] {
    background: var(--rt-call-off-background, #fbd5d2);
    color: var(--rt-call-off-color, #8c1219);
  }
  .panel .hangup {
    flex: none;
    inline-size: 3.75rem;
    background: var(--rt-call-end-background, #d92d3a);
    color: var(--rt-call-end-color, #fff);
  }
  .panel .hangup:hover {
    background: color-mix(in srgb, var(--rt-call-end-background, #d92d3a) 86%, #000);
  }
  .badge {
    position: absolute;
    inset-block-start: -0.25rem;
    inset-inline-end: -0.25rem;
    min-inline-size: 1.25rem;
    padding-inline: 0.25rem;
    border-radius: 999px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 0.75rem;
    font-weight: 700;
    line-height: 1.25rem;
    text-align: center;
  }
  @container stage (width < 22rem) {
    .bar {
      gap: 0.25rem;
      padding: 0.375rem;
    }
    .panel .hangup {
      inline-size: 2.75rem;
    }
  }
  @media (forced-colors: active) {
    .panel .control:is([aria-pressed='true'], [aria-expanded='true']) {
      border: 3px solid Highlight;
    }
    .badge {
      border: 1px solid CanvasText;
    }
  }
`;
