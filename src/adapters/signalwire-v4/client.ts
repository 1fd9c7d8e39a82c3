import type { ConnectCalls } from '../../core/call/call-provider.js';
import { CallError } from '../../protocol/call-error.js';
import { makeKeys, takeKeys } from './key-pair.js';
import { noToken, openLine } from './line.js';
import type { reroute } from './local-fetch.js';
import { isLocal, isLoopback } from './local-mode.js';

/** Begins with what takes time and needs no grant. Idempotent. */
export const prepare = (): void => {
  makeKeys();
  // A page of this machine is likely to call a gateway of this machine. A failure shows then.
  if (isLoopback(location.hostname)) loadReroute().catch(() => undefined);
};

const loadReroute = async (): Promise<typeof reroute> => (await import('./local-fetch.js')).reroute;

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
  const [rerouteTo] = await Promise.all([loadReroute(), keys]);
  signal.throwIfAborted();
  return openLine(grant.token, options, rerouteTo(grant.url));
};
