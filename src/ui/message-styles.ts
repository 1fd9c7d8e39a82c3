import { css } from '@lit/reactive-element';

/** The look of the list of messages. */
export const messageStyles = css`
  .day {
    padding-block: 0.75rem 0.25rem;
    text-align: center;
  }
  .day span {
    display: inline-block;
    padding: 0 0.625rem;
    border: 1px solid var(--_border);
    border-radius: 1rem;
    background: var(--_surface);
    font-size: 0.75rem;
    color: var(--_muted);
  }
  .message {
    position: relative;
    display: flow-root;
    margin-block-start: 2px;
    padding-inline-start: 2.5rem;
  }
  .message.first {
    margin-block-start: 0.75rem;
  }
  .own {
    padding-inline-start: 0;
  }
  .avatar {
    --_ground: light-dark(hsl(var(--_hue) 70% 91%), hsl(var(--_hue) 35% 24%));
    --_ink: light-dark(hsl(var(--_hue) 70% 26%), hsl(var(--_hue) 75% 84%));
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    inline-size: 2rem;
    block-size: 2rem;
    border-radius: 50%;
    overflow: hidden;
    background: var(--_ground);
    color: var(--_ink);
    text-align: center;
    font-size: 0.8125rem;
    font-weight: 600;
    line-height: 2rem;
    user-select: none;
  }
  .hue-0 {
    --_hue: 212;
  }
  .hue-1 {
    --_hue: 268;
  }
  .hue-2 {
    --_hue: 330;
  }
  .hue-3 {
    --_hue: 18;
  }
  .hue-4 {
    --_hue: 150;
  }
  .hue-5 {
    --_hue: 186;
  }
  .name {
    display: block;
    padding-inline: 0.25rem;
    font-size: 0.8125rem;
    font-weight: 600;
    color: var(--_muted);
  }
  .bubble {
    float: inline-start;
    max-inline-size: min(85%, 34rem);
    padding: 0.5rem 0.75rem;
    border-radius: var(--_bubble-radius);
    background: var(--_other);
    color: var(--_on-other);
  }
  .own .bubble {
    float: inline-end;
    max-inline-size: min(82%, 34rem);
    background: var(--_own);
    color: var(--_on-own);
  }
  .other.first .bubble {
    border-start-start-radius: 5px;
  }
  .own.first .bubble {
    border-start-end-radius: 5px;
  }
  /* One direction for text and time; a paragraph in another direction still reads in its own. */
  .bubble > div {
    display: flow-root;
  }
  .text {
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }
  .text a {
    color: var(--_link);
    text-underline-offset: 2px;
  }
  .own .text a {
    color: inherit;
  }
  .text a:focus-visible {
    outline-color: currentcolor;
    border-radius: 3px;
  }
  .meta {
    float: inline-end;
    display: flex;
    align-items: center;
    gap: 0.1875rem;
    block-size: 1rem;
    margin-block-start: 0.375rem;
    margin-inline-start: 0.625rem;
    font-size: 0.6875rem;
    line-height: 1rem;
    white-space: nowrap;
    color: var(--_muted);
    user-select: none;
  }
  time {
    unicode-bidi: plaintext;
  }
  .own .meta {
    color: inherit;
  }
  .delivery {
    display: flex;
    align-items: center;
    gap: 0.1875rem;
  }
  .meta .icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
    stroke-width: 2.5;
  }
  .failed .bubble {
    border: 1px solid var(--_danger);
    background: var(--_surface);
    color: var(--_text);
  }
  .failed .text a {
    color: var(--_link);
  }
  .failed .delivery {
    color: var(--_danger);
    font-weight: 600;
  }
  .resend {
    float: inline-end;
    clear: both;
    min-block-size: 2.75rem;
    padding-inline: 0.75rem;
    border: 0;
    border-radius: 0.5rem;
    background: none;
    font-weight: 600;
    color: var(--_link);
  }
  .resend:hover {
    text-decoration: underline;
  }
  @container (max-width: 21rem) {
    .avatar {
      display: none;
    }
    .other {
      padding-inline-start: 0;
    }
  }
  @media (forced-colors: active) {
    .bubble,
    .avatar {
      border: 1px solid CanvasText;
    }
    .own .bubble {
      border-width: 2px;
    }
    .failed .bubble {
      border-style: dashed;
    }
  }
`;
