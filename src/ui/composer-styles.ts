import { css } from '@lit/reactive-element';

/** The look of the form one writes in. */
export const composerStyles = css`
  .composer {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0 0.5rem;
    padding: 0.625rem 0.75rem;
    border-block-start: 1px solid var(--_border);
    background: var(--_surface);
  }
  /*
   * The field is as high as a copy of its text. Done in CSS because every engine can, and because a
   * measured height would have to be written as an inline style.
   */
  .field {
    flex: 1;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    min-inline-size: 0;
    overflow: hidden;
    border: 1px solid var(--_control);
    border-radius: 1.375rem;
    background: var(--_surface);
  }
  .field:focus-within {
    border-color: var(--_focus);
    box-shadow: 0 0 0 1px var(--_focus);
  }
  .field::after {
    content: attr(data-text) ' ';
    visibility: hidden;
    pointer-events: none;
  }
  .field::after,
  textarea {
    grid-area: 1 / 1;
    min-block-size: 2.625rem;
    /* Six lines and the padding. */
    max-block-size: calc(6 * 1.375rem + 1.25rem);
    margin: 0;
    padding: 0.625rem 1rem;
    overflow: hidden auto;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    /* Below 16 px iOS zooms the page. */
    font-size: max(1rem, 16px);
    line-height: 1.375rem;
    scrollbar-width: thin;
  }
  textarea {
    inline-size: 100%;
    border: 0;
    outline: 0;
    resize: none;
    background: none;
    color: var(--_text);
    scrollbar-color: var(--_control) transparent;
  }
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .send {
    flex: none;
    display: grid;
    place-content: center;
    inline-size: 2.75rem;
    block-size: 2.75rem;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_on-accent);
    transition: 150ms;
  }
  .send[aria-disabled='true'] {
    background: var(--_raised);
    color: var(--_muted);
    cursor: default;
  }
  .send:dir(rtl) .icon {
    scale: -1 1;
  }
  .excess {
    flex-basis: 100%;
    font-size: 0.8125rem;
    font-weight: 600;
    color: var(--_danger);
  }
  .excess:not(:empty) {
    padding: 0.375rem 1rem 0;
  }
  @media (forced-colors: active) {
    .field:focus-within {
      outline: 2px solid Highlight;
    }
    .send {
      border: 1px solid ButtonText;
    }
  }
`;
