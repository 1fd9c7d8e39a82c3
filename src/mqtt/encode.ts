import type { Will } from '../core/transport.js';
import { RtError } from '../protocol/errors.js';
import type { Bytes } from './bytes.js';
import { join } from './bytes.js';
import * as p from './packets.js';

type Part = ArrayLike<number>;

const utf8 = new TextEncoder();

const u16 = (value: number): Part => [value >> 8, value & 255];
const u32 = (value: number): Part => [
  value >>> 24,
  (value >> 16) & 255,
  (value >> 8) & 255,
  value & 255,
];

/** A variable byte integer (§1.5.5): seven bits a byte, the lowest first. */
const varint = (value: number): Part => {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return [...bytes, value];
};

/** Text or a password, with its length before it. */
const text = (value: string): Part => {
  const bytes = utf8.encode(value);
  if (bytes.length > 65_535) {
    throw new RtError('config/bad-attribute', {
      message: 'A topic or a credential is longer than 65,535 bytes.',
    });
  }
  return join([u16(bytes.length), bytes]);
};

/** Bytes with a variable length before them. */
const sized = (...parts: Part[]): Part => {
  const bytes = join(parts);
  return join([varint(bytes.length), bytes]);
};

/** Properties whose values are numbers; those without a value are left out. */
const properties = (...list: [id: number, value: number | undefined, write: typeof u16][]): Part =>
  sized(...list.flatMap(([id, value, write]) => (value === undefined ? [] : [[id], write(value)])));

const packet = (type: number, flags: number, ...parts: Part[]): Bytes =>
  join([[(type << 4) | flags], sized(...parts)]);

/** What CONNECT says. */
export interface ConnectFields {
  clientId: string;
  username?: string | undefined;
  password?: string | undefined;
  /** Seconds within which we promise to say something; 0: no promise. */
  keepalive: number;
  /** Seconds for which the server keeps our subscriptions and what we miss. 0: start and end clean. */
  sessionExpiry: number;
  /** How many unacknowledged messages we take at once. Default: as many as there are packet ids. */
  receiveMaximum?: number | undefined;
  will?: Will | undefined;
}

const credential = (value: string | undefined): Part => (value === undefined ? [] : text(value));

/** CONNECT (§3.1). A will is published with QoS 1. */
export const encodeConnect = (fields: ConnectFields): Bytes => {
  const { will, username, password, sessionExpiry } = fields;
  const flags =
    (sessionExpiry ? 0 : 0x02) |
    (will ? 0x04 | 0x08 | (will.retain ? 0x20 : 0) : 0) |
    (password === undefined ? 0 : 0x40) |
    (username === undefined ? 0 : 0x80);
  return packet(
    p.CONNECT,
    0,
    text('MQTT'),
    [5, flags],
    u16(fields.keepalive),
    properties(
      [p.SESSION_EXPIRY, sessionExpiry, u32],
      [p.RECEIVE_MAXIMUM, fields.receiveMaximum, u16],
      [p.MAXIMUM_PACKET_SIZE, p.largestPacket, u32],
    ),
    text(fields.clientId),
    ...(will
      ? [properties([p.WILL_DELAY, will.delay, u32]), text(will.topic), text(will.payload)]
      : []),
    credential(username),
    credential(password),
  );
};

/** What PUBLISH says. */
export interface PublishFields {
  topic: string;
  payload: string;
  qos: 0 | 1;
  retain: boolean;
  /** Seconds after which the server forgets the message. */
  expiry?: number | undefined;
}

/** PUBLISH (§3.3); `id` counts for QoS 1 only. */
export const encodePublish = (fields: PublishFields, id: number): Bytes =>
  packet(
    p.PUBLISH,
    (fields.qos << 1) | Number(fields.retain),
    text(fields.topic),
    fields.qos ? u16(id) : [],
    properties([p.MESSAGE_EXPIRY, fields.expiry, u32]),
    utf8.encode(fields.payload),
  );

/** PUBACK (§3.4): the short form, all is well. */
export const encodeAck = (id: number): Bytes => packet(p.PUBACK, 0, u16(id));

/** SUBSCRIBE (§3.8) to one filter, up to QoS 1. */
export const encodeSubscribe = (filter: string, id: number): Bytes =>
  packet(p.SUBSCRIBE, 2, u16(id), [0], text(filter), [1]);

/** UNSUBSCRIBE (§3.10) from one filter. */
export const encodeUnsubscribe = (filter: string, id: number): Bytes =>
  packet(p.UNSUBSCRIBE, 2, u16(id), [0], text(filter));

/** PINGREQ (§3.12). */
export const encodePing = (): Bytes => packet(p.PINGREQ, 0);

/** DISCONNECT (§3.14). `sessionExpiry` replaces the one that CONNECT asked for. */
export const encodeDisconnect = (reason: number, sessionExpiry?: number): Bytes =>
  packet(p.DISCONNECT, 0, [reason], properties([p.SESSION_EXPIRY, sessionExpiry, u32]));
