import type { RtError } from '../protocol/errors.js';
import type { Grant } from '../protocol/grant.js';
import type { HistoryPage } from '../protocol/history.js';

/** A message as it came in. */
export interface Inbound {
  topic: string;
  payload: Uint8Array;
  /** True for a topic's last value, sent because we have just subscribed. */
  retain: boolean;
  /** True where the broker may have sent it before. */
  dup?: boolean;
  /** Seconds after which the broker forgets it, where it said so. */
  expiry?: number;
}

export interface PublishOptions {
  /** 0: at most once, settles when handed to the socket. 1: settles on the broker's ack. Default 1. */
  qos?: 0 | 1;
  /** Keep it as the topic's last value. Default false. */
  retain?: boolean;
  /** Seconds after which the broker forgets it. Default: never. */
  expiry?: number;
}

/** What the broker says for us when we vanish. */
export interface Will {
  topic: string;
  payload: string;
  retain: boolean;
  /** Seconds the broker waits, so that a reload or a short cut says nothing. */
  delay: number;
}

export interface OpenOptions {
  /** Stable for the life of a connection: the broker keeps what we missed under this name. */
  clientId: string;
  will?: Will | undefined;
}

export interface Opened {
  /** Whether the broker still had our subscriptions and what we missed. */
  sessionPresent: boolean;
  /** How many unacknowledged publishes the broker takes at once. */
  maxInFlight: number;
}

/**
 * Reads what a service keeps of a topic: the page of messages before a cursor; undefined: the newest.
 * Settles within 10 s. @throws RtError; the signal's reason if aborted
 */
export type ReadHistory = (
  topic: string,
  before: string | undefined,
  signal: AbortSignal,
) => Promise<HistoryPage>;

/**
 * A message pipe, for one connection attempt. It never retries: `Connection` owns retry, so that
 * every try reads a fresh grant.
 */
export interface MessageTransport {
  /**
   * Connects. Rejects with an `RtError` within 10 s: `token/refused` where the token is not
   * accepted, else `connection/*`, `retryable` where another try can help.
   */
  open(grant: Grant, options: OpenOptions, signal: AbortSignal): Promise<Opened>;
  /** Rejects with `connection/not-authorized` where the token does not allow it. */
  subscribe(filter: string): Promise<void>;
  unsubscribe(filter: string): Promise<void>;
  /** Settles on the broker's ack. Rejects with `connection/not-authorized` or `connection/lost`. */
  publish(topic: string, payload: string, options?: PublishOptions): Promise<void>;
  /** Needs no `this`. Absent where the service keeps nothing. */
  readonly history?: ReadHistory;
  /** Settles when the other side answered; the pipe closes itself where it does not. */
  ping(): Promise<void>;
  /** Settles once, when the pipe has ended; with the reason, or undefined after `close()`. */
  readonly closed: Promise<RtError | undefined>;
  /**
   * Ends the pipe. `forget`: the broker need not keep anything for us. Never rejects.
   */
  close(options?: { forget?: boolean }): Promise<void>;
}

/**
 * Makes a pipe. `receive` is there before `open`, so that what a broker kept for us and sends right
 * after connecting finds its reader; a message is acknowledged only after `receive` settled.
 */
export type TransportFactory = (
  receive: (message: Inbound) => void | Promise<void>,
) => MessageTransport;
