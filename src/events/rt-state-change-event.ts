import type { Phase } from '../core/call/phone-state.js';
import type { ElementState } from '../core/connection-state.js';

/** What an element's `rt-state-change` names: its connection's state; of `<rt-call>`, the call's phase. */
export type AnyState = ElementState | Phase;

/**
 * What the element shows of its connection or call has changed. `storage` is `memory` where the browser
 * stores nothing for a chat, so that unsent messages are lost with the page: where that turns out later,
 * it is said once with `state` as it was. Bubbles, composed.
 */
export class RtStateChangeEvent extends Event {
  static readonly type = 'rt-state-change';
  constructor(
    readonly detail: { state: AnyState; previous: AnyState | undefined; storage?: 'memory' },
  ) {
    super(RtStateChangeEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rt-state-change': RtStateChangeEvent;
  }
}
