import mqtt from 'mqtt';
import type { IClientOptions, MqttClient } from 'mqtt';
import type {
  CloudSignalClient,
  CloudSignalPacket,
} from '../../src/adapters/cloudsignal/vendor-types.js';

type Receive = (topic: string, message: string, packet?: CloudSignalPacket) => void;

/** The options of the documentation that a stand-in has to follow. */
interface Options {
  keepalive?: number;
  connectTimeout?: number;
  reconnectPeriod?: number;
  protocolVersion?: 4 | 5;
  cleanSession?: boolean;
  enableOfflineQueue?: boolean;
  defaultPublishQos?: 0 | 1;
}

/**
 * Stands in for the client of `@cloudsignal/mqtt-client` 2.2, written from its documentation: one slot
 * for each callback, a promise of `connect` that only a broker's answer settles, and a `transmit` that
 * keeps what it is given while offline, or drops it, and says that it was sent.
 */
class CloudSignalStandIn implements CloudSignalClient {
  onConnectionStatusChange: CloudSignalClient['onConnectionStatusChange'] = null;
  onAuthError: CloudSignalClient['onAuthError'] = null;

  readonly #options: Options;
  readonly #receivers: Receive[] = [];
  readonly #joined = new Set<string>();
  readonly #queue: Parameters<CloudSignalClient['transmit']>[] = [];
  #client: MqttClient | null = null;
  #state = 'disconnected';

  constructor(options: Options = {}) {
    this.#options = options;
  }

  connect(config: Parameters<CloudSignalClient['connect']>[0]): Promise<void> {
    const { keepalive = 60, connectTimeout = 30_000, reconnectPeriod = 5_000 } = this.#options;
    const { protocolVersion = 5, cleanSession = false } = this.#options;
    const { host, username, password, willTopic, willMessage } = config;
    const options: IClientOptions = {
      ...{ keepalive, connectTimeout, reconnectPeriod, protocolVersion, clean: cleanSession },
      ...{ username, password },
      clientId: config.clientId,
      ...(willTopic !== undefined &&
        willMessage && {
          will: {
            topic: willTopic,
            payload: willMessage,
            qos: config.willQos ?? 0,
            retain: config.willRetain ?? false,
          },
        }),
    };
    return new Promise((resolve, reject) => {
      this.#become('connecting');
      const client = (this.#client = mqtt.connect(host, options));
      client.on('connect', () => {
        this.#become('connected');
        for (const kept of this.#queue.splice(0)) void this.transmit(...kept);
        resolve();
      });
      client.on('error', (error) => {
        const auth = /Not authorized|Bad User Name or Password/.test(error.message);
        if (auth) {
          this.#become('error');
          client.end(true);
          this.onAuthError?.(error);
        }
        reject(auth ? new Error('Authentication failed: incorrect username or password') : error);
      });
      client.on('close', () => {
        if (this.#state === 'connected') this.#become('disconnected');
      });
      client.on('message', (topic, message, packet) => {
        for (const receive of this.#receivers) {
          receive(topic, message.toString(), packet);
        }
      });
    });
  }

  disconnect(): Promise<void> {
    this.#become('disconnecting');
    return new Promise((resolve) => {
      const done = (): void => {
        this.#client = null;
        this.#become('disconnected');
        resolve();
      };
      if (this.#client) this.#client.end(false, {}, done);
      else done();
    });
  }

  destroy(): void {
    this.#client?.end(true);
    this.#client = null;
    this.#become('disconnected');
  }

  isConnected(): boolean {
    return this.#client?.connected ?? false;
  }

  async subscribe(topic: string, { qos }: { qos: number }): Promise<unknown> {
    if (!this.#client?.connected) throw new Error('Client not connected');
    if (this.#joined.has(topic)) return { topic, qos };
    const granted = await this.#client.subscribeAsync(topic, { qos: qos ? 1 : 0 });
    this.#joined.add(topic);
    return granted;
  }

  async unsubscribe(topic: string): Promise<void> {
    if (!this.#client) throw new Error('Client not connected');
    await this.#client.unsubscribeAsync(topic);
    this.#joined.delete(topic);
  }

  async transmit(...message: Parameters<CloudSignalClient['transmit']>): Promise<void> {
    const [topic, payload, { qos, retain, properties }] = message;
    if (this.#client?.connected) {
      await this.#client.publishAsync(topic, payload, {
        qos: qos ? 1 : 0,
        retain,
        ...(properties && { properties }),
      });
    } else if (this.#options.enableOfflineQueue ?? true) {
      this.#queue.push(message);
    }
  }

  onMessage(callback: Receive): void {
    this.#receivers.push(callback);
  }

  #become(state: string): void {
    if (state === this.#state) return;
    this.#state = state;
    this.onConnectionStatusChange?.(state === 'connected', state);
  }
}

// As the package exports it.
export default CloudSignalStandIn;
