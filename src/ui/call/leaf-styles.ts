import { css } from '@lit/reactive-element';

/** The look of what comes before and after a call. */
export const leafStyles = css`
  .leaf {
    box-sizing: border-box;
    display: grid;
    align-content: center;
    gap: 0.75rem;
    max-inline-size: 30rem;
    min-block-size: 100%;
    margin-inline: auto;
    padding: 1.5rem;
    text-align: center;
    overflow-wrap: break-word;
  }
  .leaf > * {
    min-inline-size: 0;
  }
  .leaf p {
    unicode-bidi: plaintext;
  }
  .leaf > .avatar {
    justify-self: center;
  }
  .panel .leaf > .avatar {
    inline-size: 4.5rem;
    block-size: 4.5rem;
    font-size: 2rem;
  }
  .leaf .title {
    font-size: 1.25rem;
    font-weight: 600;
    line-height: 1.625rem;
  }
  .incoming > .avatar {
    animation: call-pulse 1.8s ease-out infinite;
  }
  .panel .incoming > .avatar.talking {
    box-shadow: none;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0.625rem;
    margin-block-start: 0.5rem;
  }
  .panel .buttons button {
    flex: 1 1 auto;
    min-inline-size: 6.5rem;
    max-inline-size: 100%;
    padding: 0.5rem 1.125rem;
    font-weight: 600;
  }
  .panel .first {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .panel :is(.first, .answer):hover {
    filter: brightness(1.08);
  }
  .panel .second {
    border: 1px solid var(--_control);
  }
  .panel .second:hover {
    background: var(--_raised);
  }
  .panel .answer {
    background: var(--rt-call-answer-background, #1a7f37);
    color: var(--rt-call-answer-color, #fff);
  }
  .panel .answer.decline {
    background: var(--rt-call-end-background, #d92d3a);
    color: var(--rt-call-end-color, #fff);
  }
  .panel .answer.answer-audio {
    border: 1px solid var(--_control);
    background: none;
    color: var(--_text);
  }

  .check {
    text-align: start;
  }
  .preview {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 100%;
    aspect-ratio: 16 / 9;
    min-block-size: 8rem;
    max-block-size: 20rem;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: 1rem;
    background: #14161b;
    color: #f4f5f8;
    --_text: #f4f5f8;
    --_ground: #14161b;
  }
  .preview > p {
    padding: 1rem 1rem 4rem !important;
  }
  .preview video {
    position: absolute;
    inset: 0;
  }
  .preview-bar {
    position: absolute;
    inset-block-end: 0.75rem;
    display: flex;
    gap: 0.625rem;
    padding: 0.25rem;
    border-radius: 999px;
    background: rgb(20 22 27 / 88%);
  }
  /* How loud: --_level, 0 to 1. */
  .meter {
    block-size: 0.5rem;
    overflow: hidden;
    border-radius: 999px;
    background: var(--_raised);
  }
  .meter::before {
    content: '';
    display: block;
    block-size: 100%;
    border-radius: inherit;
    background: var(--_success);
    transform-origin: 0 50%;
    scale: var(--_level, 0) 1;
  }
  .meter:dir(rtl)::before {
    transform-origin: 100% 50%;
  }
  .meter.off {
    opacity: 0.5;
  }
  .problem {
    padding: 0.625rem 0.875rem;
    border: 1px solid var(--_warning);
    border-radius: 0.75rem;
  }
  .reason {
    font-size: 1rem;
  }
  @container stage (height < 22rem) {
    .panel .leaf > .avatar {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .preview {
      --_text: CanvasText;
      color: CanvasText;
    }
    .meter {
      border: 1px solid CanvasText;
    }
    .meter::before {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
