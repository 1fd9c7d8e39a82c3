import type { Clock } from '../core/clock.js';
import { ConnectionError } from '../protocol/errors.js';
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

/** What requests need of their connection. */
export interface Line {
  clock: Clock;
  send(packet: Bytes): void;
  /** No answer for so long that there will be none, pings or not. */
  stalled(): void;
}

const packetIds = 65_535;
/** Without any answer for this long, every promise is settled by giving up, ms. */
const stalledAfter = 30_000;

/**
 * What one connection asks under a packet id, from the asking to the answer. No more than the
 * server takes are under way at once; the others wait in the order in which they were asked.
 */
export class Requests {
  readonly #line: Line;
  readonly #largestPacket: number;
  readonly #unanswered = new Map<number, Request>();
  readonly #queue: Bytes[] = [];
  #slots: number;
  #lastId = 0;
  #unwatch = (): void => {};

  constructor(line: Line, limits: Limits) {
    this.#line = line;
    this.#slots = limits.receiveMaximum;
    this.#largestPacket = limits.maximumPacketSize;
  }

  /** Settles with the server's answer; `packet` makes the request for the id that it gets. */
  add(answer: number, packet: (id: number) => Bytes): Promise<void> {
    return new Promise((resolve, reject) => {
      const id = this.#freeId();
      this.#queue.push(this.checked(packet(id)));
      if (this.#unanswered.size === 0) this.#watch();
      this.#unanswered.set(id, { answer, resolve, reject });
      this.#flush();
    });
  }

  /** The packet itself, or `connection/too-large`: a server that gets a longer one hangs up. */
  checked(packet: Bytes): Bytes {
    if (packet.length > this.#largestPacket) throw new ConnectionError('connection/too-large');
    return packet;
  }

  /** Takes an answer. One to something that an earlier connection asked is none of ours. */
  settle({ type, id, reason }: { type: number; id: number; reason: number }): void {
    const request = this.#unanswered.get(id);
    if (request?.answer !== type) return;
    this.#unanswered.delete(id);
    this.#slots++;
    this.#unwatch();
    if (this.#unanswered.size > 0) this.#watch();
    if (reason < 0x80) request.resolve();
    else request.reject(rejection(reason));
    this.#flush();
  }

  /** Gives up on all of them. */
  fail(error: Error): void {
    this.#unwatch();
    for (const { reject } of this.#unanswered.values()) reject(error);
  }

  #flush(): void {
    while (this.#slots > 0) {
      const packet = this.#queue.shift();
      if (!packet) return;
      this.#slots--;
      this.#line.send(packet);
    }
  }

  /** Watches for the next answer. */
  #watch(): void {
    this.#unwatch = this.#line.clock.after(stalledAfter, this.#line.stalled);
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
