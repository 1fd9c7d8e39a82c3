import { keyed } from 'lit/directives/keyed.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Localizer } from '../i18n/localizer.js';
import type { Person } from '../protocol/people.js';
import { nameList, withNames } from './people-names.js';

/** How many are named of those who are here. */
const mostHere = 3;
/** More than this are "several people". */
const mostTyping = 2;

/**
 * Who is here and who types, laid over the messages, where room is kept for both: nothing moves when
 * somebody comes or starts to write.
 */
export const peopleOver = (
  localizer: Localizer,
  here: readonly Person[],
  typing: readonly Person[],
): TemplateResult =>
  html`${
      here.length > 0
        ? html`<p class="here" part="people">
            <span class="unseen">${localizer.plural('chat.others', here.length)}:</span>
            ${
              // A new line each time: else the words that stay would move among those that change.
              keyed(
                here.map(({ user, name }) => `${user}\n${name}`).join(),
                hereText(localizer, here),
              )
            }
          </p>`
        : nothing
    }
    <div class="foot">
      ${
        typing.length > 0
          ? html`<p class="typing" part="typing">
              <span>${typingText(localizer, typing)}</span><i></i><i></i><i></i>
            </p>`
          : nothing
      }
    </div>`;

const hereText = (localizer: Localizer, here: readonly Person[]): TemplateResult =>
  html`<span class="names"
    >${withNames(
      (names) => localizer.plural('chat.here', here.length, { names }),
      nameList(localizer, here, here.length, mostHere),
    )}</span
  >`;

/** "Ada is typing…", as the pieces of a template. */
const typingText = (localizer: Localizer, typing: readonly Person[]): unknown =>
  typing.length > mostTyping
    ? localizer.text('chat.typing-many')
    : withNames(
        (names) => localizer.plural('chat.typing', typing.length, { names }),
        nameList(localizer, typing, typing.length, mostTyping),
      );

/** The same for a screen reader. */
export const typingWords = (localizer: Localizer, [first, ...more]: readonly Person[]): string =>
  first && more.length === 0
    ? localizer.plural('chat.typing', 1, { names: first.name })
    : localizer.text('chat.typing-many');

/**
 * In place of the mark "sent": two ticks, and who has read it. The words are seen under the last
 * message, where room is kept for them.
 * @param count how many have read it, of whom `people` are known by name
 */
export const readMark = (
  localizer: Localizer,
  people: readonly Person[],
  count: number,
): TemplateResult => {
  const sent = localizer.text('chat.sent');
  return html`<span class="delivery" part="delivery" role="img" aria-label=${sent} title=${sent}
      ><svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
        <path d="m1.5 12.5 4.5 4.5L15.5 7.5m-4 8.5 1.5 1 9.5-9.5"></path></svg></span
    ><span class="receipt" part="receipt"
      >${
        people.length > 0
          ? withNames(
              (names) => localizer.text('chat.read-by', { names }),
              nameList(localizer, people, count, count === 2 ? 2 : 1),
            )
          : localizer.plural('chat.read-count', count)
      }</span
    >`;
};
