import type { ConnectCalls } from '../../core/call/call-provider.js';
import { noToken, openLine } from './line.js';
import { isLocal } from './local-mode.js';

/** Calls through SignalWire, by its browser SDK 4. */
export const connectCalls: ConnectCalls = async (options) => {
  const { grant, signal } = options;
  signal.throwIfAborted();
  if (grant.token === undefined) throw noToken();
  if (!isLocal(grant.url)) return openLine(grant.token, options, undefined);
  const { reroute } = await import('./local-fetch.js');
  signal.throwIfAborted();
  return openLine(grant.token, options, reroute(grant.url));
};
