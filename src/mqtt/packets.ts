import { ConnectionError } from '../protocol/errors.js';

/** Control packet types (MQTT 5 §2.1.2) that a client with QoS 0 and 1 sends or receives. */
export const CONNECT = 1;
export const CONNACK = 2;
export const PUBLISH = 3;
export const PUBACK = 4;
export const SUBSCRIBE = 8;
export const SUBACK = 9;
export const UNSUBSCRIBE = 10;
export const UNSUBACK = 11;
export const PINGREQ = 12;
export const PINGRESP = 13;
export const DISCONNECT = 14;

/** Properties (§2.2.2.2) that we write, or look at when a server writes them. */
export const MESSAGE_EXPIRY = 2;
export const SESSION_EXPIRY = 17;
export const SERVER_KEEP_ALIVE = 19;
export const WILL_DELAY = 24;
export const RECEIVE_MAXIMUM = 33;
export const TOPIC_ALIAS = 35;
export const MAXIMUM_PACKET_SIZE = 39;

/** Reason codes (§2.4) that we tell a server where something goes wrong. */
export const MALFORMED = 0x81;
export const PROTOCOL_ERROR = 0x82;
export const PACKET_TOO_LARGE = 0x95;

/** No packet that we take is longer, bytes. The server hears of it in CONNECT. */
export const largestPacket = 2 * 1024 * 1024;

/** The server broke the protocol; `reason` is what it is told. */
export const violation = (reason: number = MALFORMED): ConnectionError =>
  new ConnectionError('connection/protocol', { reason });
