import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { fieldsOf, parseRequest, RpcError, textOf } from './json-rpc.js';
import type { Fields, Request } from './json-rpc.js';
import { nodeId, projectId } from './line.js';
import type { CallClaims, Line, Pipe } from './line.js';
import { runCommand } from './member-commands.js';
import type { Switchboard } from './switchboard.js';
import { runVerto } from './verto.js';

/** What a connection needs of its gateway. */
export interface Exchange {
  readonly board: Switchboard;
  readonly iceServers: readonly Fields[];
  /** What a token allows; undefined for one that is not good. */
  verify(token: string): Promise<CallClaims | undefined>;
  /** The line of a name, if it is still there. */
  line(protocol: string): Line | undefined;
  open(claims: CallClaims): Line;
  /** The client of a line has come back. */
  found(line: Line): void;
  /** The socket of a line has gone. */
  lost(line: Line): void;
}

// SignalWire's own codes: on these two the SDK gives up what it had stored and signs in afresh.
const authenticationFailed = -32002;
const notTheSameClient = -32003;

const mostDeferred = 100;
const pingEvery = 10_000;

/** One WebSocket: JSON-RPC in both directions. */
export class Connection implements Pipe {
  readonly #socket: WebSocket;
  readonly #exchange: Exchange;
  readonly #pings: ReturnType<typeof setInterval>;
  #line: Line | undefined;
  #alive = true;
  /** What came before the client had signed in: the SDK sends first what it had not got rid of before. */
  #deferred: Request[] = [];

  constructor(socket: WebSocket, exchange: Exchange) {
    this.#socket = socket;
    this.#exchange = exchange;
    this.#pings = setInterval(() => this.#ping(), pingEvery);
    this.#pings.unref();
    socket.on('message', (data: Buffer) => {
      this.#alive = true;
      const request = parseRequest(data.toString());
      if (request) void this.#take(request);
    });
    // "close" follows, and is what matters.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(this.#pings);
      if (this.#line?.uses(this)) exchange.lost(this.#line);
    });
  }

  send(message: Fields): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    this.#socket.close(1000);
  }

  async #take(request: Request): Promise<void> {
    const { id, method, params } = request;
    if (!this.#line && method !== 'signalwire.connect') {
      if (this.#deferred.length < mostDeferred) this.#deferred.push(request);
      return;
    }
    try {
      this.send({ jsonrpc: '2.0', id, result: await this.#answer(method, params) });
      if (method === 'signalwire.connect') await this.#connected(params);
    } catch (error) {
      if (!(error instanceof RpcError)) console.error('[rt] The gateway failed.', error);
      const { code, message } = error instanceof RpcError ? error : internal;
      this.send({ jsonrpc: '2.0', id, error: { code, message } });
    }
  }

  async #answer(method: string, params: Fields): Promise<Fields> {
    if (method === 'signalwire.connect') return this.#connect(params);
    const line = this.#line;
    if (!line) throw new RpcError(authenticationFailed, 'Authentication failed');
    switch (method) {
      case 'signalwire.reauthenticate': {
        const claims = await this.#verify(params);
        if (claims.sub !== line.user.id) throw new RpcError(notTheSameClient, 'Another user');
        line.use(claims);
        line.renewals += 1;
        return { authorization: authorizationOf(line) };
      }
      case 'signalwire.ping':
        return { timestamp: Date.now() / 1000 };
      case 'subscriber.online':
      case 'subscriber.offline':
        line.online = method === 'subscriber.online';
        return { code: '200', message: 'OK' };
      case 'webrtc.verto':
        return this.#verto(line, params);
      default:
        return runCommand(line, method, params);
    }
  }

  async #connect(params: Fields): Promise<Fields> {
    const claims = await this.#verify(params);
    const protocol = textOf(params['protocol']);
    const known = this.#exchange.line(protocol);
    const proven =
      known?.user.id === claims.sub && known.proof === textOf(params['authorization_state']);
    if (protocol !== '' && !proven) {
      throw new RpcError(notTheSameClient, 'Requester validation failed');
    }
    const line = known ?? this.#exchange.open(claims);
    if (known) {
      this.#exchange.found(known);
      known.use(claims);
    }
    this.#line = line;
    line.connect(this);
    return {
      identity: `${randomUUID()}@${nodeId}`,
      protocol: line.protocol,
      authorization: authorizationOf(line),
      ice_servers: this.#exchange.iceServers,
    };
  }

  async #connected(params: Fields): Promise<void> {
    const line = this.#line;
    if (!line) return;
    line.event('signalwire.authorization.state', { authorization_state: line.proof });
    line.catchUp();
    const deferred = this.#deferred;
    this.#deferred = [];
    for (const request of deferred) await this.#take(request);
    if (textOf(params['protocol']) === '') return;
    for (const { callId, destination, parent } of line.legs) {
      const callee = { callID: callId, callee_id_name: destination, callee_id_number: destination };
      if (!parent) line.verto('verto.attach', callee);
    }
  }

  async #verify(params: Fields): Promise<CallClaims> {
    const token = textOf(fieldsOf(params['authentication'])['jwt_token']);
    const claims = await this.#exchange.verify(token);
    if (!claims) throw new RpcError(authenticationFailed, 'Authentication failed');
    return claims;
  }

  async #verto(line: Line, params: Fields): Promise<Fields> {
    const message = fieldsOf(params['message']);
    const inner = { method: textOf(message['method']), params: fieldsOf(message['params']) };
    const { board } = this.#exchange;
    const answer = await runVerto(board, line, inner, textOf(params['callID'])).then(
      (result) => ({ result }),
      (error: unknown) => {
        if (!(error instanceof RpcError)) throw error;
        return { error: { code: error.code, message: error.message } };
      },
    );
    const result = { jsonrpc: '2.0', id: message['id'], ...answer };
    return { code: '200', node_id: nodeId, result };
  }

  #ping(): void {
    // Twice without a sign of life: the other end is gone without a word.
    if (!this.#alive) this.#socket.terminate();
    this.#alive = false;
    if (this.#line) this.send(pingOf());
  }
}

const internal = { code: -32603, message: 'Internal error' };

const pingOf = (): Fields => ({
  jsonrpc: '2.0',
  id: randomUUID(),
  method: 'signalwire.ping',
  params: { timestamp: Date.now() / 1000 },
});

const authorizationOf = ({ protocol, user, claims }: Line): Fields => ({
  jti: protocol,
  project_id: projectId,
  fabric_subscriber: {
    version: 1,
    expires_at: claims.exp,
    subscriber_id: user.id,
    application_id: null,
    project_id: projectId,
    space_id: 'space-local',
  },
});
