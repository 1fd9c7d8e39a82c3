import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Aedes } from 'aedes';
import type { AuthenticateError, Client, PublishPacket } from 'aedes';
import { WebSocketServer } from 'ws';
import type { LocalClaims } from '../../src/server/index.js';
import { verifyLocalToken } from '../../src/server/index.js';
import { mayPublish, mayRead, maySubscribe } from './access.js';
import type { Subscribe } from './recorder.js';
import { wsDuplex } from './ws-duplex.js';

type WillProperties = NonNullable<PublishPacket['properties']> & { willDelayInterval?: number };

/** As much of aedes's own store as is mended here. */
interface Persistence {
  outgoingUpdate(...args: unknown[]): Promise<unknown>;
}

const notAuthorized = 0x87; // MQTT 5 §3.14.2.1
const longestDelay = 2 ** 31 - 1;

/**
 * An MQTT broker inside the demo's own process, which lets a client do what its token says until
 * the token ends. Stopping it is like pulling the plug: nothing is kept.
 */
export class DemoBroker {
  readonly #key: string;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  });
  readonly #claims = new WeakMap<Client, LocalClaims>();
  #aedes: Aedes | undefined;
  readonly #readers: Parameters<Subscribe>[] = [];

  /** @param key what tokens are signed with */
  constructor(key: string) {
    this.#key = key;
  }

  get running(): boolean {
    return this.#aedes !== undefined;
  }

  /** How many sockets are open. */
  get connections(): number {
    return this.#sockets.clients.size;
  }

  async start(): Promise<void> {
    if (this.#aedes) return;
    const aedes = new Aedes({
      authenticate: (client, _username, password, done) => {
        void this.#authenticate(client, password, done);
      },
      authorizePublish: (client, packet, done) => {
        // aedes 2.0.0-beta.1 sends a will on with its delay, which a PUBLISH must not have (MQTT 5
        // §3.3.2.3): strict clients hang up on it, and get it again when they come back.
        const properties: WillProperties = packet.properties ?? {};
        delete properties.willDelayInterval;
        done(this.#allows(client, mayPublish, packet.topic) ? null : new Error('Not authorized'));
      },
      authorizeSubscribe: (client, subscription, done) => {
        done(null, this.#allows(client, maySubscribe, subscription.topic) ? subscription : null);
      },
      // aedes 2.0.0-beta.1 stores every filter of a SUBSCRIBE for a session that is kept, the
      // refused ones too, and queues for them while the client is away; so look again on the way out.
      authorizeForward: (client, packet) =>
        this.#allows(client, mayRead, packet.topic) ? packet : null,
    });
    // By its base class: aedes declares other events only, but emits this one too.
    const events: EventEmitter = aedes;
    events.on('error', (error) => console.error('[rt] The demo broker failed.', error));
    this.#aedes = aedes;
    await aedes.listen();
    // aedes 2.0.0-beta.1 sends some of what it kept twice to a client that comes back, and hangs up on
    // it when the first has been acknowledged before the second is written down.
    const { persistence } = aedes as unknown as { persistence: Persistence };
    const update = persistence.outgoingUpdate.bind(persistence);
    persistence.outgoingUpdate = (...args) => update(...args).catch(() => undefined);
    for (const reader of this.#readers) read(aedes, ...reader);
  }

  /** Cuts every connection, refuses new ones, forgets all sessions and retained messages. */
  async stop(): Promise<void> {
    const aedes = this.#aedes;
    if (!aedes) return;
    this.#aedes = undefined;
    for (const socket of this.#sockets.clients) socket.terminate();
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
  }

  /** Takes a WebSocket's upgrade request, or answers 503 while stopped. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const aedes = this.#aedes;
    if (!aedes) {
      socket.end(
        'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
      );
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => {
      if (aedes.closed) opened.terminate();
      else aedes.handle(wsDuplex(opened), request);
    });
  }

  /** Reads a topic filter for the demo itself, now and after every start. */
  subscribe(...reader: Parameters<Subscribe>): void {
    this.#readers.push(reader);
    if (this.#aedes) read(this.#aedes, ...reader);
  }

  /** Publishes a retained message of the demo's own; does nothing while stopped. */
  publish(topic: string, value: unknown): void {
    const payload = JSON.stringify(value);
    this.#aedes?.publish(
      { cmd: 'publish', topic, payload, qos: 1, retain: true, dup: false },
      (error) => {
        if (error && this.running) console.error('[rt] The demo broker failed.', error);
      },
    );
  }

  async #authenticate(
    client: Client,
    password: Readonly<Buffer | undefined>,
    done: (error: AuthenticateError | null, success: boolean | null) => void,
  ): Promise<void> {
    const claims = await verifyLocalToken(password?.toString() ?? '', this.#key);
    if (!claims) {
      done(null, false);
      return;
    }
    this.#claims.set(client, claims);
    const left = Math.min(claims.exp * 1000 - Date.now(), longestDelay);
    const expiry = setTimeout(() => client.disconnect({ reasonCode: notAuthorized }), left);
    expiry.unref();
    client.conn.once('close', () => clearTimeout(expiry));
    done(null, true);
  }

  #allows(
    client: Client | null,
    rule: (claims: LocalClaims, topic: string) => boolean,
    topic: string,
  ): boolean {
    const claims = client && this.#claims.get(client);
    return claims ? rule(claims, topic) : false;
  }
}

const read = (aedes: Aedes, ...[filter, receive]: Parameters<Subscribe>): void => {
  aedes.subscribe(
    filter,
    ({ topic, payload }, done) => {
      receive(topic, Buffer.from(payload));
      done();
    },
    () => undefined, // it is in memory: there is nothing that could fail
  );
};
