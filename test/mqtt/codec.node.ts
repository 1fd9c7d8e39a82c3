import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { generate, parser } from 'mqtt-packet';
import type { IConnectPacket, IDisconnectPacket, IPublishPacket, Packet } from 'mqtt-packet';
import { decode } from '../../src/mqtt/decode.js';
import type { ServerPacket } from '../../src/mqtt/decode.js';
import * as encode from '../../src/mqtt/encode.js';
import { Framer } from '../../src/mqtt/framer.js';
import { ConnectionError, RtError } from '../../src/protocol/errors.js';
import {
  packetId,
  payload,
  serverPacket,
  someText,
  u16,
  u32,
} from './helpers/arbitrary-packets.js';

const protocolVersion = 5;

/** What the oracle reads from our bytes. */
const oracle = (bytes: Uint8Array): Packet => {
  const packets: Packet[] = [];
  const reader = parser({ protocolVersion });
  reader.on('packet', (packet: Packet) => packets.push(packet));
  reader.on('error', (error: Error) => {
    throw error;
  });
  assert.equal(reader.parse(Buffer.from(bytes)), 0, 'bytes were left over');
  const [packet, ...more] = packets;
  assert.ok(packet && more.length === 0);
  return packet;
};

/** What the oracle writes for a packet of a server. */
const bytesOf = (packet: Packet): Uint8Array =>
  new Uint8Array(generate(packet, { protocolVersion }));

const readAll = (chunks: Iterable<Uint8Array>): ServerPacket[] => {
  const framer = new Framer();
  const packets: ServerPacket[] = [];
  for (const chunk of chunks) {
    for (const { header, body } of framer.push(chunk)) packets.push(decode(header, body));
  }
  return packets;
};

/** Reads bytes that may be anything: the only error is ours, with a reason for the server. */
const readAnything = (bytes: Uint8Array): ServerPacket[] | ConnectionError => {
  try {
    return readAll([bytes]);
  } catch (error) {
    assert.ok(error instanceof ConnectionError, String(error));
    assert.equal(error.code, 'connection/protocol');
    assert.ok([0x81, 0x82, 0x95].includes(error.reason ?? 0));
    return error;
  }
};

const sameProperties = (packet: { properties?: object }, expected: object): void => {
  const written = Object.entries(expected).filter(([, value]) => value !== undefined);
  assert.deepEqual({ ...packet.properties }, Object.fromEntries(written));
};

describe('what we write, as the oracle reads it', () => {
  it('CONNECT', () => {
    const fields = fc.record({
      clientId: someText,
      keepalive: fc.integer({ min: 0, max: 65_535 }),
      sessionExpiry: fc.oneof(fc.constant(0), u32),
      receiveMaximum: fc.option(u16, { nil: undefined }),
      username: fc.option(someText, { nil: undefined }),
      password: fc.option(someText, { nil: undefined }),
      will: fc.option(fc.record({ topic: someText, payload, retain: fc.boolean(), delay: u32 }), {
        nil: undefined,
      }),
    });
    fc.assert(
      fc.property(fields, (wanted) => {
        const packet = oracle(encode.encodeConnect(wanted)) as IConnectPacket;
        assert.equal(packet.cmd, 'connect');
        assert.equal(packet.protocolId, 'MQTT');
        assert.equal(packet.protocolVersion, 5);
        assert.equal(packet.clientId, wanted.clientId);
        assert.equal(packet.keepalive, wanted.keepalive);
        assert.equal(packet.clean, wanted.sessionExpiry === 0);
        assert.equal(packet.username, wanted.username);
        assert.equal(packet.password?.toString(), wanted.password);
        sameProperties(packet, {
          sessionExpiryInterval: wanted.sessionExpiry,
          receiveMaximum: wanted.receiveMaximum,
          maximumPacketSize: 2 * 1024 * 1024,
        });
        if (!wanted.will) return assert.equal(packet.will, undefined);
        assert.ok(packet.will);
        assert.equal(packet.will.topic, wanted.will.topic);
        assert.equal(packet.will.payload.toString(), wanted.will.payload);
        assert.equal(packet.will.retain, wanted.will.retain);
        assert.equal(packet.will.qos, 1);
        sameProperties(packet.will, { willDelayInterval: wanted.will.delay });
      }),
    );
  });

  it('PUBLISH', () => {
    const fields = fc.record({
      topic: someText,
      payload,
      qos: fc.constantFrom(0 as const, 1 as const),
      retain: fc.boolean(),
      expiry: fc.option(u32, { nil: undefined }),
    });
    fc.assert(
      fc.property(fields, packetId, (wanted, id) => {
        const packet = oracle(encode.encodePublish(wanted, id)) as IPublishPacket;
        assert.equal(packet.cmd, 'publish');
        assert.equal(packet.topic, wanted.topic);
        assert.equal(packet.payload.toString(), wanted.payload);
        assert.equal(packet.qos, wanted.qos);
        assert.equal(packet.retain, wanted.retain);
        assert.equal(packet.dup, false);
        assert.equal(packet.messageId, wanted.qos ? id : undefined);
        sameProperties(packet, { messageExpiryInterval: wanted.expiry });
      }),
    );
  });

  it('PUBACK', () => {
    fc.assert(
      fc.property(packetId, (id) => {
        const packet = oracle(encode.encodeAck(id)) as Packet & { reasonCode: number };
        assert.equal(packet.cmd, 'puback');
        assert.equal(packet.messageId, id);
        assert.equal(packet.reasonCode, 0);
      }),
    );
  });

  it('SUBSCRIBE and UNSUBSCRIBE', () => {
    fc.assert(
      fc.property(someText, packetId, (filter, id) => {
        const asked = oracle(encode.encodeSubscribe(filter, id));
        assert.ok(asked.cmd === 'subscribe');
        assert.equal(asked.messageId, id);
        assert.deepEqual(
          asked.subscriptions.map(({ topic, qos }) => ({ topic, qos })),
          [{ topic: filter, qos: 1 }],
        );
        const undone = oracle(encode.encodeUnsubscribe(filter, id));
        assert.ok(undone.cmd === 'unsubscribe');
        assert.equal(undone.messageId, id);
        assert.deepEqual(undone.unsubscriptions, [filter]);
      }),
    );
  });

  it('PINGREQ and DISCONNECT', () => {
    assert.equal(oracle(encode.encodePing()).cmd, 'pingreq');
    const reasons = fc.constantFrom(0, 0x81, 0x82, 0x95);
    const expiry = fc.constantFrom(undefined, 0);
    fc.assert(
      fc.property(reasons, expiry, (reason, sessionExpiryInterval) => {
        const bytes = encode.encodeDisconnect(reason, sessionExpiryInterval);
        const packet = oracle(bytes) as IDisconnectPacket;
        assert.equal(packet.cmd, 'disconnect');
        assert.equal(packet.reasonCode, reason);
        sameProperties(packet, { sessionExpiryInterval });
      }),
    );
  });

  it('refuses text that is longer than MQTT can carry, without naming it', () => {
    const secret = 'ä'.repeat(32_768);
    const connect = { clientId: 'a', keepalive: 60, sessionExpiry: 0, password: secret };
    assert.throws(
      () => encode.encodeConnect(connect),
      (error) =>
        error instanceof RtError &&
        error.code === 'config/bad-attribute' &&
        !error.message.includes('ä'),
    );
  });
});

describe('what the oracle writes, as we read it', () => {
  it('every packet of a server, one by one', () => {
    fc.assert(
      fc.property(serverPacket, ({ written, expected }) => {
        assert.deepEqual(readAll([bytesOf(written)]), [expected]);
      }),
      { numRuns: 500 },
    );
  });

  it('a stream of packets, however it is cut into chunks', () => {
    const cuts = fc.infiniteStream(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.nat(5_000)));
    fc.assert(
      fc.property(
        fc.array(serverPacket, { minLength: 1, maxLength: 8 }),
        cuts,
        (samples, sizes) => {
          const bytes = Buffer.concat(samples.map(({ written }) => bytesOf(written)));
          const chunks = [];
          for (let at = 0; at < bytes.length;) {
            const size: number = sizes.next().value;
            chunks.push(new Uint8Array(bytes.subarray(at, at + size)));
            at += size;
          }
          assert.deepEqual(
            readAll(chunks),
            samples.map(({ expected }) => expected),
          );
        },
      ),
    );
  });
});

describe('what is not MQTT', () => {
  it('a packet cut short by its length is malformed, at every length', () => {
    fc.assert(
      fc.property(serverPacket, ({ written, expected }) => {
        const whole = bytesOf(written);
        const start = whole.findIndex((byte, i) => i > 0 && byte < 128) + 1;
        const body = whole.subarray(start);
        const step = Math.max(1, body.length >> 7);
        for (let length = 0; length < body.length; length += step) {
          const read = readAnything(withLength(whole[0] ?? 0, body.subarray(0, length)));
          if (read instanceof ConnectionError) continue;
          const [packet, ...more] = read;
          assert.ok(packet && more.length === 0);
          assertShorter(packet, expected);
        }
      }),
    );
  });

  it('a stream that stops in the middle of a packet gives nothing, and no error', () => {
    fc.assert(
      fc.property(serverPacket, ({ written }) => {
        const whole = bytesOf(written);
        for (let length = 0; length < Math.min(whole.length, 200); length++) {
          assert.deepEqual(readAnything(whole.slice(0, length)), []);
        }
      }),
    );
  });

  it('changed bytes give packets or a typed error', () => {
    const changes = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(serverPacket, changes, ({ written }, list) => {
        const bytes = bytesOf(written);
        for (const [at, byte] of list) bytes[at % bytes.length] = byte;
        readAnything(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  it('random bytes give packets or a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readAnything(bytes)),
      { numRuns: 3000 },
    );
  });

  const broken: [what: string, bytes: number[], reason: number][] = [
    ['a length of five bytes', [0x30, 0xff, 0xff, 0xff, 0xff, 1], 0x81],
    ['a packet beyond the cap', [0x30, 0x81, 0x80, 0x80, 1], 0x95],
    ['packet type 0', [0x00, 0], 0x82],
    ['a packet that only clients send', [0xc0, 0], 0x82],
    ['AUTH, which was never asked for', [0xf0, 2, 0x18, 0], 0x82],
    ['PUBREC, to a client that never sends QoS 2', [0x50, 2, 0, 1], 0x82],
    ['flags that must be 0', [0x41, 2, 0, 1], 0x81],
    ['PUBREL, which belongs to QoS 2', [0x62, 2, 0, 1], 0x81],
    ['QoS 2, which was never subscribed with', [0x34, 6, 0, 1, 97, 0, 1, 0], 0x82],
    ['QoS 3', [0x36, 6, 0, 1, 97, 0, 1, 0], 0x81],
    ['packet id 0', [0x32, 6, 0, 1, 97, 0, 0, 0], 0x82],
    ['an empty topic', [0x30, 3, 0, 0, 0], 0x82],
    ['a topic alias', [0x30, 7, 0, 1, 97, 3, 35, 0, 1], 0x82],
    ['a topic that is not UTF-8', [0x30, 4, 0, 1, 0xff, 0], 0x81],
    ['a topic with NUL', [0x30, 4, 0, 1, 0, 0], 0x81],
    ['half a surrogate pair', [0x30, 6, 0, 3, 0xed, 0xa0, 0x80, 0], 0x81],
    ['an unknown property', [0x30, 6, 0, 1, 97, 2, 99, 0], 0x81],
    ['a property twice', [0x30, 8, 0, 1, 97, 4, 1, 0, 1, 0], 0x82],
    ['a property that ends after its block', [0x30, 7, 0, 1, 97, 2, 2, 0, 0], 0x81],
    ['reserved flags in CONNACK', [0x20, 3, 2, 0, 0], 0x81],
    ['a receive maximum of 0', [0x20, 6, 0, 0, 3, 33, 0, 0], 0x82],
    ['a maximum packet size of 0', [0x20, 8, 0, 0, 5, 39, 0, 0, 0, 0], 0x82],
    ['bytes after the end', [0xd0, 1, 0], 0x81],
    ['two reasons for one filter', [0x90, 5, 0, 1, 0, 0, 0], 0x81],
    ['a page of HTML', [...Buffer.from(`<!doctype html>${'<p>'.repeat(40)}`)], 0x82],
  ];
  for (const [what, bytes, reason] of broken) {
    it(what, () => {
      const read = readAnything(Uint8Array.from(bytes));
      assert.ok(read instanceof ConnectionError, JSON.stringify(read));
      assert.equal(read.reason, reason);
    });
  }

  it('reads the refusal of a server that only speaks MQTT 3', () => {
    const read = readAnything(Uint8Array.of(0x20, 2, 0, 1));
    assert.ok(Array.isArray(read));
    assert.deepEqual(read[0], {
      type: 2,
      reason: 1,
      sessionPresent: false,
      receiveMaximum: 65_535,
      maximumPacketSize: Infinity,
      keepalive: undefined,
    });
  });
});

/** Only what may be left out is missing: the end of a payload, or a reason and what follows it. */
const assertShorter = (packet: ServerPacket, whole: ServerPacket): void => {
  if (packet.type === 3 && whole.type === 3) {
    assert.equal(packet.message.topic, whole.message.topic);
    assert.ok(packet.message.payload.length < whole.message.payload.length);
    return;
  }
  const { id, reason } = { id: 0, reason: 0, ...packet };
  const expected = { id: 0, reason: 0, ...whole };
  assert.equal(packet.type, whole.type);
  assert.equal(id, expected.id);
  assert.ok(reason === expected.reason || (reason === 0 && packet.type !== 2));
};

const withLength = (header: number, body: Uint8Array): Uint8Array => {
  const length = [];
  let left = body.length;
  for (; left > 127; left >>= 7) length.push((left & 127) | 128);
  return Uint8Array.of(header, ...length, left, ...body);
};
