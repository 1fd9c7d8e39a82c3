import { css } from '@lit/reactive-element';

/** The look of what is shown of other people. */
export const peopleStyles = css`
  .here {
    position: absolute;
    inset-block-start: 0;
    inset-inline: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    block-size: 2rem;
    padding-inline: 1rem;
    border-block-end: 1px solid var(--_border);
    background: var(--_surface);
    font-size: 0.8125rem;
    color: var(--_muted);
    animation: fade 0.2s ease-out;
  }
  .here::before {
    content: '';
    flex: none;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    border-radius: 50%;
    background: var(--_success);
  }
  .names {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* As high as the room that the list keeps below its last message. */
  .foot {
    position: absolute;
    inset-block-end: 0;
    inset-inline: 0.75rem;
    z-index: 1;
    display: flex;
    block-size: 1.75rem;
    pointer-events: none;
  }
  .typing {
    display: flex;
    align-items: center;
    gap: 0.1875rem;
    max-inline-size: 100%;
    padding-inline: 0.25rem;
    background: var(--_surface);
    font-size: 0.75rem;
    color: var(--_muted);
    animation: fade 0.2s ease-out;
  }
  .typing span {
    min-inline-size: 0;
    margin-inline-end: 0.1875rem;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .typing i {
    flex: none;
    inline-size: 0.25rem;
    block-size: 0.25rem;
    border-radius: 50%;
    background: currentcolor;
    animation: breathe 0.7s ease-in-out infinite alternate;
  }
  .typing i:nth-child(3) {
    animation-delay: 0.2s;
  }
  .typing i:nth-child(4) {
    animation-delay: 0.4s;
  }
  /* Not by its own direction, which is that of the message: by that of the chat. */
  .receipt {
    position: absolute;
    inset-block-start: 100%;
    right: 0.25rem;
    max-inline-size: 60%;
    overflow: hidden;
    text-overflow: ellipsis;
    font-size: 0.75rem;
    line-height: 1.75rem;
    color: var(--_muted);
    animation: fade 0.2s ease-out;
  }
  .message:dir(rtl) .receipt {
    right: auto;
    left: 0.25rem;
  }
  /* The words are in one language, the names in any. */
  .names,
  .typing span,
  .receipt {
    unicode-bidi: plaintext;
  }
  /* Below it stands another message: there it is for screen readers alone. */
  .message:not(:last-child) .receipt {
    inset-block-start: auto;
    inline-size: 1px;
    block-size: 1px;
    clip-path: inset(50%);
  }
  /* Not room enough for both: who types is news. */
  @container (max-width: 24rem) {
    .area:has(.typing) .receipt {
      opacity: 0;
    }
  }
  /* Without a move: that would make the list longer for a moment. */
  @keyframes fade {
    from {
      opacity: 0;
    }
  }
  @media (forced-colors: active) {
    .here::before,
    .typing i {
      background: CanvasText;
      forced-color-adjust: none;
    }
  }
`;
