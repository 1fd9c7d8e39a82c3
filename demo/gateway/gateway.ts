import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { loadLibopus } from 'libopus-wasm';
import { WebSocketServer } from 'ws';
import { verifyLocalToken } from '../../src/server/index.js';
import type { GrantUser } from '../../src/server/index.js';
import { Connection } from './connection.js';
import { Conversations } from './conversations.js';
import { Directory } from './directory.js';
import { Line } from './line.js';
import type { CallClaims } from './line.js';
import { startStun } from './media/stun.js';
import type { Stun } from './media/stun.js';
import { restApi } from './rest-api.js';
import { Switchboard } from './switchboard.js';
import type { Times } from './switchboard.js';

/** How to set a gateway up. */
export interface GatewayOptions {
  /** What tokens are signed with. */
  key: string;
  /** Who can be called, besides those who have signed in. */
  people: readonly GrantUser[];
  /** Makes a guest's token for a page's public token; undefined where it is not known. */
  exchange(embedToken: string): Promise<string | undefined>;
  times?: Partial<GatewayTimes>;
}

/** How long things take, ms. */
export interface GatewayTimes extends Times {
  /** How long calls outlive the socket they were made through. */
  grace: number;
}

const usual: GatewayTimes = { grace: 15_000, ring: 30_000, drop: 3_000, turn: 3_000 };

/**
 * A call service inside the demo's own process that the unmodified SignalWire SDK takes for its own:
 * JSON-RPC over a WebSocket, REST, and real media. For this machine only.
 */
export class Gateway {
  readonly lines = new Map<string, Line>();
  readonly board: Switchboard;
  /** Answers `/api/fabric/…`. */
  readonly rest: (request: Request) => Promise<Response>;
  /** Takes no token any more, as if every one was forged. */
  refusesTokens = false;
  readonly #options: GatewayOptions;
  readonly #grace: number;
  readonly #directory: Directory;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #graces = new Map<Line, ReturnType<typeof setTimeout>>();
  readonly #revoked = new Map<string, number>();
  #stun: Stun | undefined;

  constructor(options: GatewayOptions) {
    this.#options = options;
    const { grace, ...times } = { ...usual, ...options.times };
    this.#grace = grace;
    this.#directory = new Directory(options.people);
    this.board = new Switchboard(this.#directory, this.lines, times);
    const conversations = new Conversations(this.#directory, this);
    const routes = restApi({
      directory: this.#directory,
      conversations,
      verify: async (token) => {
        const claims = await this.verify(token);
        return claims && { user: userOf(claims), destinations: claims.call.destinations };
      },
      exchange: (token) => options.exchange(token),
    });
    this.rest = async (request) =>
      this.running ? routes(request) : new Response(null, { status: 503 });
  }

  get running(): boolean {
    return this.#stun !== undefined;
  }

  /** How many sockets are open. */
  get sockets(): number {
    return this.#sockets.clients.size;
  }

  get iceServers(): { urls: string[] }[] {
    return this.#stun ? [{ urls: [this.#stun.url] }] : [];
  }

  async start(): Promise<void> {
    if (this.#stun) return;
    // Before the first call, so that none waits for it.
    await loadLibopus();
    this.#stun = await startStun();
  }

  /** Goes away like a server that was unplugged: no call survives, nobody is told. */
  stop(): void {
    this.#stun?.close();
    this.#stun = undefined;
    this.board.close();
    for (const line of [...this.lines.values()]) this.#drop(line);
    this.dropSockets();
  }

  /** Cuts every connection; calls go on for a while. */
  dropSockets(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  /** Takes a WebSocket's upgrade request, or answers 503 while stopped. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.running) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => {
      new Connection(opened, this);
    });
  }

  async verify(token: string): Promise<CallClaims | undefined> {
    const claims = this.refusesTokens ? null : await verifyLocalToken(token, this.#options.key);
    if (!claims?.call || claims.iat <= (this.#revoked.get(claims.sub) ?? -1)) return undefined;
    return { ...claims, call: claims.call };
  }

  /** Takes back every token that a user has, and ends what goes on with one. */
  revoke(user: string): void {
    this.#revoked.set(user, Math.floor(Date.now() / 1000));
    for (const line of [...this.lines.values()]) if (line.user.id === user) this.#expire(line);
  }

  line(protocol: string): Line | undefined {
    return this.lines.get(protocol);
  }

  open(claims: CallClaims): Line {
    const line: Line = new Line(claims, () => this.#expire(line));
    this.lines.set(line.protocol, line);
    this.#directory.add(line.user);
    return line;
  }

  found(line: Line): void {
    this.#endGrace(line);
  }

  lost(line: Line): void {
    line.disconnect();
    const timer = setTimeout(() => {
      for (const leg of [...line.legs]) leg.close({ cause: 'NORMAL_CLEARING', byClient: true });
      this.#drop(line);
    }, this.#grace);
    timer.unref();
    this.#graces.set(line, timer);
  }

  linesOf(addresses: ReadonlySet<string>): Line[] {
    const ids = (destination: string) => this.#directory.find(destination)?.id ?? '';
    return [...this.lines.values()].filter(({ user, legs }) => {
      if (addresses.has(ids(`/private/${user.id}`))) return true;
      return [...legs].some(({ destination }) => addresses.has(ids(destination)));
    });
  }

  /** The token's life has ended and no newer one has come. */
  #expire(line: Line): void {
    for (const leg of [...line.legs]) leg.hangUp('SERVICE_UNAVAILABLE');
    this.#drop(line);
  }

  #drop(line: Line): void {
    this.#endGrace(line);
    this.lines.delete(line.protocol);
    line.close();
  }

  #endGrace(line: Line): void {
    clearTimeout(this.#graces.get(line));
    this.#graces.delete(line);
  }
}

const userOf = ({ sub, name }: CallClaims): GrantUser => ({
  id: sub,
  ...(name !== undefined && { name }),
});
