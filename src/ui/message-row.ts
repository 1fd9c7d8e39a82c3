import { html, nothing, type TemplateResult } from 'lit/html.js';
import { momentText, timeText } from '../i18n/dates.js';
import type { Localizer } from '../i18n/localizer.js';
import type { Message } from '../protocol/chat-message.js';
import { icon } from './icons.js';
import { linkify, type Segment } from './linkify.js';

/** What a row shows besides its message. */
export interface MessageRow {
  readonly message: Message;
  /** Whether it starts a group of messages by one writer: only then the name is seen. */
  readonly first: boolean;
  readonly localizer: Localizer;
  /** What is shown in place of the delivery's mark. */
  readonly mark?: unknown;
  /** Sends a message again that the service has refused. */
  resend(this: void, id: string): void;
}

/** One message: who, what, when, and for one's own how far it got. */
export const messageRow = ({
  message,
  first,
  localizer,
  mark,
  resend,
}: MessageRow): TemplateResult => {
  const { id, own, delivery, timestamp } = message;
  const side = own ? 'own' : 'other';
  const name = own ? localizer.text('chat.own') : message.name;
  const seen = first && !own;
  return html`<li
    class="message ${side} ${delivery}${first ? ' first' : ''}"
    part="message ${side}"
  >
    ${
      seen
        ? html`<span class="avatar hue-${hue(message.user)}" part="avatar" aria-hidden="true"
              >${initial(name)}</span
            ><span class="name" part="name"><bdi>${name}</bdi></span>`
        : html`<span class="unseen"><bdi>${name}</bdi></span>`
    }
    <div class="bubble" part="bubble ${side}">
      <div dir="auto">
        <span class="text" part="text">${linkify(message.text).map(segment)}</span>
        <span class="meta" part="meta"
          ><time
            part="time"
            datetime=${new Date(timestamp).toISOString()}
            title=${momentText(localizer, timestamp)}
            >${timeText(localizer, timestamp)}</time
          >${own ? (mark ?? deliveryOf(delivery, localizer)) : nothing}</span
        >
      </div>
    </div>
    ${
      delivery === 'failed'
        ? html`<button class="resend" part="resend" type="button" @click=${() => resend(id)}>
            ${localizer.text('chat.resend')}
          </button>`
        : nothing
    }
  </li>`;
};

const segment = (piece: Segment): unknown =>
  typeof piece === 'string'
    ? piece
    : html`<a part="link" href=${piece.href} target="_blank" rel="noopener noreferrer nofollow ugc"
        >${piece.text}</a
      >`;

const deliveryOf = (delivery: Message['delivery'], localizer: Localizer): TemplateResult => {
  const text = localizer.text(`chat.${delivery}`);
  // Seen as a mark where all is well, in words where it is not.
  return delivery === 'failed'
    ? html`<span class="delivery" part="delivery">${icon(delivery)}${text}</span>`
    : html`<span class="delivery" part="delivery" role="img" aria-label=${text} title=${text}
        >${icon(delivery)}</span
      >`;
};

/** Always the same colour for the same person, one of six. */
const hue = (user: string): number => {
  let sum = 0;
  for (const character of user) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % 6;
};

const initial = (name: string): string =>
  String.fromCodePoint(name.trim().codePointAt(0) ?? 63).toLocaleUpperCase();
