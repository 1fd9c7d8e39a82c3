import { define } from './define.js';
import { RtCall } from './elements/rt-call/rt-call.js';
import { RtChat } from './elements/rt-chat/rt-chat.js';
import { RtStatus } from './elements/rt-status/rt-status.js';
import { install } from './loader/rt-embed.js';

// Everything in one file, for those who have to host a single one.
define('rt-call', RtCall);
define('rt-chat', RtChat);
define('rt-status', RtStatus);

// Else the loader came first, and its RtEmbed stays.
if (!globalThis.RtEmbed || Array.isArray(globalThis.RtEmbed)) {
  const done = Promise.resolve();
  const loaded = { ready: done, bring: () => done, observe: () => () => undefined };
  install(loaded, { ...document.currentScript?.dataset });
}
