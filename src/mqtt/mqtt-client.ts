import type { Clock } from '../core/clock.js';
import { systemClock } from '../core/clock.js';
import type { Inbound, Opened, PublishOptions } from '../core/transport.js';
import { ConnectionError, RtError } from '../protocol/errors.js';
import type { Bytes } from './bytes.js';
import type { Delivery, ServerPacket, Welcome } from './decode.js';
import { decode } from './decode.js';
import type { ConnectFields } from './encode.js';
import * as encode from './encode.js';
import { Framer } from './framer.js';
import * as p from './packets.js';
import { dismissal, lost, refusal, unusable } from './reasons.js';
import { Pulse } from './pulse.js';
import type { Deferred } from './requests.js';
import { Requests } from './requests.js';

/** Where and as whom to connect. Default: no session beyond the connection. */
export interface MqttOptions extends Partial<Omit<ConnectFields, 'keepalive'>> {
  /** A `ws:` or `wss:` URL. */
  url: string;
  clientId: string;
}

/** What a test replaces, and what Node 20 lacks. */
export interface MqttEnvironment {
  clock?: Clock;
  WebSocket?: typeof WebSocket;
}

const connectTimeout = 10_000;
/** Where the server has no wish of its own, s. */
const keepalive = 60;

/**
 * One MQTT 5 connection over a WebSocket. It never retries, and starts with nothing in flight:
 * whoever owns it sends again what was not acknowledged before.
 *
 * Every way out goes through `#finish`, which settles all promises that are still open.
 */
export class MqttClient {
  /** Settles once, with why the connection ended; undefined where we ended it ourselves. */
  readonly closed: Promise<RtError | undefined>;

  #status: 'idle' | 'connecting' | 'open' | 'ended' = 'idle';
  #socket: WebSocket | undefined;
  #requests: Requests | undefined;
  #pulse: Pulse | undefined;
  #cancelTimeout = (): void => {};
  #opening: Deferred<Opened> | undefined;
  #settleClosed: (reason: RtError | undefined) => void = () => {};

  readonly #receive: (message: Inbound) => void | Promise<void>;
  readonly #clock: Clock;
  readonly #WebSocket: typeof WebSocket;
  readonly #framer = new Framer();
  /** Ends when all that came in so far has been acknowledged. */
  #acknowledged = Promise.resolve();

  /** @param receive takes each message; it is acknowledged after the promise has settled */
  constructor(
    receive: (message: Inbound) => void | Promise<void>,
    environment: MqttEnvironment = {},
  ) {
    this.#receive = receive;
    this.#clock = environment.clock ?? systemClock;
    this.#WebSocket = environment.WebSocket ?? globalThis.WebSocket;
    this.closed = new Promise((resolve) => (this.#settleClosed = resolve));
  }

  /** Connects, once. Rejects with an RtError, or with the signal's reason. */
  async connect(options: MqttOptions, signal: AbortSignal): Promise<Opened> {
    if (this.#status !== 'idle') throw new ConnectionError('connection/closed');
    this.#status = 'connecting';
    const abort = (): void => {
      this.#opening?.reject(signal.reason);
      // With a goodbye: the server may have let us in already, and would publish our will.
      void this.close();
    };
    try {
      return await new Promise<Opened>((resolve, reject) => {
        this.#opening = { resolve, reject };
        if (signal.aborted) return abort();
        signal.addEventListener('abort', abort);
        this.#cancelTimeout = this.#clock.after(connectTimeout, () =>
          this.#finish(new ConnectionError('connection/timeout', { retryable: true })),
        );
        this.#dial(options);
      });
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  async subscribe(filter: string): Promise<void> {
    return this.#live().add(p.SUBACK, (id) => encode.encodeSubscribe(filter, id));
  }

  async unsubscribe(filter: string): Promise<void> {
    return this.#live().add(p.UNSUBACK, (id) => encode.encodeUnsubscribe(filter, id));
  }

  async publish(topic: string, payload: string, options: PublishOptions = {}): Promise<void> {
    const { qos = 1, retain = false, expiry } = options;
    const packet = (id: number): Bytes =>
      encode.encodePublish({ topic, payload, qos, retain, expiry }, id);
    const requests = this.#live();
    if (qos) return requests.add(p.PUBACK, packet);
    this.#send(requests.checked(packet(0)));
  }

  /** Asks whether the other side is still there; no answer within 3 s ends the connection. */
  async ping(): Promise<void> {
    this.#live();
    return this.#pulse?.ping();
  }

  /** Ends the connection. `forget`: the server need not keep the session. */
  async close({ forget = false }: { forget?: boolean } = {}): Promise<void> {
    this.#finish(undefined, encode.encodeDisconnect(0, forget ? 0 : undefined));
  }

  #live(): Requests {
    if (!this.#requests || this.#status !== 'open') throw lost();
    return this.#requests;
  }

  #dial(options: MqttOptions): void {
    const { url, sessionExpiry = 0 } = options;
    try {
      const connect = encode.encodeConnect({ ...options, keepalive, sessionExpiry });
      const socket = new this.#WebSocket(url, 'mqtt');
      this.#socket = socket;
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => this.#send(connect);
      socket.onmessage = ({ data }) => this.#hear(data);
      // An error says nothing that the close after it does not say; Node's `ws` wants it heard.
      socket.onerror = () => {};
      socket.onclose = () =>
        this.#finish(
          this.#status === 'open'
            ? lost()
            : new ConnectionError('connection/unreachable', { retryable: true }),
        );
    } catch (cause) {
      this.#finish(cause instanceof RtError ? cause : unusable(cause));
    }
  }

  #hear(data: unknown): void {
    try {
      if (!(data instanceof ArrayBuffer)) throw p.violation();
      for (const { header, body } of this.#framer.push(new Uint8Array(data))) {
        if (this.#status === 'ended') return;
        this.#take(decode(header, body));
      }
    } catch (cause) {
      const reason = cause instanceof RtError ? cause.reason : undefined;
      this.#finish(
        // A server that has spoken MQTT before may do so again.
        new ConnectionError('connection/protocol', {
          reason,
          retryable: this.#status === 'open',
          cause,
        }),
        encode.encodeDisconnect(reason ?? p.MALFORMED),
      );
    }
  }

  #take(packet: ServerPacket): void {
    const { type } = packet;
    if ((type === p.CONNACK) !== (this.#status === 'connecting') && type !== p.DISCONNECT) {
      throw p.violation(p.PROTOCOL_ERROR);
    }
    switch (type) {
      case p.CONNACK:
        return this.#welcome(packet);
      case p.PUBLISH:
        return this.#deliver(packet);
      case p.PINGRESP:
        return this.#pulse?.answer();
      case p.DISCONNECT:
        return this.#finish(dismissal(packet.reason));
      default:
        this.#requests?.settle(packet);
    }
  }

  #welcome(packet: Welcome): void {
    if (packet.reason) return this.#finish(refusal(packet.reason));
    this.#status = 'open';
    const line = {
      clock: this.#clock,
      send: (request: Bytes) => {
        this.#pulse?.busy();
        this.#send(request);
      },
      stalled: () => this.#finish(lost()),
    };
    this.#requests = new Requests(line, packet);
    this.#pulse = new Pulse(
      this.#clock,
      packet.keepalive || keepalive,
      () => this.#send(encode.encodePing()),
      () => this.#finish(lost()),
    );
    this.#cancelTimeout();
    this.#opening?.resolve({
      sessionPresent: packet.sessionPresent,
      maxInFlight: packet.receiveMaximum,
    });
  }

  #deliver({ id, qos, message }: Delivery): void {
    this.#pulse?.busy();
    const taken = this.#handOver(message);
    if (!qos) return;
    // In the order of arrival (§4.6), however long each one takes.
    this.#acknowledged = this.#acknowledged
      .then(() => taken)
      .then(() => this.#send(encode.encodeAck(id)));
  }

  async #handOver(message: Inbound): Promise<void> {
    try {
      await this.#receive(message);
    } catch (error) {
      // Acknowledged all the same: else the server holds back what comes after it, for ever.
      console.warn('[rt] A message was dropped.', error);
    }
  }

  #send(packet: Bytes): void {
    if (this.#status !== 'ended') this.#socket?.send(packet);
  }

  /** The one way out. `farewell` is sent where the socket still takes it. */
  #finish(reason: RtError | undefined, farewell?: Bytes): void {
    if (this.#status === 'ended') return;
    const socket = this.#socket;
    if (farewell && socket?.readyState === 1) this.#send(farewell);
    this.#status = 'ended';
    this.#cancelTimeout();
    // Chromium warns on the console of a socket that is closed while it opens. Where all is well and
    // it is only not wanted any more, it is closed a moment later.
    if (!reason && socket?.readyState === 0) socket.onopen = () => socket.close();
    else socket?.close();
    this.#opening?.reject(reason ?? new ConnectionError('connection/closed'));
    this.#requests?.fail(lost());
    this.#pulse?.end(lost());
    this.#settleClosed(reason);
  }
}
