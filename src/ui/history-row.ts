import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { HistoryStatus } from '../core/chat/history.js';
import type { Localizer } from '../i18n/localizer.js';

/** What is said above the oldest message. */
export interface HistoryRow {
  readonly status: HistoryStatus;
  /** How many messages are kept. */
  readonly count: number;
  readonly localizer: Localizer;
  retry(this: void): void;
}

/**
 * A line above the oldest message. Its words are in a live region that is always there, so that a
 * screen reader says each once.
 */
export const historyRow = ({ status, count, localizer, retry }: HistoryRow): TemplateResult => {
  const text =
    status === 'more' || (status === 'start' && count === 0)
      ? ''
      : localizer.text(`chat.history-${status}`, { count: localizer.number(count) });
  return html`<div class=${text && 'unreadable'} part="history" aria-busy=${status === 'loading'}>
    <p role="status">${text}</p>
    ${
      status === 'failed'
        ? html`<button class="resend" part="history-retry" type="button" @click=${retry}>
            ${localizer.text('chat.retry')}
          </button>`
        : nothing
    }
  </div>`;
};
