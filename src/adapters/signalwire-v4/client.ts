import type { ConnectCalls } from '../../core/call/call-provider.js';
import { CallError } from '../../protocol/call-error.js';
import { noToken } from './errors.js';
import { takeKeys } from './key-pair.js';
import { openLine } from './line.js';
import { isLocal } from './local-mode.js';

export { makeKeys as prepare } from './key-pair.js';

/** Calls through SignalWire, by its browser SDK 4. */
export const connectCalls: ConnectCalls = async (options) => {
  const { grant, signal } = options;
  signal.throwIfAborted();
  if (!('RTCPeerConnection' in globalThis)) throw new CallError('media/unsupported');
  if (grant.token === undefined) throw noToken();
  const keys = takeKeys();
  if (!isLocal(grant.url)) {
    await keys;
    signal.throwIfAborted();
    return openLine(grant.token, options, undefined);
  }
  const [{ reroute }] = await Promise.all([import('./local-fetch.js'), keys]);
  signal.throwIfAborted();
  return openLine(grant.token, options, reroute(grant.url));
};
