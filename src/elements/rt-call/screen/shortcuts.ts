import type { Control } from '../../../ui/call/controls.js';
import { isField } from './panel-frame.js';

/** What keys can do besides pressing a control. */
export interface ShortcutTargets {
  readonly controls: readonly Control[];
  /** Takes a digit; undefined while the keypad is closed. */
  readonly digit: ((this: void, digit: string) => void) | undefined;
}

/**
 * Does what a key stands for while the focus is in a call: the letter of a control, and digits while
 * the keypad is open. Text that is typed, and the browser's own shortcuts, are left alone.
 */
export const runShortcut = (event: KeyboardEvent, { controls, digit }: ShortcutTargets): void => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.repeat || isField(event.composedPath()[0])) return;
  const { key } = event;
  if (digit && /^[0-9*#]$/.test(key)) {
    event.preventDefault();
    digit(key);
    return;
  }
  const found = controls.find((control) => control.key?.toLowerCase() === key.toLowerCase());
  if (!found) return;
  event.preventDefault();
  found.run();
};
