import { ChatError, ConnectionError } from '../protocol/errors.js';
import type { Bytes } from './bytes.js';
import { rejection } from './reasons.js';

/** What the server takes, as its CONNACK says. */
export interface Limits {
  /** How many unanswered requests at once. */
  receiveMaximum: number;
  /** The longest packet, bytes. */
  maximumPacketSize: number;
}

/** The handles of a promise that something later settles. */
export interface Deferred<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

interface Request extends Deferred<void> {
  /** The packet type that answers it. */
  answer: number;
}

const packetIds = 65_535;

/**
 * What one connection asks under a packet id, from the asking to the answer. No more than the
 * server takes are under way at once; the others wait in the order in which they were asked.
 */
export class Requests {
  readonly #send: (packet: Bytes) => void;
  readonly #largestPacket: number;
  readonly #unanswered = new Map<number, Request>();
  readonly #queue: Bytes[] = [];
  #slots: number;
  #lastId = 0;

  constructor(send: (packet: Bytes) => void, limits: Limits) {
    this.#send = send;
    this.#slots = limits.receiveMaximum;
    this.#largestPacket = limits.maximumPacketSize;
  }

  /** Settles with the server's answer; `packet` makes the request for the id that it gets. */
  add(answer: number, packet: (id: number) => Bytes): Promise<void> {
    return new Promise((resolve, reject) => {
      const id = this.#freeId();
      this.#queue.push(this.checked(packet(id)));
      this.#unanswered.set(id, { answer, resolve, reject });
      this.#flush();
    });
  }

  /** The packet itself, or `chat/too-long`: a server that gets a longer one hangs up. */
  checked(packet: Bytes): Bytes {
    if (packet.length > this.#largestPacket) throw new ChatError('chat/too-long');
    return packet;
  }

  /** Takes an answer. One to something that an earlier connection asked is none of ours. */
  settle({ type, id, reason }: { type: number; id: number; reason: number }): void {
    const request = this.#unanswered.get(id);
    if (request?.answer !== type) return;
    this.#unanswered.delete(id);
    this.#slots++;
    if (reason < 0x80) request.resolve();
    else request.reject(rejection(reason));
    this.#flush();
  }

  /** Gives up on all of them. */
  fail(error: Error): void {
    for (const { reject } of this.#unanswered.values()) reject(error);
  }

  #flush(): void {
    while (this.#slots > 0) {
      const packet = this.#queue.shift();
      if (!packet) return;
      this.#slots--;
      this.#send(packet);
    }
  }

  #freeId(): number {
    if (this.#unanswered.size === packetIds) {
      throw new ConnectionError('connection/refused', { retryable: true });
    }
    do this.#lastId = (this.#lastId % packetIds) + 1;
    while (this.#unanswered.has(this.#lastId));
    return this.#lastId;
  }
}
