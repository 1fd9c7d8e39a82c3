import type { ConnectCalls } from '../../../core/call/call-provider.js';
import { CallError } from '../../../protocol/call-error.js';
import { noToken } from '../../signalwire-v4/errors.js';
import { openLine } from './line.js';

/** There is nothing to begin with: the SDK needs a token for everything. */
export const prepare = (): void => undefined;

/** Video rooms of SignalWire, by its browser SDK 3. */
export const connectCalls: ConnectCalls = async ({ grant, signal }) => {
  signal.throwIfAborted();
  if (!('RTCPeerConnection' in globalThis)) throw new CallError('media/unsupported');
  if (grant.token === undefined) throw noToken();
  return openLine(grant.token, grant.url, signal);
};
