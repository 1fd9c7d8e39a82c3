import { randomUUID } from 'node:crypto';
import type { GrantUser, LocalClaims } from '../../src/server/index.js';
import type { Fields } from './json-rpc.js';
import type { Leg } from './leg.js';

/** Claims of a token that is for calls. */
export type CallClaims = LocalClaims & { call: { destinations: string[] } };

/** What a line sends through while it is connected. */
export interface Pipe {
  send(message: Fields): void;
  /** Hangs up on the client. */
  close(): void;
}

/** The one node and the one project that everything of the gateway belongs to. */
export const nodeId = 'node-1@local';
export const projectId = 'project-local';

const longestDelay = 2 ** 31 - 1;
const mostWaiting = 200;

/** One signed-in client. It outlives its socket for a while: a short gap ends no call. */
export class Line {
  /** Names the line; who comes back with it goes on where they were. */
  readonly protocol = `signalwire_${randomUUID()}_${randomUUID()}`;
  /** What only the client itself knows, for coming back. */
  readonly proof = randomUUID();
  readonly user: GrantUser;
  readonly legs = new Set<Leg>();
  /** Whether it takes calls. */
  online = false;
  /** How often it has gone on with a newer token while it was connected. */
  renewals = 0;
  #claims: CallClaims;
  #pipe: Pipe | undefined;
  #waiting: Fields[] = [];
  #expiry: ReturnType<typeof setTimeout> | undefined;
  readonly #onExpired: () => void;

  constructor(claims: CallClaims, onExpired: () => void) {
    this.user = { id: claims.sub, ...(claims.name !== undefined && { name: claims.name }) };
    this.#onExpired = onExpired;
    this.#claims = claims;
    this.#watchExpiry();
  }

  get claims(): CallClaims {
    return this.#claims;
  }

  get connected(): boolean {
    return this.#pipe !== undefined;
  }

  /** Goes on with another token. */
  use(claims: CallClaims): void {
    this.#claims = claims;
    this.#watchExpiry();
  }

  /** Whether `pipe` is the one in use: an old socket may close after the new one has come. */
  uses(pipe: Pipe): boolean {
    return this.#pipe === pipe;
  }

  connect(pipe: Pipe): void {
    const old = this.#pipe;
    this.#pipe = pipe;
    if (old !== pipe) old?.close();
  }

  /** Sends what has happened while nobody was connected. */
  catchUp(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) this.#pipe?.send(message);
  }

  disconnect(): void {
    this.#pipe = undefined;
  }

  /** Tells the client of something. */
  event(type: string, params: Fields): void {
    const message = {
      jsonrpc: '2.0',
      id: randomUUID(),
      method: 'signalwire.event',
      params: {
        event_type: type,
        event_channel: this.protocol,
        timestamp: Date.now() / 1000,
        project_id: projectId,
        node_id: nodeId,
        params,
      },
    };
    if (this.#pipe) this.#pipe.send(message);
    else if (this.#waiting.length < mostWaiting) this.#waiting.push(message);
  }

  /** Tells the client of something about one of its calls. */
  verto(method: string, params: Fields): void {
    this.event('webrtc.message', { jsonrpc: '2.0', id: randomUUID(), method, params });
  }

  /** Ends it for good: socket and timer. */
  close(): void {
    clearTimeout(this.#expiry);
    this.online = false;
    this.#pipe?.close();
    this.#pipe = undefined;
    this.#waiting = [];
  }

  #watchExpiry(): void {
    clearTimeout(this.#expiry);
    const left = Math.min(this.#claims.exp * 1000 - Date.now(), longestDelay);
    this.#expiry = setTimeout(this.#onExpired, left);
    this.#expiry.unref();
  }
}
