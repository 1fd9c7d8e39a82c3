import type { RtError } from '../protocol/errors.js';

/** Something went wrong that no caller's promise tells of. Once a problem. Bubbles, composed. */
export class RtErrorEvent extends Event {
  static readonly type = 'rt-error';
  constructor(readonly detail: { error: RtError }) {
    super(RtErrorEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rt-error': RtErrorEvent;
  }
}
