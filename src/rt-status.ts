import { define } from './define.js';
import { RtStatus } from './elements/rt-status/rt-status.js';

define('rt-status', RtStatus);

export { RtStatus };

declare global {
  interface HTMLElementTagNameMap {
    'rt-status': RtStatus;
  }
}
