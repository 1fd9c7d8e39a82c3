import { RtError } from '../protocol/errors.js';
import type { TransportFactory } from '../core/transport.js';

type TransportModule = { createTransport: TransportFactory };

/** Every provider of messages, and the only way to its code. */
const transports: Partial<Record<string, () => Promise<TransportModule>>> = {
  mqtt: () => import('./mqtt/mqtt-transport.js'),
};

/**
 * Loads a provider's transport.
 * @throws RtError `config/unknown-provider`, or `config/load-failed` (retryable)
 */
export const loadTransport = async (provider: string): Promise<TransportFactory> => {
  const load = Object.hasOwn(transports, provider) ? transports[provider] : undefined;
  if (!load) {
    throw new RtError('config/unknown-provider', {
      message: `The provider "${provider}" is not known.`,
    });
  }
  try {
    return (await load()).createTransport;
  } catch (cause) {
    throw new RtError('config/load-failed', {
      remediation: 'Check the network, and the files beside the script.',
      retryable: true,
      cause,
    });
  }
};

/** Fetches a provider's code before it is needed; a failure shows when it is needed. */
export const warmTransport = (provider: string): void => {
  if (Object.hasOwn(transports, provider)) transports[provider]?.().catch(() => undefined);
};
