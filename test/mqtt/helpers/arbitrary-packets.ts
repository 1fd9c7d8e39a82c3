import fc from 'fast-check';
import type { Packet } from 'mqtt-packet';
import type { ServerPacket } from '../../../src/mqtt/decode.js';

/** A packet as the oracle writes it, and what we must read from that. */
export interface Sample {
  written: Packet;
  expected: ServerPacket;
}

// NUL is not allowed in MQTT text, and neither is half a surrogate pair, which `binary` leaves out.
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: 'binary', maxLength }).map((value) => value.replaceAll('\0', '·'));

/** A topic, or anything else that is written as text and not empty. */
export const someText = text(60).map((value) => value || '\ufeff');
export const payload = fc.oneof(text(300), fc.string({ minLength: 20_000, maxLength: 20_100 }));
export const packetId = fc.integer({ min: 1, max: 65_535 });
export const u16 = fc.integer({ min: 1, max: 65_535 });
export const u32 = fc.integer({ min: 1, max: 0xffff_ffff });

const names = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 });
const userProperties = fc
  .dictionary(
    names.filter((name) => !(name in {})),
    text(20),
    { minKeys: 1, maxKeys: 3, noNullPrototype: true },
  )
  .map((pairs) => ({ ...pairs }));
const bytes = fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value));

/** Only those that are there: the oracle writes a property with the value `undefined` as 0. */
const some = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

const chatter = some({ reasonString: text(20), userProperties });

const connack: fc.Arbitrary<Sample> = fc
  .record({
    sessionPresent: fc.boolean(),
    reasonCode: fc.constantFrom(0, 0x80, 0x87, 0x9f),
    properties: some({
      sessionExpiryInterval: u32,
      receiveMaximum: u16,
      maximumQoS: fc.constantFrom(0, 1),
      retainAvailable: fc.boolean(),
      maximumPacketSize: u32,
      assignedClientIdentifier: text(20),
      topicAliasMaximum: u16,
      reasonString: text(20),
      userProperties,
      wildcardSubscriptionAvailable: fc.boolean(),
      subscriptionIdentifiersAvailable: fc.boolean(),
      sharedSubscriptionAvailable: fc.boolean(),
      serverKeepAlive: u16,
      responseInformation: text(20),
      serverReference: text(20),
      authenticationMethod: text(20),
      authenticationData: bytes,
    }),
  })
  .map(({ sessionPresent, reasonCode, properties }) => ({
    written: { cmd: 'connack', sessionPresent, reasonCode, properties },
    expected: {
      type: 2,
      reason: reasonCode,
      sessionPresent,
      receiveMaximum: properties.receiveMaximum ?? 65_535,
      maximumPacketSize: properties.maximumPacketSize ?? Infinity,
      keepalive: properties.serverKeepAlive,
    },
  }));

const publish: fc.Arbitrary<Sample> = fc
  .record({
    topic: someText,
    payload,
    qos: fc.constantFrom(0 as const, 1 as const),
    retain: fc.boolean(),
    messageId: packetId,
    properties: some({
      payloadFormatIndicator: fc.boolean(),
      messageExpiryInterval: u32,
      responseTopic: text(20),
      correlationData: bytes,
      userProperties,
      subscriptionIdentifier: fc.array(fc.integer({ min: 1, max: 268_435_455 }), {
        minLength: 1,
        maxLength: 3,
      }),
      contentType: text(20),
    }),
  })
  .map(({ messageId, ...packet }) => ({
    written: { cmd: 'publish', dup: false, messageId, ...packet },
    expected: {
      type: 3,
      id: packet.qos ? messageId : 0,
      qos: packet.qos,
      message: {
        topic: packet.topic,
        payload: new Uint8Array(Buffer.from(packet.payload)),
        retain: packet.retain,
        ...(packet.properties.messageExpiryInterval && {
          expiry: packet.properties.messageExpiryInterval,
        }),
      },
    },
  }));

const puback: fc.Arbitrary<Sample> = fc
  .record({
    messageId: packetId,
    reasonCode: fc.constantFrom(0, 0x10, 0x80, 0x87, 0x97),
    properties: chatter,
  })
  .map((packet) => ({
    written: { cmd: 'puback', ...packet },
    expected: { type: 4, id: packet.messageId, reason: packet.reasonCode },
  }));

const answer = (
  cmd: 'suback' | 'unsuback',
  type: 9 | 11,
  reasons: number[],
): fc.Arbitrary<Sample> =>
  fc
    .record({ messageId: packetId, reason: fc.constantFrom(...reasons), properties: chatter })
    .map(({ messageId, reason, properties }) => ({
      written: { cmd, messageId, granted: [reason], properties },
      expected: { type, id: messageId, reason },
    }));

const disconnect: fc.Arbitrary<Sample> = fc
  .record({
    reasonCode: fc.constantFrom(0, 0x81, 0x87, 0x8e, 0x98),
    properties: some({ reasonString: text(20), userProperties, serverReference: text(20) }),
  })
  .map((packet) => ({
    written: { cmd: 'disconnect', ...packet },
    expected: { type: 14, reason: packet.reasonCode },
  }));

/** Every packet that a server may send to a client that never starts QoS 2 or AUTH. */
export const serverPacket: fc.Arbitrary<Sample> = fc.oneof(
  connack,
  { weight: 3, arbitrary: publish },
  puback,
  answer('suback', 9, [0, 1, 2, 0x80, 0x87, 0x97]),
  answer('unsuback', 11, [0, 0x11, 0x80, 0x87]),
  fc.constant<Sample>({ written: { cmd: 'pingresp' }, expected: { type: 13 } }),
  disconnect,
);
