import { css } from '@lit/reactive-element';

/** The look of what opens above a call's buttons. */
export const sheetStyles = css`
  .sheet {
    position: absolute;
    inset-block-end: 5.25rem;
    inset-inline-end: 0.75rem;
    z-index: 4;
    display: flex;
    flex-direction: column;
    inline-size: min(20rem, 100% - 1.5rem);
    max-block-size: calc(100% - 6rem);
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: 1.25rem;
    background: var(--_surface);
    box-shadow: 0 8px 32px rgb(0 0 0 / 45%);
    animation: call-rise 0.15s ease-out;
  }
  .sheet.texts {
    block-size: calc(100% - 6rem);
  }
  .sheet-head {
    display: flex;
    flex: none;
    align-items: center;
    justify-content: space-between;
    padding: 0.25rem 0.25rem 0.25rem 1rem;
    padding-inline: 1rem 0.25rem;
    font-weight: 600;
  }
  .sheet ul {
    padding: 0 0.5rem 0.5rem !important;
    overflow: auto;
  }
  .panel .row {
    display: flex;
    align-items: center;
    justify-content: flex-start;
    gap: 0.75rem;
    inline-size: 100%;
    min-block-size: 2.75rem;
    padding-inline: 0.75rem;
    border-radius: 0.75rem;
    text-align: start;
  }
  .panel button.row:hover,
  .panel button.row[aria-pressed='true'] {
    background: var(--_raised);
  }
  .panel button.row[aria-pressed='true']::after {
    content: '✓' / '';
    margin-inline-start: auto;
  }
  .row .name {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .row .dot {
    inline-size: 0.5rem;
    block-size: 0.5rem;
    border-radius: 50%;
    background: var(--_link);
  }

  .typed {
    min-block-size: 2rem;
    padding-inline: 1rem;
    overflow: hidden;
    font-size: 1.375rem;
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.08em;
    line-height: 2rem;
    text-align: center;
    white-space: nowrap;
  }
  .keys {
    display: grid;
    grid-template-columns: repeat(3, minmax(2.75rem, 1fr));
    gap: 0.5rem;
    padding: 0.5rem 1rem 1rem;
    overflow: auto;
  }
  .panel .key {
    flex-direction: column;
    gap: 0;
    min-block-size: 3rem;
    border-radius: 0.875rem;
    background: var(--_raised);
    font-size: 1.25rem;
  }
  .panel .key:is(:hover, :active) {
    background: var(--_control);
  }
  .key small {
    color: var(--_muted);
    font-size: 0.625rem;
    line-height: 0.75rem;
    letter-spacing: 0.1em;
  }

  .devices {
    display: grid;
    gap: 0.75rem;
    overflow: auto;
    padding: 0 1rem 1rem;
  }
  .check .devices {
    padding: 0;
  }
  .device {
    display: grid;
    gap: 0.25rem;
    min-inline-size: 0;
    font-size: 0.8125rem;
    color: var(--_muted);
  }
  .panel select {
    inline-size: 100%;
    padding-inline: 0.75rem;
    border: 1px solid var(--_control);
    border-radius: 0.75rem;
    background: var(--_surface);
    color: var(--_text);
    font-size: max(0.9375rem, 16px);
    text-overflow: ellipsis;
  }

  .text-log {
    flex: 1;
    display: flex;
    flex-direction: column;
    gap: 0.375rem;
    min-block-size: 3rem;
    padding: 0.25rem 1rem;
    overflow: hidden auto;
    overflow-wrap: anywhere;
  }
  .text-log:focus-visible {
    outline-offset: -2px;
  }
  .text-log .text {
    max-inline-size: 88%;
    align-self: flex-start;
    padding: 0.375rem 0.75rem;
    border-radius: 1rem;
    background: var(--_raised);
  }
  .text-log .text.own {
    align-self: flex-end;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .text-log b {
    font-size: 0.8125rem;
  }
  .text-form {
    display: flex;
    flex: none;
    gap: 0.25rem;
    padding: 0.5rem;
  }
  .panel .text-form input {
    flex: 1;
    padding-inline: 1rem;
    border: 1px solid var(--_control);
    font-size: max(0.9375rem, 16px);
  }
  .text-form .send:dir(rtl) .icon {
    scale: -1 1;
  }
  @container stage (height < 24rem) {
    .sheet {
      inset-block: 0.5rem;
      max-block-size: none;
      z-index: 5;
    }
    .sheet.texts {
      block-size: auto;
    }
    /* Beside the name, so that there is room for four rows of keys. */
    .typed {
      position: absolute;
      inset-block: 0.5rem auto;
      inset-inline: 6rem 3rem;
      padding: 0;
    }
    .keys {
      flex: 1;
      gap: 0.25rem;
      padding: 0 0.5rem 0.5rem;
      grid-auto-rows: minmax(2.75rem, 1fr);
    }
    .panel .key {
      min-block-size: 2.75rem;
    }
  }
  @media (forced-colors: active) {
    .panel .row[aria-pressed='true'] {
      border: 3px solid Highlight;
    }
    .sheet {
      border: 1px solid CanvasText;
    }
  }
`;
