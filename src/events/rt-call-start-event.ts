import type { Peer } from '../core/call/phone-state.js';

/** A call is connected: sound and picture flow. Bubbles, composed. */
export class RtCallStartEvent extends Event {
  static readonly type = 'rt-call-start';
  constructor(readonly detail: { direction: 'outbound' | 'inbound'; peer: Peer }) {
    super(RtCallStartEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rt-call-start': RtCallStartEvent;
  }
}
