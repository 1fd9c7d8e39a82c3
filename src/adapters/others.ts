import { RtError } from '../protocol/errors.js';
import type { TransportModule } from './registry.js';

/** Every provider of messages besides MQTT, and the only way to its code. */
const providers: Partial<Record<string, () => Promise<TransportModule>>> = {
  signalwire: () => import('./signalwire-v4/messages/transport.js'),
  'signalwire-v4': () => import('./signalwire-v4/messages/transport.js'),
  'signalwire-chat': () => import('./signalwire-v3/chat.js'),
  'signalwire-pubsub': () => import('./signalwire-v3/pubsub.js'),
  cloudsignal: () => import('./cloudsignal/cloudsignal-transport.js'),
  'mqtt-js': () => import('./page-mqtt/mqtt-js-transport.js'),
};

/** @throws RtError `config/unknown-provider` */
export const find = (provider: string): Promise<TransportModule> => {
  const load = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  if (load) return load();
  throw new RtError('config/unknown-provider', {
    message: `The provider "${provider}" is not known.`,
  });
};
