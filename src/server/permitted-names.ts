import type { Permission } from './types.js';

/**
 * A list that a permission holds; undefined where it does not say. The site may be plain JavaScript: a text
 * would allow every part of itself, and null, as a database gives it, all that is asked for.
 */
export const permittedNames = (
  permission: Permission,
  list: 'rooms' | 'topics' | 'destinations',
): readonly string[] | undefined => {
  const names: unknown = permission[list];
  if (names === undefined) return undefined;
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  throw new TypeError(`authorize() gave "${list}" that are no list of texts.`);
};
