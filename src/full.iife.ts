import { install } from './loader/rt-embed.js';
import './rt-chat.js';
import './rt-status.js';

// Everything in one file, for those who have to host a single one. A loader that came first stays.
if (!globalThis.RtEmbed || Array.isArray(globalThis.RtEmbed)) {
  const nothingToDo = Promise.resolve();
  const all = { ready: nothingToDo, bring: () => nothingToDo, observe: () => () => undefined };
  install(all, { ...document.currentScript?.dataset });
}
