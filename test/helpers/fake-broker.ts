import type { Clock } from '../../src/core/clock.js';
import type {
  Inbound,
  MessageTransport,
  TransportFactory,
  Will,
} from '../../src/core/transport.js';
import type { RtError } from '../../src/protocol/errors.js';
import { ConnectionError, TokenError } from '../../src/protocol/errors.js';
import type { Grant } from '../../src/protocol/grant.js';
import { topicMatches } from '../../src/protocol/topics.js';

interface Kept {
  filters: Set<string>;
  queue: Inbound[];
}

interface Live {
  clientId: string;
  will: Will | undefined;
  receive(message: Inbound): void | Promise<void>;
  end(reason: RtError | undefined): void;
}

/**
 * A broker in memory, on a clock of the test's: sessions that outlive their connection, retained
 * values, wills, refusals, and sudden death with or without memory.
 */
export class FakeBroker {
  /** Milliseconds that everything takes on its way. */
  latency = 10;
  /** What a token does not allow. */
  deny: (topic: string) => boolean = () => false;
  /** What `open` throws, for a token that is refused. */
  refuse: ((grant: Grant) => RtError | undefined) | undefined;
  /** When a token ends, by the broker's clock: its connection ends then, and it opens no other. */
  endOf: (grant: Grant) => number = () => Infinity;
  /** Every grant that came with a connection, in order. */
  readonly grants: Grant[] = [];
  readonly published: { topic: string; payload: string }[] = [];
  #running = true;
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Kept>();
  readonly #retained = new Map<string, Inbound>();
  readonly #live = new Map<string, Live>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get connections(): number {
    return this.#live.size;
  }

  readonly factory: TransportFactory = (receive) => {
    let settleClosed: (reason: RtError | undefined) => void;
    const closed = new Promise<RtError | undefined>((resolve) => (settleClosed = resolve));
    const pending = new Set<(error: RtError) => void>();
    let live: Live | undefined;
    const after = <T>(work: () => T): Promise<T> =>
      new Promise((resolve, reject) => {
        if (!live) return reject(lost());
        pending.add(reject);
        this.#clock.after(this.latency, () => {
          if (!pending.has(reject)) return; // cut meanwhile: it never got there
          let result: T;
          try {
            result = work();
          } catch (error: unknown) {
            pending.delete(reject);
            return reject(error instanceof Error ? error : lost());
          }
          this.#clock.after(this.latency, () => {
            if (pending.delete(reject)) resolve(result);
          });
        });
      });
    const transport: MessageTransport = {
      closed,
      open: async (grant, { clientId, will }) => {
        this.grants.push(grant);
        await new Promise<void>((resolve) => this.#clock.after(this.latency, resolve));
        if (!this.#running) {
          throw new ConnectionError('connection/unreachable', { retryable: true });
        }
        const refusal = this.refuse?.(grant);
        if (refusal) throw refusal;
        const left = this.endOf(grant) - this.#clock.now();
        if (left <= 0) throw new TokenError('token/refused');
        this.#live.get(clientId)?.end(lost());
        live = {
          clientId,
          will,
          receive,
          end: (reason) => {
            if (this.#live.get(clientId) === live) this.#live.delete(clientId);
            live = undefined;
            for (const reject of pending) reject(lost());
            pending.clear();
            settleClosed(reason);
          },
        };
        this.#live.set(clientId, live);
        if (left < Infinity) this.#clock.after(left, () => live?.end(dismissed()));
        const sessionPresent = this.#sessions.has(clientId);
        if (!sessionPresent) this.#sessions.set(clientId, { filters: new Set(), queue: [] });
        this.#flush(clientId);
        return { sessionPresent, maxInFlight: 20 };
      },
      subscribe: (filter) =>
        after(() => {
          if (this.deny(filter)) throw forbidden();
          const clientId = live?.clientId ?? '';
          this.#sessions.get(clientId)?.filters.add(filter);
          for (const message of this.#retained.values()) {
            if (topicMatches(filter, message.topic))
              this.#send(clientId, { ...message, retain: true });
          }
        }),
      unsubscribe: (filter) =>
        after(() => void this.#sessions.get(live?.clientId ?? '')?.filters.delete(filter)),
      publish: (topic, payload, options) =>
        after(() => {
          if (this.deny(topic)) throw forbidden();
          this.put(topic, payload, options?.retain, options?.expiry);
        }),
      ping: () => after(() => undefined),
      close: (options) => {
        if (live && options?.forget) this.#sessions.delete(live.clientId);
        if (live) live.end(undefined);
        else settleClosed(undefined);
        return Promise.resolve();
      },
    };
    return transport;
  };

  /** A message from anybody. */
  put(topic: string, payload: string, retain = false, expiry?: number, dup = false): void {
    this.published.push({ topic, payload });
    const message: Inbound = {
      topic,
      payload: new TextEncoder().encode(payload),
      retain: false,
      ...(dup && { dup }),
      ...(expiry && { expiry }),
    };
    if (retain && payload === '') this.#retained.delete(topic);
    else if (retain) this.#retained.set(topic, message);
    for (const [clientId, { filters }] of this.#sessions) {
      if ([...filters].some((filter) => topicMatches(filter, topic))) this.#send(clientId, message);
    }
  }

  /** Every connection breaks; sessions stay. */
  cut(reason = lost()): void {
    for (const live of [...this.#live.values()]) live.end(reason);
  }

  /** The service takes all tokens back, and says goodbye for that reason. */
  revoke(): void {
    this.cut(dismissed());
  }

  /** Breaks one connection, counted in the order of connecting. */
  cutOne(index: number): void {
    [...this.#live.values()][index]?.end(lost());
  }

  /** Sessions stay, but without what they had subscribed to. */
  dropSubscriptions(): void {
    for (const { filters } of this.#sessions.values()) filters.clear();
  }

  /** The broker dies; `forget`: and has kept nothing. */
  stop({ forget }: { forget: boolean }): void {
    this.#running = false;
    this.cut();
    if (!forget) return;
    this.#sessions.clear();
    this.#retained.clear();
  }

  start(): void {
    this.#running = true;
  }

  #send(clientId: string, message: Inbound): void {
    const session = this.#sessions.get(clientId);
    session?.queue.push(message);
    this.#flush(clientId);
  }

  /** What is queued goes out a moment later; what has not arrived when the line breaks stays. */
  #flush(clientId: string): void {
    const live = this.#live.get(clientId);
    if (!live) return;
    this.#clock.after(this.latency, () => {
      const session = this.#sessions.get(clientId);
      if (this.#live.get(clientId) !== live || !session) return;
      for (const message of session.queue.splice(0)) void live.receive(message);
    });
  }
}

const lost = (): RtError => new ConnectionError('connection/lost', { retryable: true });
/** What the MQTT client makes of a server that says goodbye because of the token. */
const dismissed = (): RtError => new TokenError('token/refused', { retryable: true });
const forbidden = (): RtError => new ConnectionError('connection/not-authorized');
