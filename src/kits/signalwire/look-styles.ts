import { css } from '@lit/reactive-element';

/** Where their elements are in the stage of a call, and colours for a page that is without theirs. */
export const lookStyles = css`
  .kit {
    position: absolute;
    inset: 0;
    color: var(--fg-default);
    font-family: var(--type-family-body);
  }
  .kit.ours {
    --bg-page: var(--_ground);
    --bg-surface: var(--_raised);
    --bg-surface-raised: color-mix(in srgb, var(--_ground) 70%, var(--_text));
    --border-default: var(--_border);
    --fg-default: var(--_text);
    --fg-muted: var(--_muted);
    --interactive-button-destructive-bg: var(--rt-call-end-background, #dc2626);
    --interactive-button-destructive-hover: #b91c1c;
    --interactive-button-primary-bg: var(--_accent);
    --interactive-button-primary-hover: var(--_accent);
    --interactive-button-primary-text: var(--_on-accent);
    --interactive-dropdown-hover: var(--_raised);
    --interactive-status-success: #22c55e;
    --interactive-status-warning: #ffd700;
    --radius-full: 100px;
    --radius-md: 8px;
    --shadow-md: 0 4px 16px rgb(0 0 0 / 50%);
    --transition-fast: 0.15s ease;
    --type-family-body: inherit;
    --type-size-body: 1rem;
    --type-size-caption: 0.8125rem;
    --type-size-small: 0.875rem;
  }
  .kit sw-call-media {
    position: absolute;
    inset: 0 0 4rem;
    inline-size: auto;
    block-size: auto;
  }
  .kit sw-call-status {
    position: absolute;
    inset-block-start: 0.5rem;
    inset-inline-start: 0.5rem;
    z-index: 1;
    border-radius: 8px;
    background: color-mix(in srgb, var(--bg-page) 72%, transparent);
  }
  .kit-row {
    position: absolute;
    inset: auto 0 0;
    z-index: 2;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    block-size: 4rem;
    padding-inline-end: 0.75rem;
    background: var(--bg-page);
  }
  .kit sw-call-controls {
    flex: 1;
    min-inline-size: 0;
  }
  /* Its panel opens above the row, in the middle, where there is room for it. */
  .kit sw-device-selector {
    position: static;
    --sw-device-selector-size: 36px;
  }
  /* Their bar has the same lists, one for each kind. */
  @container stage (width < 32rem) {
    .kit sw-device-selector {
      display: none;
    }
  }
`;
