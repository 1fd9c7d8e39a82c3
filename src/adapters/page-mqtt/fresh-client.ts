import type { Opened, OpenOptions } from '../../core/transport.js';
import { ConnectionError, TokenError, type RtError } from '../../protocol/errors.js';
import type { Grant } from '../../protocol/grant.js';
import { unusable } from '../../mqtt/reasons.js';
import type { MakeClient } from '../foreign-transport.js';
import { refusalOf } from '../foreign-errors.js';
import { foreignUrl } from '../foreign-url.js';
import { asking, messageOf } from './asking.js';
import type { MqttJsClient, MqttJsConnect, MqttJsPacket } from './mqtt-js-types.js';

/** How long a broker keeps what we miss, s. */
const sessionExpiry = 3600;

/** What ends a connection because of its token (MQTT 5 §3.14.2.1). */
const aboutToken = [0x87, 0x98];

const optionsFor = (grant: Grant, { clientId, will }: OpenOptions): object => ({
  ...(grant.mqtt ?? { username: grant.user?.id ?? 'token', password: grant.token }),
  clientId,
  protocolVersion: 5,
  clean: false,
  properties: { sessionExpiryInterval: sessionExpiry },
  // To come back, with a fresh token, is Connection's part.
  reconnectPeriod: 0,
  connectTimeout: 9_500,
  resubscribe: false,
  queueQoSZero: false,
  // By default it is a worker made of a blob, which strict pages forbid.
  timerVariant: 'native',
  ...(will && {
    will: {
      topic: will.topic,
      payload: will.payload,
      qos: 1,
      retain: will.retain,
      properties: { willDelayInterval: will.delay },
    },
  }),
});

/** A client that mqtt.js makes for each connection. */
export const freshClient =
  (connect: MqttJsConnect): MakeClient =>
  (receive, lost) => {
    let client: MqttJsClient | undefined;
    let ended: RtError | undefined;
    const made = (url: string, options: object): MqttJsClient => {
      try {
        return connect(url, options);
      } catch (cause) {
        // What a browser does not let this page open, it throws at once, each time.
        throw unusable(cause);
      }
    };
    return {
      ...asking(() => client),

      connect: (grant, options) =>
        new Promise<Opened>((resolve, reject) => {
          const one = (client = made(foreignUrl(grant.url), optionsFor(grant, options)));
          let up = false;
          // Acknowledged only after it was taken. The whole client waits for it.
          one.handleMessage = (packet, done) => {
            void Promise.resolve(receive(messageOf(packet))).then(() => done());
          };
          one.on('connect', ({ sessionPresent = false, properties }: MqttJsPacket) => {
            up = true;
            resolve({ sessionPresent, maxInFlight: properties?.receiveMaximum ?? 65_535 });
          });
          one.on('error', (error: Error) => reject(refusalOf(error)));
          one.on('disconnect', ({ reasonCode: reason }: MqttJsPacket) => {
            if (reason !== undefined && aboutToken.includes(reason)) {
              ended = new TokenError('token/refused', { reason, retryable: true });
            }
          });
          one.on('close', () => {
            if (up) lost(ended);
            else reject(new ConnectionError('connection/unreachable', { retryable: true }));
          });
        }),

      end({ politely, forget }) {
        // What is under way never ends on a dead line: then without a goodbye.
        client?.end(!politely, forget ? { properties: { sessionExpiryInterval: 0 } } : {});
        client = undefined;
      },
    };
  };
