import { html, nothing, type TemplateResult } from 'lit/html.js';
import { icon } from './icons.js';

/** Something the visitor should know about the connection. */
export interface Notice {
  readonly text: string;
  /** What it means, or what to do. */
  readonly detail: string;
  readonly kind: 'wait' | 'warning' | 'error';
  /** The way on, where there is one. */
  readonly action: { readonly text: string; run(this: void): void } | undefined;
}

/**
 * A card above the messages that moves none of them. Its words are in a live region that is always
 * there, so that a screen reader says each once, when it is through with what it reads.
 */
export const noticeCard = (notice: Notice | undefined): TemplateResult =>
  html`<div class="notice ${notice?.kind ?? 'none'}" part="banner">
    ${notice && notice.kind !== 'wait' ? icon(notice.kind === 'error' ? 'failed' : 'cut') : nothing}
    <div role="status">
      ${notice ? html`<p class="title">${notice.text}</p>` : nothing}
      ${notice?.detail ? html`<p class="detail">${notice.detail}</p>` : nothing}
    </div>
    ${
      notice?.action
        ? html`<button class="retry" part="retry" type="button" @click=${notice.action.run}>
            ${notice.action.text}
          </button>`
        : nothing
    }
  </div>`;
