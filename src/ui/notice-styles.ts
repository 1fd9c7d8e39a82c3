import { css } from '@lit/reactive-element';

/** The look of what is said of the connection. */
export const noticeStyles = css`
  .notice {
    position: absolute;
    inset-block-start: 0.5rem;
    inset-inline: 0.5rem;
    z-index: 2;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
    margin-inline: auto;
    inline-size: fit-content;
    max-inline-size: calc(100% - 1rem);
    padding: 0.5rem 1rem;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 8px);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    animation: appear 0.2s ease-out;
  }
  .notice.none {
    padding: 0;
    border: 0;
    box-shadow: none;
    pointer-events: none;
  }
  .notice > [role='status'] {
    flex: 1 1 9rem;
    min-inline-size: 0;
  }
  .notice p {
    unicode-bidi: plaintext;
  }
  .notice:is(.none, .wait) > [role='status'] {
    flex: 0 1 auto;
  }
  .notice .title {
    font-weight: 600;
  }
  .notice .detail {
    font-size: 0.8125rem;
    color: var(--_muted);
  }
  .notice.warning > .icon {
    color: var(--_warning);
  }
  .notice.error > .icon {
    color: var(--_danger);
  }
  /* A connection that is back within the blink of an eye is not worth a word. */
  .notice.wait {
    animation: appear 0.2s 0.6s ease-out backwards;
  }
  .notice.wait .title {
    font-weight: 500;
  }
  .notice.wait::before {
    content: '';
    flex: none;
    inline-size: 0.875rem;
    block-size: 0.875rem;
    border: 2px solid var(--_border);
    border-block-start-color: var(--_link);
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  /* Nothing else to see: it stands in the middle. */
  .blank .notice:is(.warning, .error) {
    inset-block: 0;
    margin-block: auto;
    block-size: fit-content;
    flex-flow: column;
    max-inline-size: min(24rem, 100% - 2rem);
    padding: 1rem;
    border: 0;
    box-shadow: none;
    text-align: center;
    background: none;
  }
  .blank .notice > [role='status'] {
    flex: none;
    max-inline-size: 100%;
  }
  .blank .notice > .icon {
    inline-size: 2.25rem;
    block-size: 2.25rem;
    stroke-width: 1.5;
  }
  .blank .notice .detail {
    margin-block-start: 0.25rem;
  }
  .retry {
    flex: none;
    min-block-size: 2.75rem;
    padding-inline: 1rem;
    border: 1px solid var(--_control);
    border-radius: 1.375rem;
    background: var(--_surface);
    font-weight: 600;
  }
  .retry:hover {
    background: var(--_raised);
  }
`;
