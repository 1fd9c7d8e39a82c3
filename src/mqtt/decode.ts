import type { Inbound } from '../core/transport.js';
import * as p from './packets.js';
import { Reader } from './reader.js';
import type { Limits } from './requests.js';

/** CONNACK (§3.2). */
export interface Welcome extends Limits {
  type: typeof p.CONNACK;
  reason: number;
  sessionPresent: boolean;
  /** Seconds that replace the keepalive of our CONNECT. */
  keepalive: number | undefined;
}

/** PUBLISH (§3.3). */
export interface Delivery {
  type: typeof p.PUBLISH;
  /** 0 for QoS 0. */
  id: number;
  qos: number;
  message: Inbound;
}

/** What a server says, as far as we look at it. */
export type ServerPacket =
  | Welcome
  | Delivery
  | {
      type: typeof p.PUBACK | typeof p.SUBACK | typeof p.UNSUBACK;
      id: number;
      reason: number;
    }
  | { type: typeof p.PINGRESP }
  | { type: typeof p.DISCONNECT; reason: number };

/** An acknowledgement whose reason and properties may be left out where all is well. */
const readReason = (reader: Reader): number => {
  const reason = reader.left ? reader.u8() : 0;
  if (reader.left) reader.properties();
  return reason;
};

/** A packet identifier, which is never 0 (§2.2.1). */
const readId = (reader: Reader): number => {
  const id = reader.u16();
  if (!id) throw p.violation(p.PROTOCOL_ERROR);
  return id;
};

const readConnack = (reader: Reader): ServerPacket => {
  const flags = reader.u8();
  const reason = reader.u8();
  // A server that only speaks MQTT 3 refuses us in its own words, which end here.
  const found = reader.left || !reason ? reader.properties() : new Map<number, undefined>();
  const receiveMaximum = found.get(p.RECEIVE_MAXIMUM) ?? 65_535;
  const maximumPacketSize = found.get(p.MAXIMUM_PACKET_SIZE) ?? Infinity;
  if (flags > 1) throw p.violation();
  if (!receiveMaximum || !maximumPacketSize) throw p.violation(p.PROTOCOL_ERROR);
  return {
    type: p.CONNACK,
    reason,
    sessionPresent: flags === 1,
    receiveMaximum,
    maximumPacketSize,
    keepalive: found.get(p.SERVER_KEEP_ALIVE),
  };
};

const readPublish = (reader: Reader, flags: number): ServerPacket => {
  const qos = (flags >> 1) & 3;
  // We subscribe with QoS 1: no server may send more (§3.8.3.1).
  if (qos > 1) throw p.violation(qos === 2 ? p.PROTOCOL_ERROR : p.MALFORMED);
  const topic = reader.text();
  const id = qos ? readId(reader) : 0;
  const found = reader.properties();
  const expiry = found.get(p.MESSAGE_EXPIRY);
  // We never allowed topic aliases, so that a topic is always there in full.
  if (!topic || found.has(p.TOPIC_ALIAS)) throw p.violation(p.PROTOCOL_ERROR);
  const message = {
    topic,
    payload: reader.take(reader.left),
    retain: (flags & 1) === 1,
    ...(flags & 8 && { dup: true }),
    ...(expiry !== undefined && { expiry }),
  };
  return { type: p.PUBLISH, id, qos, message };
};

/** SUBACK or UNSUBACK: one reason, because we ask for one filter at a time. */
const readAnswer = (type: typeof p.SUBACK | typeof p.UNSUBACK, reader: Reader): ServerPacket => {
  const id = readId(reader);
  reader.properties();
  return { type, id, reason: reader.u8() };
};

const readBody = (type: number, flags: number, reader: Reader): ServerPacket => {
  if (type === p.PUBLISH) return readPublish(reader, flags);
  if (flags) throw p.violation();
  switch (type) {
    case p.CONNACK:
      return readConnack(reader);
    case p.PUBACK:
      return { type, id: readId(reader), reason: readReason(reader) };
    case p.SUBACK:
    case p.UNSUBACK:
      return readAnswer(type, reader);
    case p.PINGRESP:
      return { type };
    case p.DISCONNECT:
      return { type, reason: readReason(reader) };
    default:
      // Only clients send it, or it belongs to QoS 2 or AUTH, which we never ask for.
      throw p.violation(p.PROTOCOL_ERROR);
  }
};

/**
 * Reads one whole packet.
 * @param header the first byte: type and flags
 * @param body what follows the length
 * @throws ConnectionError `connection/protocol`
 */
export const decode = (header: number, body: Uint8Array): ServerPacket => {
  const reader = new Reader(body);
  const packet = readBody(header >> 4, header & 15, reader);
  if (reader.left) throw p.violation();
  return packet;
};
