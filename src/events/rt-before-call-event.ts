/** A call is about to be placed. Cancel it, or replace `detail.destination`. Bubbles, composed. */
export class RtBeforeCallEvent extends Event {
  static readonly type = 'rt-before-call';
  constructor(readonly detail: { destination: string }) {
    super(RtBeforeCallEvent.type, { bubbles: true, composed: true, cancelable: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rt-before-call': RtBeforeCallEvent;
  }
}
