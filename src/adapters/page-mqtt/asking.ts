import type { Inbound } from '../../core/transport.js';
import type { ForeignClient } from '../foreign-transport.js';
import { rejectionOf } from '../foreign-errors.js';
import type { MqttJsClient, MqttJsPacket } from './mqtt-js-types.js';

/** Nobody subscribes to it: to leave it is a question that every broker answers. */
const nowhere = 'rt-embed/ping';

/** What is asked of a client of mqtt.js once it is connected. */
export const asking = (
  client: () => MqttJsClient | undefined,
): Pick<ForeignClient, 'subscribe' | 'unsubscribe' | 'publish' | 'probe'> => {
  const asked = (
    act: (client: MqttJsClient, done: (error?: Error | null) => void) => void,
  ): Promise<void> =>
    new Promise((resolve, reject) => {
      const one = client();
      const done = (error?: Error | null): void => {
        if (error) reject(rejectionOf(error));
        else resolve();
      };
      // Offline it would keep it for later; what is to be sent again is not its to know.
      if (one?.connected) act(one, done);
      else done(new Error('The client is not connected.'));
    });
  const unsubscribe = (filter: string): Promise<void> =>
    asked((one, done) => void one.unsubscribe(filter, done));
  return {
    subscribe: (filter) => asked((one, done) => void one.subscribe(filter, { qos: 1 }, done)),
    unsubscribe,
    publish: (topic, payload, { qos = 1, retain = false, expiry }) =>
      asked((one, done) => {
        const properties = expiry !== undefined && {
          properties: { messageExpiryInterval: expiry },
        };
        one.publish(topic, payload, { qos, retain, ...properties }, done);
      }),
    probe: () => unsubscribe(nowhere),
  };
};

/** A message as mqtt.js hands it over. */
export const inbound = (packet: MqttJsPacket): Inbound => {
  const { topic = '', payload = '', retain = false, dup = false, properties } = packet;
  const expiry = properties?.messageExpiryInterval;
  return {
    topic,
    payload: typeof payload === 'string' ? new TextEncoder().encode(payload) : payload,
    retain,
    ...(dup && { dup }),
    ...(expiry !== undefined && { expiry }),
  };
};
