import { html } from 'lit/html.js';
import { dayText, startOfDay } from '../i18n/dates.js';
import type { Localizer } from '../i18n/localizer.js';
import type { Message } from '../protocol/chat-message.js';
import { messageRow, type MessageRow } from './message-row.js';
import type { Item } from './rows.js';

/** Which messages to show, of all there are. */
export interface MessageList {
  readonly messages: readonly Message[];
  /** The first that is shown, and the one after the last. */
  readonly start: number;
  readonly end: number;
  readonly localizer: Localizer;
  /** ms since the epoch, for "today". */
  readonly now: number;
  /** The mark of one message that others have read. */
  readonly receipt?: { readonly id: string; readonly mark: unknown } | undefined;
  resend: MessageRow['resend'];
}

/** A pause after which the same writer's name is shown again, ms. */
const groupPause = 5 * 60_000;

/** Messages with a line where a day begins, as the items of a list. */
export const messageItems = (list: MessageList): Item[] => {
  const { messages, start, end, localizer, now, receipt, resend } = list;
  const items: Item[] = [];
  // The one before the first shown: so that nothing changes in a row when those above it appear.
  let previous = messages[start - 1];
  let shownDay = 0;
  let previousDay = previous && startOfDay(previous.timestamp);
  for (const message of messages.slice(start, end)) {
    const day = startOfDay(message.timestamp);
    // One that came late, out of an earlier day, gets no line: each day has one, which is its key.
    if (day > shownDay) items.push(dayLine((shownDay = day), dayText(localizer, day, now)));
    const first =
      message.user !== previous?.user ||
      message.own !== previous.own ||
      day !== previousDay ||
      message.timestamp - previous.timestamp > groupPause;
    const mark = receipt?.id === message.id ? receipt.mark : undefined;
    const row = { message, first, localizer, mark, resend };
    items.push({
      key: message.id,
      inputs: Object.values(row),
      template: () => messageRow(row),
    });
    previous = message;
    previousDay = day;
  }
  return items;
};

const dayLine = (key: number, text: string): Item => ({
  key,
  inputs: [text],
  template: () => html`<li class="day"><span part="day">${text}</span></li>`,
});
