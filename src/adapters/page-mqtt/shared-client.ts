import type { Opened } from '../../core/transport.js';
import type { MakeClient } from '../foreign-transport.js';
import { refusalOf } from '../foreign-errors.js';
import { asking, inbound } from './asking.js';
import type { MqttJsClient, MqttJsPacket } from './mqtt-js-types.js';

/** It does not say how many the broker takes; few brokers take fewer. */
const maxInFlight = 8;

/**
 * A client that the page has made, connects and ends: of a grant only the user counts. It comes back by
 * itself; until then we are offline as well.
 */
export const sharedClient =
  (client: MqttJsClient): MakeClient =>
  (receive, lost) => {
    const ask = asking(() => client);
    /** What is read here, so that what the page reads for itself is let alone. */
    const joined = new Set<string>();
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
            void receive(inbound(packet));
          });
          listen('close', () => {
            if (up) lost();
          });
          listen('error', (error: Error) => reject(refusalOf(error)));
          listen('connect', ready);
          if (client.connected) ready();
        }),

      async subscribe(filter) {
        await ask.subscribe(filter);
        joined.add(filter);
      },
      async unsubscribe(filter) {
        if (joined.delete(filter)) await ask.unsubscribe(filter);
      },

      end({ forget }) {
        for (const stop of undo) stop();
        // The page's own client stays as it is, less what was read here.
        if (forget) for (const filter of joined) ask.unsubscribe(filter).catch(() => undefined);
      },
    };
  };
