import { PROTOCOL_ERROR, violation } from './packets.js';

// `fatal`: ill-formed UTF-8 is a malformed packet (§1.5.4). `ignoreBOM`: U+FEFF is never stripped.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const USER_PROPERTY = 38;
const SUBSCRIPTION_ID = 11;

/** How each property that a server writes is written (§2.2.2.2): the name of the method that reads it. */
const propertyKinds: Record<number, 'u8' | 'u16' | 'u32' | 'varint' | 'text' | 'binary' | 'pair'> =
  {
    1: 'u8', // payload format
    2: 'u32', // message expiry
    3: 'text', // content type
    8: 'text', // response topic
    9: 'binary', // correlation data
    11: 'varint', // subscription identifier
    17: 'u32', // session expiry
    18: 'text', // assigned client identifier
    19: 'u16', // server keep alive
    21: 'text', // authentication method
    22: 'binary', // authentication data
    26: 'text', // response information
    28: 'text', // server reference
    31: 'text', // reason string
    33: 'u16', // receive maximum
    34: 'u16', // topic alias maximum
    35: 'u16', // topic alias
    36: 'u8', // maximum QoS
    37: 'u8', // retain available
    38: 'pair', // user property
    39: 'u32', // maximum packet size
    40: 'u8', // wildcard subscriptions available
    41: 'u8', // subscription identifiers available
    42: 'u8', // shared subscriptions available
  };

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
      const kind = propertyKinds[id];
      if (!kind) throw violation();
      if (found.has(id) && id !== USER_PROPERTY && id !== SUBSCRIPTION_ID) {
        throw violation(PROTOCOL_ERROR);
      }
      const value = reader[kind]();
      found.set(id, typeof value === 'number' ? value : undefined);
    }
    return found;
  }
}
