import type { Opened } from '../../core/transport.js';
import type { MakeClient } from '../foreign-transport.js';
import { refusalOf } from '../foreign-errors.js';
import { asking, messageOf } from './asking.js';
import type { MqttJsClient, MqttJsPacket } from './mqtt-js-types.js';

/** It does not say how many the broker takes; few brokers take fewer. */
const maxInFlight = 8;

/**
 * A client that the page has made, connects and ends: of a grant only the user counts. It comes back by
 * itself; until then we are offline as well. Topics stay subscribed: it does not say which of them the
 * page reads for itself, and from those it may not be cut off.
 */
export const sharedClient =
  (client: MqttJsClient): MakeClient =>
  (receive, lost) => {
    const ask = asking(() => client);
    const undo: (() => void)[] = [];
    const listen = (event: string, listener: (...told: never[]) => void): void => {
      client.on(event, listener);
      undo.push(() => client.removeListener(event, listener));
    };
    return {
      ...ask,

      connect: () =>
        new Promise<Opened>((resolve, reject) => {
          let up = false;
          const ready = ({ sessionPresent = false }: Partial<MqttJsPacket> = {}): void => {
            up = true;
            resolve({ sessionPresent, maxInFlight });
          };
          listen('message', (_topic: string, _payload: Uint8Array, packet: MqttJsPacket) => {
            void receive(messageOf(packet));
          });
          listen('close', () => {
            if (up) lost();
          });
          listen('error', (error: Error) => reject(refusalOf(error)));
          listen('connect', ready);
          if (client.connected) ready();
        }),

      unsubscribe: () => Promise.resolve(),

      end() {
        for (const stop of undo) stop();
      },
    };
  };
