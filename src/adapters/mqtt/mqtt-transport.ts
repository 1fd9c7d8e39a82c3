import type {
  MessageTransport,
  Opened,
  OpenOptions,
  TransportFactory,
} from '../../core/transport.js';
import { MqttClient } from '../../mqtt/mqtt-client.js';
import type { MqttOptions } from '../../mqtt/mqtt-client.js';
import { TokenError } from '../../protocol/errors.js';
import type { Grant } from '../../protocol/grant.js';

/** How long a broker keeps what we miss, s: a laptop that is shut for a meeting loses nothing. */
const sessionExpiry = 3600;

/**
 * `/mqtt` and `https://…` are what routes and attributes say; a WebSocket wants `wss://…`. What is
 * no URL stays as it is, for the client to complain about.
 */
const webSocketUrl = (url: string): string => {
  const base = globalThis.location?.href;
  return URL.canParse(url, base) ? new URL(url, base).href.replace(/^http/, 'ws') : url;
};

/**
 * What a grant and the connection's options mean for the MQTT client.
 * @throws TokenError `token/malformed`
 */
export const mqttOptions = (grant: Grant, { clientId, will }: OpenOptions): MqttOptions => {
  if (!grant.url) {
    throw new TokenError('token/malformed', {
      message: 'The grant has no "url" of the broker.',
    });
  }
  const { username, password } = grant.mqtt ?? {
    username: grant.user?.id ?? 'token',
    password: grant.token,
  };
  return { url: webSocketUrl(grant.url), clientId, username, password, sessionExpiry, will };
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
