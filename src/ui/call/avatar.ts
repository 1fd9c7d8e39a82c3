import { html, type TemplateResult } from 'lit/html.js';

/** The first letter of a name, in a circle of a colour that stays the same for the same name. */
export const avatar = (name: string, talking = false): TemplateResult =>
  html`<span
    class="avatar hue-${hue(name)} ${talking ? 'talking' : ''}"
    part="avatar"
    aria-hidden="true"
    >${initial(name)}</span
  >`;

const hue = (name: string): number => {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % 6;
};

/** Of an address such as `/public/echo` it is the letter of its last part. */
const initial = (name: string): string => {
  const letter = /[\p{L}\p{N}]/u.exec(name.trim());
  return (letter?.[0] ?? '?').toLocaleUpperCase();
};
