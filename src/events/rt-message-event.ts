import type { Message } from '../protocol/chat-message.js';

/** A message arrived, or one of ours was taken by the service. Bubbles, composed. */
export class RtMessageEvent extends Event {
  static readonly type = 'rt-message';
  constructor(readonly detail: { message: Message }) {
    super(RtMessageEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rt-message': RtMessageEvent;
  }
}
