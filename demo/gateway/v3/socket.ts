import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { fieldsOf, RpcError, textOf } from '../json-rpc.js';
import type { Fields } from '../json-rpc.js';
import { projectId } from '../line.js';
import type { Pipe } from '../line.js';
import type { V3Claims } from './claims.js';
import { Denied, notAuthenticated } from './service.js';
import type { V3Service } from './service.js';
import type { V3Session } from './session.js';

/** What a socket needs of its gateway. */
export interface V3Exchange {
  readonly pingEvery: number;
  /** Whether what is denied is told as an error of JSON-RPC, or as a result with a code. */
  readonly deniesWith: 'error' | 'result';
  verify(token: string): V3Claims | undefined;
  serviceOf(claims: V3Claims): V3Service | undefined;
  /** The session of a name, if it is still there. */
  session(protocol: string): V3Session | undefined;
  open(claims: V3Claims): V3Session;
  /** The client of a session has come back. */
  found(session: V3Session): void;
  /** The socket of a session has gone. */
  lost(session: V3Session): void;
}

/** One WebSocket: JSON-RPC in both directions. */
export class V3Socket implements Pipe {
  /** Plays dead: the other side sees neither an answer nor an end. */
  muted = false;
  readonly #socket: WebSocket;
  readonly #exchange: V3Exchange;
  readonly #pings: ReturnType<typeof setInterval>;
  #session: V3Session | undefined;

  constructor(socket: WebSocket, exchange: V3Exchange) {
    this.#socket = socket;
    this.#exchange = exchange;
    this.#pings = setInterval(() => this.#ping(), exchange.pingEvery);
    this.#pings.unref();
    socket.on('message', (data: Buffer) => {
      if (!this.muted) void this.#take(data.toString());
    });
    // "close" follows, and is what matters.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(this.#pings);
      if (this.#session?.uses(this)) exchange.lost(this.#session);
    });
  }

  get user(): string | undefined {
    return this.#session?.user;
  }

  send(message: Fields): void {
    if (this.muted || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    this.#socket.close(1000);
  }

  /** Cuts the line without a word. */
  drop(): void {
    this.#socket.terminate();
  }

  async #take(frame: string): Promise<void> {
    const message = parse(frame);
    if (!message) return;
    const { id } = message;
    const method = textOf(message['method']);
    const params = fieldsOf(message['params']);
    if (method === '') {
      this.#session?.acknowledged(id);
      return;
    }
    try {
      this.send({ jsonrpc: '2.0', id, result: await this.#answer(method, params) });
      if (method === 'signalwire.connect') this.#connected(params);
    } catch (error) {
      this.#refuse(id, error);
      // The SDK tries no other token on a socket that has refused one.
      if (method === 'signalwire.connect') setTimeout(() => this.close(), 20).unref();
    }
  }

  #refuse(id: unknown, error: unknown): void {
    const code = error instanceof RpcError || error instanceof Denied ? error.code : internal;
    if (code === internal) console.error('[rt] The gateway failed.', error);
    const message = error instanceof Error && code !== internal ? error.message : 'Internal error';
    const asResult = error instanceof Denied && this.#exchange.deniesWith === 'result';
    const answer = asResult
      ? { result: { code: String(code), message } }
      : { error: { code: error instanceof Denied ? notPermitted : code, message } };
    this.send({ jsonrpc: '2.0', id, ...answer });
  }

  async #answer(method: string, params: Fields): Promise<Fields> {
    if (method === 'signalwire.connect') return this.#connect(params);
    const session = this.#session;
    if (!session) throw notAuthenticated();
    if (method === 'signalwire.ping') return { timestamp: Date.now() / 1000 };
    if (method === 'signalwire.reauthenticate') return this.#renew(session, params);
    const methods = this.#exchange.serviceOf(session.claims)?.methods ?? {};
    const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!run) throw new RpcError(-32601, `Method not found: ${method}`);
    return run(session, params);
  }

  #connect(params: Fields): Fields {
    const claims = this.#verify(params);
    const known = this.#exchange.session(textOf(params['protocol']));
    const same = known?.user === claims.sub && known.claims.k === claims.k;
    const session = same ? known : this.#exchange.open(claims);
    if (same) {
      this.#exchange.found(known);
      known.use(claims);
    }
    this.#session = session;
    session.connect(this);
    return this.#told(session);
  }

  #connected(params: Fields): void {
    const session = this.#session;
    if (!session) return;
    const resumed = textOf(params['protocol']) === session.protocol;
    this.#exchange.serviceOf(session.claims)?.connected?.(session, resumed);
    if (resumed) session.catchUp();
  }

  #renew(session: V3Session, params: Fields): Fields {
    const claims = this.#verify(params);
    if (claims.sub !== session.user || claims.k !== session.claims.k) throw notAuthenticated();
    session.use(claims);
    session.renewals += 1;
    this.#exchange.serviceOf(claims)?.renewed?.(session);
    return this.#told(session);
  }

  #verify(params: Fields): V3Claims {
    const token = textOf(fieldsOf(params['authentication'])['jwt_token']);
    const claims = this.#exchange.verify(token);
    if (!claims) throw notAuthenticated();
    return claims;
  }

  #told(session: V3Session): Fields {
    const { identity, protocol, signature, claims } = session;
    return {
      identity,
      protocol,
      authorization: {
        project_id: projectId,
        project: projectId,
        signature,
        expires_at: claims.exp,
        ...this.#exchange.serviceOf(claims)?.authorization(claims),
      },
      ice_servers: [],
    };
  }

  #ping(): void {
    if (!this.#session) return;
    const params = { timestamp: Date.now() / 1000 };
    this.send({ jsonrpc: '2.0', id: randomUUID(), method: 'signalwire.ping', params });
  }
}

const internal = -32603;
const notPermitted = -32001;

const parse = (frame: string): Fields | undefined => {
  try {
    return fieldsOf(JSON.parse(frame));
  } catch {
    return undefined; // not JSON: a client that sends it has nothing to be answered
  }
};
