import { boxes, tags, type Tag } from '../loader/boxes.js';

/** What an attribute can be given; `true` writes it without a value, `false`, null and undefined not at all. */
export type SkeletonAttributes = Readonly<
  Record<string, string | number | boolean | null | undefined>
>;

/** How a placeholder looks. */
export interface SkeletonOptions {
  /**
   * The nonce of the page's policy. With it the tag has its final box from the first paint; without one
   * no style is written, and the page's own CSS, or a script tag in its head, gives the box.
   */
  nonce?: string;
  /** What is read until the element is there. Default: `Loading…`. */
  text?: string;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // A parser would make a line feed of it.
  '\r': '&#13;',
};

const escape = (text: string): string =>
  text.replace(/[&<>"'\r]/g, (found) => escapes[found] ?? '');

const attribute = ([name, value]: [string, SkeletonAttributes[string]]): string => {
  // Among them are no `on…` handlers, whose values would be run.
  if (!/^(?!on)[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new TypeError(
      `"${name}" is no attribute of a skeleton: kebab-case, not beginning with "on".`,
    );
  }
  if (value === undefined || value === null || value === false) return '';
  return value === true ? ` ${name}` : ` ${name}="${escape(String(value))}"`;
};

/**
 * Writes a tag as HTML, for a page that a server renders, with something to see until its code is there:
 * a declarative shadow root that the element takes over, so that nothing on the page moves.
 *
 * @throws TypeError where the tag, the name of an attribute, or the nonce can't be written
 */
export const renderSkeleton = (
  tag: Tag,
  attributes: SkeletonAttributes = {},
  { nonce, text = 'Loading…' }: SkeletonOptions = {},
): string => {
  if (!tags.split(',').includes(tag)) throw new TypeError(`There is no element <${tag}>.`);
  if (nonce !== undefined && !/^[\w+/-]+=*$/.test(nonce)) {
    throw new TypeError('A nonce is base64, without quotes.');
  }
  const written = Object.entries(attributes).map(attribute).join('');
  const style = nonce === undefined ? '' : `<style nonce="${nonce}">${boxes}</style>`;
  const placeholder = `${style}<span part="placeholder">${escape(text)}</span>`;
  return `<${tag}${written}><template shadowrootmode="open">${placeholder}</template></${tag}>`;
};
