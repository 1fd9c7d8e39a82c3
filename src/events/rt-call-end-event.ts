import type { EndReason } from '../core/call/call-state.js';
import type { RtError } from '../protocol/errors.js';

/**
 * A call is over, whether it was ever connected or not. `duration` in ms, 0 where it never was. Every
 * device has been given back. Bubbles, composed.
 */
export class RtCallEndEvent extends Event {
  static readonly type = 'rt-call-end';
  constructor(
    readonly detail: { reason: EndReason; duration: number; error?: RtError | undefined },
  ) {
    super(RtCallEndEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rt-call-end': RtCallEndEvent;
  }
}
