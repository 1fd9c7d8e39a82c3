/**
 * The outer box of each element. The autoloader gives it to a tag whose code is still under way, the
 * element's own styles start from it: so nothing on the page moves when the code arrives.
 */
export const boxes = {
  'rt-chat': 'display:block;block-size:var(--rt-chat-height,32rem)',
  'rt-status': 'display:inline-flex;min-block-size:1.5em;vertical-align:middle',
} as const;

/** A tag that the autoloader knows. */
export type Tag = keyof typeof boxes;
