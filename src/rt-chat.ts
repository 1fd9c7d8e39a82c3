import { define } from './define.js';
import { RtChat } from './elements/rt-chat/rt-chat.js';

define('rt-chat', RtChat);

export { RtChat };

declare global {
  interface HTMLElementTagNameMap {
    'rt-chat': RtChat;
  }
}
