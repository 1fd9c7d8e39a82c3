/** Watches the page of our own element, which loads and runs as it does on any page. */
import { readBack, watch } from './recorder.js';
import { offerSender, whenParsed } from './sender.js';

declare global {
  /** Whether messages flow. */
  var rtOnline: () => boolean;
  /** Reads all that is there, from the newest to the oldest. */
  var rtReadBack: () => Promise<void>;
}

const begin = async (): Promise<void> => {
  await customElements.whenDefined('rt-chat');
  const chat = document.querySelector('rt-chat');
  const root = chat?.shadowRoot;
  if (!chat || !root) return;
  watch(root);
  globalThis.rtOnline = () => chat.matches(':state(online)');
  globalThis.rtReadBack = async () => {
    const scroller = root.querySelector('[part="log"]');
    if (!scroller) return;
    await readBack({
      scroller,
      atOldest: () => {
        const row = scroller.querySelector('[part~="text"]');
        const past = scroller.querySelector('[part="history"]');
        // With a history, the oldest is where that says that there is no more.
        const all = past?.ariaBusy !== 'true' && past?.textContent.trim() !== '';
        return all && row?.textContent === chat.messages[0]?.text;
      },
      toEnd: () => chat.scrollToEnd(),
    });
  };
  // From when a person could write: the field is there.
  while (!root.querySelector('textarea')) await new Promise(requestAnimationFrame);
  offerSender({ send: (text) => chat.send(text) });
};

whenParsed(begin);
