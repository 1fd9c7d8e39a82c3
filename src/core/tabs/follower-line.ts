import { ConnectionError, type RtError } from '../../protocol/errors.js';
import { topicMatches } from '../../protocol/topics.js';
import type { Clock } from '../clock.js';
import type { Inbound, MessageTransport, Opened, PublishOptions } from '../transport.js';
import { receivedError, type LeaderMessage, type Question } from './tab-message.js';

export interface FollowerLineOptions {
  maxInFlight: number;
  receive(message: Inbound): void | Promise<void>;
  /** Asks the tab that leads. */
  ask(question: Question): void;
  clock: Clock;
}

/** How long a tab may look for another leader before anybody is told, ms. */
const grace = 1_000;

/** The pipe of a tab that does not lead: everything goes to the tab that does. */
export class FollowerLine implements MessageTransport {
  readonly closed: Promise<RtError | undefined>;
  readonly #options: FollowerLineOptions;
  readonly #pending = new Map<number, { resolve(): void; reject(error: RtError): void }>();
  #settleClosed: (reason: RtError | undefined) => void = () => undefined;
  #cancelGrace: (() => void) | undefined;
  /** What we get what comes of. What came before is sent to us alone, in its order. */
  readonly #reading = new Set<string>();
  #n = 0;
  #ended = false;

  constructor(options: FollowerLineOptions) {
    this.#options = options;
    this.closed = new Promise((resolve) => (this.#settleClosed = resolve));
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Whether somebody waits for an answer. */
  get busy(): boolean {
    return this.#pending.size > 0;
  }

  async open(): Promise<Opened> {
    // Whatever was missed is for the chat to find out.
    return { sessionPresent: false, maxInFlight: this.#options.maxInFlight };
  }

  subscribe(filter: string): Promise<void> {
    return this.#ask((n) => ({ k: 'subscribe', n, filter }));
  }

  unsubscribe(filter: string): Promise<void> {
    this.#reading.delete(filter);
    return this.#ask((n) => ({ k: 'unsubscribe', n, filter }));
  }

  publish(topic: string, payload: string, options?: PublishOptions): Promise<void> {
    return this.#ask((n) => ({ k: 'publish', n, topic, payload, options }));
  }

  /** A tab that does not answer is given up: see {@link Follower}. */
  ping(): Promise<void> {
    return this.#ask((n) => ({ k: 'ping', n, deep: true }));
  }

  /** Asks for a sign of life; nobody waits for it. */
  probe(): void {
    this.#options.ask({ k: 'ping', n: 0, deep: false });
  }

  async close(): Promise<void> {
    this.end(undefined);
  }

  /** An answer, or a message. */
  take(message: Extract<LeaderMessage, { k: 'done' | 'reading' | 'message' }>): void {
    if (this.#ended) return;
    if (message.k === 'reading') {
      this.#reading.add(message.filter);
    } else if (message.k === 'done') {
      const { n, error } = message;
      const pending = this.#pending.get(n);
      this.#pending.delete(n);
      if (error) pending?.reject(receivedError(error));
      else pending?.resolve();
    } else if (message.to !== undefined || this.#reads(message.message.topic)) {
      void this.#handOver(message.message);
    }
  }

  /** The other side has gone, and the next one is being looked for. */
  lose(): void {
    this.#fail();
    this.#cancelGrace ??= this.#options.clock.after(grace, () => this.end(lost()));
  }

  /** The one way out. */
  end(reason: RtError | undefined): void {
    this.#cancelGrace?.();
    this.#fail();
    this.#settleClosed(reason);
  }

  #reads(topic: string): boolean {
    for (const filter of this.#reading) if (topicMatches(filter, topic)) return true;
    return false;
  }

  async #handOver(message: Inbound): Promise<void> {
    try {
      await this.#options.receive(message);
    } catch (error) {
      console.warn('[rt] A message was dropped.', error);
    }
  }

  #fail(): void {
    this.#ended = true;
    for (const { reject } of this.#pending.values()) reject(lost());
    this.#pending.clear();
  }

  #ask(question: (n: number) => Question): Promise<void> {
    if (this.#ended) return Promise.reject(lost());
    return new Promise((resolve, reject) => {
      const n = (this.#n += 1);
      this.#pending.set(n, { resolve, reject });
      this.#options.ask(question(n));
    });
  }
}

const lost = (): RtError => new ConnectionError('connection/lost', { retryable: true });
