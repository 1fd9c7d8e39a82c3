import { RtError } from '../protocol/errors.js';
import type { TransportFactory } from '../core/transport.js';

/** What a provider of messages exports. */
export type TransportModule = { createTransport: TransportFactory };

/** The way to a provider's code. Those that few pages use are listed in a file that few load. */
const find = async (provider: string): Promise<TransportModule> =>
  provider === 'mqtt'
    ? import('./mqtt/mqtt-transport.js')
    : (await import('./others.js')).find(provider);

/**
 * Loads a provider's transport.
 * @throws RtError `config/unknown-provider`, or `config/load-failed` (retryable)
 */
export const loadTransport = async (provider: string): Promise<TransportFactory> => {
  try {
    return (await find(provider)).createTransport;
  } catch (cause) {
    if (cause instanceof RtError) throw cause;
    throw new RtError('config/load-failed', { retryable: true, cause });
  }
};

/** Fetches a provider's code before it is needed; a failure shows when it is needed. */
export const warmTransport = (provider: string): void => {
  find(provider).catch(() => undefined);
};
