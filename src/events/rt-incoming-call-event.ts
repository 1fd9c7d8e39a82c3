import type { Peer } from '../core/call/phone-state.js';

/** Somebody calls, and it rings here: `answer()` or `reject()`. Bubbles, composed. */
export class RtIncomingCallEvent extends Event {
  static readonly type = 'rt-incoming-call';
  constructor(readonly detail: { peer: Peer; video: boolean }) {
    super(RtIncomingCallEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rt-incoming-call': RtIncomingCallEvent;
  }
}
