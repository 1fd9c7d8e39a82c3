import type { Inbound } from '../core/transport.js';

/** Nobody subscribes to it: to leave it is a question that every broker answers. */
export const nowhere = 'rt-embed/ping';

/** What comes with a message in mqtt.js, and in the clients that are made of it. */
interface Packet {
  retain?: boolean;
  dup?: boolean;
  properties?: { messageExpiryInterval?: number };
}

/** A message as such a client hands it over. */
export const inbound = (
  topic: string,
  payload: string | Uint8Array,
  { retain = false, dup = false, properties }: Packet = {},
): Inbound => {
  const expiry = properties?.messageExpiryInterval;
  return {
    topic,
    payload: typeof payload === 'string' ? new TextEncoder().encode(payload) : payload,
    retain,
    ...(dup && { dup }),
    ...(expiry !== undefined && { expiry }),
  };
};
