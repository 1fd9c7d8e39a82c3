/** A text is about to be sent. Cancel it, or replace `detail.text`. Bubbles, composed. */
export class RtBeforeSendEvent extends Event {
  static readonly type = 'rt-before-send';
  constructor(readonly detail: { text: string }) {
    super(RtBeforeSendEvent.type, { bubbles: true, composed: true, cancelable: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rt-before-send': RtBeforeSendEvent;
  }
}
