import { define } from './define.js';
import { RtCall } from './elements/rt-call/rt-call.js';

define('rt-call', RtCall);

export { RtCall };

declare global {
  interface HTMLElementTagNameMap {
    'rt-call': RtCall;
  }
}
