import { html, nothing, type TemplateResult } from 'lit/html.js';
import { chatNotice, type ChatNotice } from './chat-notice.js';
import { composerForm, type Composer } from './composer.js';
import { icon } from './icons.js';
import type { MessageList } from './message-list.js';
import { noticeCard } from './notice.js';

/** Everything that a chat shows, and what can be done with it. */
export interface ChatPanel extends ChatNotice, Composer, MessageList {
  readonly localizer: Composer['localizer'];
  /** True once the room's messages arrive. */
  readonly joined: boolean;
  /** How many messages came in that can't be shown. */
  readonly unreadable: number;
  /** How many came in below what is in view; undefined: the newest is in view. */
  readonly unseen: number | undefined;
  /** What stands above the oldest message. */
  readonly above?: unknown;
  /** What was said before is on its way. */
  readonly loading?: boolean;
  /** What lies over the messages: who is here, who types. */
  readonly over?: unknown;
  /** The name of the whole. */
  readonly label: string;
  /** The log has been scrolled. */
  scrolled(this: void, event: Event): void;
  /** Goes to the newest message. */
  toEnd(this: void): void;
}

/**
 * A chat: where the messages of a room go (the `ol`), what there is to say of the connection, where one
 * writes, and where goes what a screen reader is to say (the last `div`).
 */
export const chatPanel = (chat: ChatPanel): TemplateResult => {
  const { localizer, messages, readOnly } = chat;
  const blank = messages.length === 0;
  const waiting = blank && chat.status === 'online' && (!chat.joined || chat.loading);
  const status = waiting ? 'connecting' : chat.status;
  return html`<section class="panel" part="panel" aria-label=${chat.label}>
    <slot name="header"></slot>
    <div class="area ${blank ? 'blank' : ''}">
      <div
        class="log"
        part="log"
        role="log"
        aria-live="off"
        aria-label=${localizer.text('chat.log')}
        tabindex="0"
        @scroll=${chat.scrolled}
      >
        ${chat.above}
        <ol></ol>
        ${
          chat.unreadable > 0
            ? html`<p class="unreadable">
                ${localizer.plural('chat.unreadable', chat.unreadable)}
              </p>`
            : nothing
        }
      </div>
      ${blank && status === 'connecting' ? skeleton : nothing}
      ${blank && status === 'online' ? empty(chat) : nothing} ${chat.over} ${pill(chat)}
      ${noticeCard(chatNotice({ ...chat, status }))}
    </div>
    ${
      readOnly
        ? html`<p class="read-only" part="read-only">${localizer.text('chat.read-only')}</p>`
        : composerForm(chat)
    }
    <div class="unseen" aria-live="polite"></div>
  </section>`;
};

/** What messages will look like, while they are on their way. */
const skeleton = html`<div class="skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i></div>`;

const empty = ({ localizer, readOnly }: ChatPanel): TemplateResult =>
  html`<div class="empty" part="empty">
    <slot name="empty">
      ${icon('talk')}
      <p>${localizer.text(readOnly ? 'chat.empty-read-only' : 'chat.empty')}</p>
    </slot>
  </div>`;

const pill = ({ unseen, localizer, toEnd }: ChatPanel): unknown => {
  if (unseen === undefined) return nothing;
  return html`<button
    class="pill ${unseen > 0 ? 'fresh' : ''}"
    part="pill"
    type="button"
    aria-label=${unseen > 0 ? nothing : localizer.text('chat.latest')}
    @click=${toEnd}
  >
    ${icon('down')}${unseen > 0 ? localizer.plural('chat.new', unseen) : nothing}
  </button>`;
};
