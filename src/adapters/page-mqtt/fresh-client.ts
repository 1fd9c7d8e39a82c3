import type { Opened, OpenOptions } from '../../core/transport.js';
import { ConnectionError, TokenError, type RtError } from '../../protocol/errors.js';
import type { Grant } from '../../protocol/grant.js';
import type { MakeClient } from '../foreign-transport.js';
import { refusalOf } from '../foreign-errors.js';
import { asking, inbound } from './asking.js';
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

const urlOf = (grant: Grant): string => {
  if (grant.url) return new URL(grant.url, globalThis.location?.href).href.replace(/^http/, 'ws');
  throw new TokenError('token/malformed', { message: 'The grant has no "url" of the broker.' });
};

/** A client that mqtt.js makes for each connection. */
export const freshClient =
  (connect: MqttJsConnect): MakeClient =>
  (receive, lost) => {
    let client: MqttJsClient | undefined;
    let ended: RtError | undefined;
    return {
      ...asking(() => client),

      connect: (grant, options) =>
        new Promise<Opened>((resolve, reject) => {
          const one = (client = connect(urlOf(grant), optionsFor(grant, options)));
          let up = false;
          // Acknowledged only after it was taken. The whole client waits for it.
          one.handleMessage = (packet, done) => {
            void Promise.resolve(receive(inbound(packet))).then(() => done());
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
