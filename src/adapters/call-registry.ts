import type { ConnectCalls } from '../core/call/call-provider.js';
import { RtError } from '../protocol/errors.js';

type CallModule = { connectCalls: ConnectCalls };

/** Every provider of calls, and the only way to its code. Apart from those of messages: few pages need both. */
const providers: Partial<Record<string, () => Promise<CallModule>>> = {
  'signalwire-v4': () => import('./signalwire-v4/client.js'),
};

/**
 * Loads a provider of calls.
 * @throws RtError `config/unknown-provider`, or `config/load-failed` (retryable)
 */
export const loadCalls = async (provider: string): Promise<ConnectCalls> => {
  const load = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  if (!load) {
    throw new RtError('config/unknown-provider', {
      message: `The provider "${provider}" makes no calls that are known.`,
    });
  }
  try {
    return (await load()).connectCalls;
  } catch (cause) {
    throw new RtError('config/load-failed', {
      remediation: 'Check the network, and the files beside the script.',
      retryable: true,
      cause,
    });
  }
};
