/** A tag that the autoloader knows. */
export type Tag = 'rt-call' | 'rt-chat' | 'rt-status';

/** All of them, as a selector. */
export const tags = 'rt-call,rt-chat,rt-status';

/**
 * The outer box of each element. The autoloader gives it to a tag whose code is still under way, the
 * element's own styles start from it: so nothing on the page moves when the code arrives.
 * `mode^=i` is `mode="inline"`, in the bytes that there are.
 */
export const boxes =
  ':host{display:inline-flex;vertical-align:top;height:1.5em}' +
  ':host(rt-call){height:3em}' +
  ':host([mode^=i]),:host(rt-chat){display:block;height:var(--rt-height,32rem)}' +
  ':host([hidden]){display:none}';
