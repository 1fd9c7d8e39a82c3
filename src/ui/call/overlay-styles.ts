import { css } from '@lit/reactive-element';

/** The look of what lies on the picture of a call: its head, notices, self view and captions. */
export const overlayStyles = css`
  .header {
    position: absolute;
    inset: 0 0 auto;
    display: flex;
    align-items: center;
    gap: 0.75rem;
    min-block-size: 3.25rem;
    padding: 0.25rem 0.5rem 1.25rem 1rem;
    padding-inline: 1rem 0.5rem;
    color: #fff;
    pointer-events: none;
  }
  .header.begun {
    background: linear-gradient(rgb(8 10 14 / 78%), rgb(8 10 14 / 55%) 60%, transparent);
  }
  .header > * {
    pointer-events: auto;
  }
  .header .title {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .timer {
    font-variant-numeric: tabular-nums;
  }
  .header .resize {
    margin-inline-start: auto;
  }
  .quality {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    font-size: 0.8125rem;
    white-space: nowrap;
  }
  .bars {
    display: flex;
    align-items: end;
    gap: 2px;
    block-size: 0.875rem;
  }
  .bars i {
    inline-size: 3px;
    block-size: 35%;
    border-radius: 2px;
    background: #58d38c;
  }
  .bars i:nth-child(2) {
    block-size: 65%;
  }
  .bars i:nth-child(3) {
    block-size: 100%;
  }
  .quality.fair .bars i {
    background: #f2c14e;
  }
  .quality.poor .bars i {
    background: #ff8178;
  }
  .quality.fair .bars i:nth-child(3),
  .quality.poor .bars i:nth-child(n + 2) {
    background: rgb(255 255 255 / 35%);
  }

  .notices {
    position: absolute;
    inset-block-start: 3.25rem;
    inset-inline: 0.75rem;
    z-index: 3;
    display: grid;
    justify-items: center;
    gap: 0.5rem;
    max-block-size: calc(100% - 8.5rem);
    overflow: auto;
    scrollbar-width: none;
    pointer-events: none;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.625rem;
    max-inline-size: min(100%, 30rem);
    padding: 0.25rem 0.5rem 0.25rem 0.875rem;
    padding-inline: 0.875rem 0.5rem;
    border: 1px solid var(--_border);
    border-radius: 1.25rem;
    background: var(--_surface);
    box-shadow: 0 4px 16px rgb(0 0 0 / 35%);
    pointer-events: auto;
    animation: call-rise 0.2s ease-out;
  }
  .notice .words {
    flex: 1 1 6rem;
    min-inline-size: 0;
    padding-block: 0.375rem;
  }
  .notice.wait {
    padding-inline-end: 0.875rem;
  }
  .notice.wait::before {
    content: '';
    flex: none;
    inline-size: 0.875rem;
    block-size: 0.875rem;
    border: 2px solid var(--_border);
    border-block-start-color: var(--_link);
    border-radius: 50%;
    animation: call-turn 0.9s linear infinite;
  }
  .notice.warning > .icon {
    color: #f2c14e;
  }
  .notice p {
    unicode-bidi: plaintext;
  }
  .notice .title {
    font-weight: 600;
  }
  .notice .detail {
    font-size: 0.8125rem;
    color: var(--_muted);
  }
  .panel .small {
    flex: none;
    padding-inline: 0.875rem;
    background: var(--_raised);
    font-weight: 600;
  }
  .panel .small:hover {
    background: var(--_border);
  }

  /* Which corner: the attributes data-block and data-inline; where the pointer has it: --_dx and --_dy. */
  .panel .self {
    position: absolute;
    inset-block: auto 5.25rem;
    inset-inline: auto 0.75rem;
    z-index: 1;
    inline-size: clamp(5rem, 24cqi, 12rem);
    min-block-size: 0;
    aspect-ratio: 4 / 3;
    overflow: hidden;
    border: 1px solid rgb(255 255 255 / 24%);
    border-radius: 0.875rem;
    background: #000;
    box-shadow: 0 4px 16px rgb(0 0 0 / 40%);
    translate: var(--_dx, 0) var(--_dy, 0);
    cursor: grab;
    touch-action: none;
  }
  .panel .self[data-block='start'] {
    inset-block: 3.5rem auto;
  }
  .panel .self[data-inline='start'] {
    inset-inline: 0.75rem auto;
  }
  .panel .self.dragged {
    cursor: grabbing;
  }
  .self video,
  .preview video {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
    scale: -1 1;
    pointer-events: none;
  }
  .self .mark {
    position: absolute;
    inset-block-end: 0.375rem;
    inset-inline-start: 0.375rem;
    padding: 0.25rem;
    border-radius: 50%;
    background: rgb(10 12 16 / 75%);
    color: #ff9d94;
  }

  .captions {
    position: absolute;
    inset-block-end: 5.25rem;
    inset-inline: 0.75rem;
    z-index: 2;
    display: grid;
    gap: 0.25rem;
    justify-items: center;
    pointer-events: none;
  }
  .captions p {
    max-inline-size: min(100%, 40rem);
    padding: 0.25rem 0.75rem;
    border-radius: 0.625rem;
    background: rgb(8 10 14 / 80%);
    color: #fff;
    font-size: 1rem;
    line-height: 1.375rem;
  }
  .captions b {
    margin-inline-end: 0.375em;
  }
  @keyframes call-turn {
    to {
      rotate: 1turn;
    }
  }
  @container stage (width < 26rem) {
    .quality > span:last-child:not(.bars) {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .bars i {
      border: 1px solid CanvasText;
    }
  }
`;
