import type { CSSResultOrNative } from '@lit/reactive-element';
import type { CallView } from './call-view.js';

/** A look of running calls in place of our own. What is around a call, and what lies on it, stays ours. */
export interface CallLook {
  /** For the shadow root that it is shown in. */
  readonly styles: readonly CSSResultOrNative[];
  /** The picture and the controls, as things are now; the same node as long as it can be. */
  show(view: CallView): HTMLElement;
}
