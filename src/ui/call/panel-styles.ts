import { css } from '@lit/reactive-element';

/** The box of a call: in the element's own, as a card in a corner of the page, or over the page. */
export const panelStyles = css`
  .panel {
    --_shadow: 0 2px 6px rgb(0 0 0 / 16%), 0 12px 40px rgb(0 0 0 / 28%);
    inset: auto;
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: 0;
    overflow: hidden;
    border: 0;
    border-radius: calc(var(--_radius) + 8px);
    background: none;
    color: var(--_text);
    font-size: 0.9375rem;
    line-height: 1.25rem;
    text-align: start;
  }
  .panel:focus-visible {
    outline-offset: -2px;
  }
  .panel.inline {
    position: relative;
    inline-size: 100%;
    block-size: 100%;
    min-block-size: 15rem;
    /* The element's own box rounds it. */
    border-radius: 0;
  }
  .panel.card {
    position: fixed;
    inset-block: auto 1rem;
    inset-inline: auto 1rem;
    inline-size: min(var(--rt-call-card-width, 25rem), 100vw - 2rem);
    block-size: min(var(--rt-call-card-height, 32rem), 100vh - 2rem);
    box-shadow: var(--_shadow);
    animation: call-rise 0.25s cubic-bezier(0.2, 0.8, 0.2, 1);
  }
  .panel.card:has(> .incoming, > .ended, > .ending) {
    block-size: fit-content;
  }
  .panel.page {
    position: fixed;
    inset: 0;
    margin: auto;
    inline-size: min(70rem, 100vw - 3rem);
    block-size: min(46rem, 100vh - 3rem);
    box-shadow: var(--_shadow);
    animation: call-rise 0.25s cubic-bezier(0.2, 0.8, 0.2, 1);
  }
  .panel.page:has(> :is(.checking, .ended, .ending)) {
    inline-size: min(30rem, 100vw - 2rem);
    block-size: fit-content;
    max-block-size: calc(100vh - 2rem);
    overflow: auto;
  }
  .panel.card::backdrop {
    display: none;
  }
  .panel.page::backdrop {
    background: rgb(8 10 14 / 62%);
  }
  @media (max-width: 40rem) {
    .panel.page:has(> .live) {
      inline-size: 100vw;
      block-size: 100vh;
      block-size: 100dvh;
      border-radius: 0;
    }
  }

  .stage {
    container: stage / size;
    position: relative;
    inline-size: 100%;
    block-size: 100%;
    overflow: hidden;
    background: var(--_surface);
  }
  .panel:is(.card, .page) > .stage:is(.incoming, .ended, .ending, .checking) {
    container-type: inline-size;
    block-size: auto;
  }
  .panel.card > .stage.checking,
  .panel.inline > .stage {
    container-type: size;
    block-size: 100%;
  }
  .panel > .stage {
    overflow: hidden auto;
  }
  .panel > .stage.live {
    overflow: hidden;
  }
  /* Pictures want to be in the dark, whatever the page's colours. */
  .stage.live {
    --_ground: var(--rt-call-background, #14161b);
    --_text: var(--rt-call-color, #f4f5f8);
    --_muted: color-mix(in srgb, var(--_text) 72%, transparent);
    --_surface: color-mix(in srgb, var(--_ground) 94%, var(--_text));
    --_raised: color-mix(in srgb, var(--_ground) 84%, var(--_text));
    --_border: color-mix(in srgb, var(--_ground) 78%, var(--_text));
    --_control: color-mix(in srgb, var(--_ground) 45%, var(--_text));
    --_link: var(--rt-call-focus-color, #9dc0ff);
    --_focus: var(--_link);
    color-scheme: dark;
    background: radial-gradient(circle at 50% 35%, var(--_raised), var(--_ground) 75%);
    color: var(--_text);
  }

  .panel :is(p, h2, ul) {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .panel :is(button, select, input) {
    min-inline-size: 0;
    min-block-size: 2.75rem;
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: 999px;
    background: none;
    color: inherit;
    font: inherit;
    filter: none;
  }
  .panel button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    cursor: pointer;
    touch-action: manipulation;
    transition:
      background-color 0.15s,
      color 0.15s,
      scale 0.1s;
  }
  .panel button:active {
    scale: 0.96;
  }
  .panel .icon {
    flex: none;
    inline-size: 1.375rem;
    block-size: 1.375rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .panel :is(.icon-keypad, .icon-more) {
    stroke-width: 3.25;
  }
  .panel .icon-hold {
    stroke-width: 2.5;
  }
  .panel .plain {
    flex: none;
    inline-size: 2.75rem;
  }
  .panel .plain:hover {
    background: color-mix(in srgb, currentcolor 12%, transparent);
  }
  .panel .muted {
    color: var(--_muted);
  }
  .panel .avatar {
    --_hue: light-dark(#3d64c9, #5f83dd);
    display: inline-grid;
    flex: none;
    place-content: center;
    inline-size: 2.25rem;
    block-size: 2.25rem;
    border-radius: 50%;
    background: linear-gradient(
      160deg,
      color-mix(in srgb, var(--_hue) 82%, #fff),
      color-mix(in srgb, var(--_hue) 88%, #000)
    );
    color: #fff;
    font-weight: 600;
  }
  .avatar.hue-1 {
    --_hue: #1d7d74;
  }
  .avatar.hue-2 {
    --_hue: #9a4f9c;
  }
  .avatar.hue-3 {
    --_hue: #a85f22;
  }
  .avatar.hue-4 {
    --_hue: #b14461;
  }
  .avatar.hue-5 {
    --_hue: #55702b;
  }
  @keyframes call-rise {
    from {
      opacity: 0;
      translate: 0 1rem;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .panel,
    .panel *,
    .panel ::before,
    .panel ::after {
      animation-duration: 1ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 1ms !important;
    }
  }
  @media (forced-colors: active) {
    .panel {
      border: 1px solid CanvasText;
    }
    .panel :is(button, select, input) {
      border: 1px solid ButtonText;
    }
    .panel .avatar {
      border: 1px solid CanvasText;
    }
    .stage.live {
      --_ground: Canvas;
      --_text: CanvasText;
      --_muted: CanvasText;
    }
  }
`;
