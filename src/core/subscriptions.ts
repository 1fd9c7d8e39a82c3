import { topicMatches } from '../protocol/topics.js';
import type { RtError } from '../protocol/errors.js';
import type { Inbound } from './transport.js';

/** What a subscriber is told. */
export interface Subscriber {
  /** A message on a topic that the filter takes; the broker's ack waits for the promise. */
  receive(message: Inbound): void | Promise<void>;
  /**
   * The service has taken the subscription: at first, and again after every reconnect. `resumed`: it
   * kept what came meanwhile.
   */
  joined?(resumed: boolean): void;
  /** The service does not allow it, even with a fresh grant. */
  refused?(error: RtError): void;
}

/** One filter and everybody on this page who reads it. */
export interface Subscription {
  readonly filter: string;
  readonly subscribers: Set<Subscriber>;
}

/** The table of who reads what, kept across reconnects. */
export class Subscriptions {
  readonly #byFilter = new Map<string, Subscription>();

  /** Adds a reader; returns its subscription. */
  add(filter: string, subscriber: Subscriber): Subscription {
    let subscription = this.#byFilter.get(filter);
    if (!subscription)
      this.#byFilter.set(filter, (subscription = { filter, subscribers: new Set() }));
    subscription.subscribers.add(subscriber);
    return subscription;
  }

  /** Takes a reader out; true when nobody reads the filter any more. */
  remove(filter: string, subscriber: Subscriber): boolean {
    const subscription = this.#byFilter.get(filter);
    if (!subscription?.subscribers.delete(subscriber) || subscription.subscribers.size > 0) {
      return false;
    }
    return this.#byFilter.delete(filter);
  }

  all(): Subscription[] {
    return [...this.#byFilter.values()];
  }

  /** Hands a message to each of its readers once, however many of their filters take it. */
  async deliver(message: Inbound): Promise<void> {
    const readers = new Set<Subscriber>();
    for (const { filter, subscribers } of this.#byFilter.values()) {
      if (topicMatches(filter, message.topic)) for (const one of subscribers) readers.add(one);
    }
    // An async function each: one that throws must not keep the message from the others.
    await Promise.all([...readers].map(async (reader) => reader.receive(message)));
  }
}
