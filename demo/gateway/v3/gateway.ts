import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { V3Claims } from './claims.js';
import type { V3Service } from './service.js';
import { V3Session } from './session.js';
import { V3Socket } from './socket.js';
import type { V3Exchange } from './socket.js';
import { verifyV3 } from './token.js';

/** How to set a gateway up. */
export interface V3GatewayOptions {
  /** What tokens are signed with. */
  key: string;
  services: readonly V3Service[];
  /** How long a session outlives its socket, ms. Default 15,000. */
  grace?: number;
  /** How often clients are pinged, ms: after 15 s without one, the SDK takes the line for dead. Default 10,000. */
  pingEvery?: number;
}

/**
 * What the unmodified SDK of version 3 takes for SignalWire: JSON-RPC over a WebSocket, and behind it one service for
 * chat and one for video rooms. For this machine only.
 */
export class V3Gateway implements V3Exchange {
  readonly sessions = new Map<string, V3Session>();
  readonly sockets = new Set<V3Socket>();
  readonly pingEvery: number;
  deniesWith: 'error' | 'result' = 'result';
  /** Takes no token any more, as if every one was forged. */
  refusesTokens = false;
  running = true;
  readonly #options: V3GatewayOptions;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #graces = new Map<V3Session, ReturnType<typeof setTimeout>>();
  readonly #revoked = new Map<string, number>();

  constructor(options: V3GatewayOptions) {
    this.#options = options;
    this.pingEvery = options.pingEvery ?? 10_000;
  }

  /** Takes a WebSocket's upgrade request, or answers 503 while stopped. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.running) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      const taken = new V3Socket(opened, this);
      this.sockets.add(taken);
      opened.on('close', () => this.sockets.delete(taken));
    });
  }

  /** Goes away like a server that was unplugged: no session survives, nobody is told. */
  stop(): void {
    this.running = false;
    this.dropSockets();
    for (const session of [...this.sessions.values()]) this.end(session);
  }

  start(): void {
    this.running = true;
  }

  /** Cuts the connections of a user, or all; sessions go on for a while. */
  dropSockets(user?: string): void {
    for (const socket of this.#of(user)) socket.drop();
  }

  /** Lets the connections of a user, or all, play dead: open, and silent both ways. */
  mute(user?: string): void {
    for (const socket of this.#of(user)) socket.muted = true;
  }

  verify(token: string): V3Claims | undefined {
    const claims = this.refusesTokens ? undefined : verifyV3(token, this.#options.key);
    return claims && claims.iat > (this.#revoked.get(claims.sub) ?? -1) ? claims : undefined;
  }

  /** Takes back every token that a user has, and ends what goes on with one. */
  revoke(user: string): void {
    this.#revoked.set(user, Date.now() / 1000);
    for (const session of [...this.sessions.values()]) if (session.user === user) this.end(session);
  }

  serviceOf(claims: V3Claims): V3Service | undefined {
    return this.#options.services.find((service) => service.takes(claims));
  }

  session(protocol: string): V3Session | undefined {
    return this.sessions.get(protocol);
  }

  open(claims: V3Claims): V3Session {
    const session: V3Session = new V3Session(claims, () => this.end(session));
    this.sessions.set(session.protocol, session);
    return session;
  }

  found(session: V3Session): void {
    clearTimeout(this.#graces.get(session));
    this.#graces.delete(session);
  }

  lost(session: V3Session): void {
    session.disconnect();
    const timer = setTimeout(() => this.end(session), this.#options.grace ?? 15_000);
    timer.unref();
    this.#graces.set(session, timer);
  }

  /** Ends a session at once: its token has, or its client is not coming back. */
  end(session: V3Session): void {
    this.found(session);
    if (!this.sessions.delete(session.protocol)) return;
    session.close();
    this.serviceOf(session.claims)?.ended(session);
  }

  #of(user: string | undefined): V3Socket[] {
    return [...this.sockets].filter((socket) => user === undefined || socket.user === user);
  }
}
