import { PROTOCOL_ERROR, violation } from './packets.js';

// `fatal`: ill-formed UTF-8 is a malformed packet (§1.5.4). `ignoreBOM`: U+FEFF is never stripped.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const USER_PROPERTY = 38;
const SUBSCRIPTION_ID = 11;

/** How the properties that a server writes are written (§2.2.2.2): who reads them, and their ids. */
const propertyKinds = [
  // payload format, maximum QoS, retain available, wildcard, id and shared subscriptions available
  ['u8', [1, 36, 37, 40, 41, 42]],
  // server keep alive, receive maximum, topic alias maximum, topic alias
  ['u16', [19, 33, 34, 35]],
  // message expiry, session expiry, maximum packet size
  ['u32', [2, 17, 39]],
  ['varint', [SUBSCRIPTION_ID]],
  // content type, response topic, assigned client id, authentication method, response information,
  // server reference, reason string
  ['text', [3, 8, 18, 21, 26, 28, 31]],
  // correlation data, authentication data
  ['binary', [9, 22]],
  ['pair', [USER_PROPERTY]],
] as const;

/** Properties by their id. All are checked, but only those that are numbers keep their value. */
export type Properties = ReadonlyMap<number, number | undefined>;

/** Reads MQTT's data types from a packet. Every step past the end is a typed error. */
export class Reader {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  /** How many bytes were not read yet. */
  get left(): number {
    return this.bytes.length - this.#at;
  }

  /** The next `length` bytes, not copied. */
  take(length: number): Uint8Array {
    if (length > this.left) throw violation();
    return this.bytes.subarray(this.#at, (this.#at += length));
  }

  u8(): number {
    const byte = this.bytes[this.#at++];
    if (byte === undefined) throw violation();
    return byte;
  }

  u16(): number {
    return this.u8() * 256 + this.u8();
  }

  u32(): number {
    return this.u16() * 65_536 + this.u16();
  }

  /** A variable byte integer of at most four bytes (§1.5.5). */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.u8();
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw violation();
  }

  binary(): Uint8Array {
    return this.take(this.u16());
  }

  text(): string {
    const bytes = this.binary();
    let value;
    try {
      value = utf8.decode(bytes);
    } catch {
      throw violation();
    }
    if (value.includes('\0')) throw violation();
    return value;
  }

  pair(): void {
    this.text();
    this.text();
  }

  properties(): Properties {
    const reader = new Reader(this.take(this.varint()));
    const found = new Map<number, number | undefined>();
    while (reader.left) {
      const id = reader.varint();
      const kind = propertyKinds.find(([, ids]) => (ids as readonly number[]).includes(id));
      if (!kind) throw violation();
      if (found.has(id) && id !== USER_PROPERTY && id !== SUBSCRIPTION_ID) {
        throw violation(PROTOCOL_ERROR);
      }
      const value = reader[kind[0]]();
      found.set(id, typeof value === 'number' ? value : undefined);
    }
    return found;
  }
}
