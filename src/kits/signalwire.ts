import { configure } from '../page.js';

// Not imported before a call begins: it is several times as large as all of ours. Nor in Node, where
// there is no page to tell.
if (typeof document !== 'undefined') {
  configure({ signalwireComponents: () => import('@signalwire/web-components') });
}
