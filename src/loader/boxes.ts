/** A tag that the autoloader knows. */
export type Tag = 'rt-call' | 'rt-chat' | 'rt-status';

/** All of them, as a selector. */
export const tags = 'rt-call,rt-chat,rt-status';

/**
 * The outer box of each element. The autoloader gives it to a tag whose code is still under way, the
 * element's own styles start from it: so nothing on the page moves when the code arrives.
 */
export const boxes =
  ':host(rt-chat){display:block;height:var(--rt-chat-height,32rem)}' +
  ':host(rt-status){display:inline-flex;min-height:1.5em;vertical-align:middle}' +
  ':host(rt-call){display:inline-flex;min-width:7rem;min-height:44px;vertical-align:middle}' +
  ':host(rt-call[mode=inline]){display:block;height:var(--rt-call-height,32rem)}' +
  ':host([hidden]){display:none}';
