import type { Phase } from '../core/call/phone-state.js';
import type { ElementState } from '../core/connection-state.js';

/** What an element's `rt-state-change` names: its connection's state; of `<rt-call>`, the call's phase. */
export type AnyState = ElementState | Phase;

/** What the element shows of its connection or call has changed. Bubbles, composed. */
export class RtStateChangeEvent extends Event {
  static readonly type = 'rt-state-change';
  constructor(readonly detail: { state: AnyState; previous: AnyState | undefined }) {
    super(RtStateChangeEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rt-state-change': RtStateChangeEvent;
  }
}
