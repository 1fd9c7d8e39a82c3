import 'rt-embed/rt-chat';
import 'rt-embed/rt-status';

const last = document.getElementById('last');
document.querySelector('rt-chat').addEventListener('rt-message', ({ detail }) => {
  last.textContent = detail.message.text;
});
