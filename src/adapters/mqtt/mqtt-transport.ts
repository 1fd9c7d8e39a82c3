import type {
  MessageTransport,
  Opened,
  OpenOptions,
  TransportFactory,
} from '../../core/transport.js';
import { MqttClient } from '../../mqtt/mqtt-client.js';
import type { MqttOptions } from '../../mqtt/mqtt-client.js';
import type { Grant } from '../../protocol/grant.js';
import { brokerUrl } from './broker-url.js';

/** How long a broker keeps what we miss, s: a laptop that is shut for a meeting loses nothing. */
const sessionExpiry = 3600;

/**
 * What a grant and the connection's options mean for the MQTT client.
 * @throws TokenError `token/malformed`
 */
export const mqttOptions = (grant: Grant, { clientId, will }: OpenOptions): MqttOptions => {
  const { username, password } = grant.mqtt ?? {
    username: grant.user?.id ?? 'token',
    password: grant.token,
  };
  const url = brokerUrl(grant.url);
  return { url, clientId, username, password, sessionExpiry, will };
};

class MqttTransport extends MqttClient implements MessageTransport {
  async open(grant: Grant, options: OpenOptions, signal: AbortSignal): Promise<Opened> {
    try {
      return await this.connect(mqttOptions(grant, options), signal);
    } catch (error) {
      // A grant that cannot be used ends the pipe before the client has begun.
      await this.close();
      throw error;
    }
  }
}

/** A pipe to any MQTT 5 broker that speaks WebSocket. */
export const createTransport: TransportFactory = (receive) => new MqttTransport(receive);
