import type { ConnectCalls } from '../core/call/call-provider.js';
import { RtError } from '../protocol/errors.js';

interface CallModule {
  connectCalls: ConnectCalls;
  /** Begins with what takes time and needs no grant. Idempotent. */
  prepare(): void;
}

/** Every provider of calls, and the only way to its code. Apart from those of messages: few pages need both. */
const providers: Partial<Record<string, () => Promise<CallModule>>> = {
  signalwire: () => import('./signalwire-v4/client.js'),
  'signalwire-v4': () => import('./signalwire-v4/client.js'),
  'signalwire-video': () => import('./signalwire-v3/video/client.js'),
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
    const { connectCalls, prepare } = await load();
    // Code is only loaded for somebody who is about to call, or can be called.
    prepare();
    return connectCalls;
  } catch (cause) {
    throw new RtError('config/load-failed', {
      remediation: 'Check the network, and the files beside the script.',
      retryable: true,
      cause,
    });
  }
};
