import type { Inbound } from '../../core/transport.js';
import type { ForeignClient } from '../foreign-transport.js';
import { rejectionOf } from '../foreign-errors.js';
import { inbound, nowhere } from '../foreign-message.js';
import type { MqttJsClient, MqttJsPacket } from './mqtt-js-types.js';

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
export const messageOf = (packet: MqttJsPacket): Inbound =>
  inbound(packet.topic ?? '', packet.payload ?? '', packet);
