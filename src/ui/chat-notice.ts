import type { ElementState } from '../core/connection-state.js';
import type { RtError } from '../protocol/errors.js';
import type { Localizer } from '../i18n/localizer.js';
import type { Notice } from './notice.js';

/** What decides what a chat says of its connection. */
export interface ChatNotice {
  readonly status: ElementState;
  readonly error: RtError | undefined;
  readonly readOnly: boolean;
  readonly localizer: Localizer;
  /** Tries again at once; undefined where that can't help. */
  readonly retry: ((this: void) => void) | undefined;
}

/** What a chat says of its connection; undefined where all is well. */
export const chatNotice = (chat: ChatNotice): Notice | undefined => {
  const { status, error, readOnly, localizer, retry } = chat;
  const action = retry && { text: localizer.text('chat.retry'), run: retry };
  switch (status) {
    case 'connecting':
    case 'reconnecting':
      return {
        text: localizer.text(`chat.${status}`),
        detail: '',
        kind: 'wait',
        action: undefined,
      };
    case 'offline':
      return {
        text: localizer.text('chat.offline'),
        detail: [error && localizer.error(error), !readOnly && localizer.text('chat.queued')]
          .filter(Boolean)
          .join(' '),
        kind: 'warning',
        action,
      };
    case 'error':
      return {
        text: error ? localizer.error(error) : '',
        detail: error?.remediation ?? '',
        kind: 'error',
        action,
      };
    default:
      return undefined;
  }
};
