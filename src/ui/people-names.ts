import { html } from 'lit/html.js';
import { cached, type Localizer } from '../i18n/localizer.js';
import type { Person } from '../protocol/people.js';

/** Stands for the names in a text, until they are put there as nodes. */
const place = '\u0000';

/**
 * "Ada, Ben and 4 others", as the pieces of a template.
 * @param count how many there are in all
 * @param most so many are named where there are more
 */
export const nameList = (
  localizer: Localizer,
  people: readonly Person[],
  count: number,
  most: number,
): unknown[] => {
  const named = people.slice(0, most).map(({ name }) => name);
  const rest = count - named.length;
  const items = rest > 0 ? [...named, localizer.plural('chat.others', rest)] : named;
  const { locale } = localizer;
  const format = cached(`l${locale}`, () => new Intl.ListFormat(locale, { type: 'conjunction' }));
  // Each name in its own direction, whatever stands around it.
  return format
    .formatToParts(items)
    .map(({ type, value }) => (type === 'element' ? html`<bdi>${value}</bdi>` : value));
};

/** Puts names into a text; `text` is asked for it, with what stands for them. */
export const withNames = (text: (names: string) => string, names: unknown): unknown => {
  const [before, ...after] = text(place).split(place);
  return [before, names, after];
};
