import { createAutoloader } from './loader/autoloader.js';
import type { Tag } from './loader/boxes.js';

// Literal, so that a bundler finds the chunks.
const modules: Record<Tag, () => Promise<unknown>> = {
  'rt-call': () => import('./rt-call.js'),
  'rt-chat': () => import('./rt-chat.js'),
  'rt-status': () => import('./rt-status.js'),
};

// In Node, a server that renders the page, there is nothing to watch.
const autoloader =
  typeof document === 'undefined' ? undefined : createAutoloader((tag) => modules[tag]());

/** Resolves when the tags that were due at start are defined or have failed; in Node at once. */
export const ready: Promise<void> = autoloader?.ready ?? Promise.resolve();

/** Looks for tags in a shadow root too. Returns its own undo. */
export const observe = (root: Document | ShadowRoot | Element): (() => void) =>
  autoloader?.observe(root) ?? (() => undefined);
