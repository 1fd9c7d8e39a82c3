import 'rt-embed/rt-chat';
import { user } from './user.js';

export const last = document.createElement('output');
last.value = 'nothing yet';

/** Moved from view to view it stays connected; taken out it gives everything back. */
export const chat = document.createElement('rt-chat');
chat.room = 'vite';
chat.tokenEndpoint = `/token/${user}`;
chat.strings = { 'chat.placeholder': 'Write to the Vite team' };
chat.addEventListener('rt-message', ({ detail }) => {
  last.value = detail.message.text;
});
