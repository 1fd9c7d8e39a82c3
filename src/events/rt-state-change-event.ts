import type { ElementState } from '../core/connection-state.js';

/** What the element shows of its connection has changed. Bubbles, composed. */
export class RtStateChangeEvent extends Event {
  static readonly type = 'rt-state-change';
  constructor(readonly detail: { state: ElementState; previous: ElementState | undefined }) {
    super(RtStateChangeEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rt-state-change': RtStateChangeEvent;
  }
}
