import { randomBytes, randomUUID } from 'node:crypto';
import type { Fields } from '../json-rpc.js';
import { projectId } from '../line.js';
import type { Pipe } from '../line.js';
import type { V3Claims } from './claims.js';

const longestDelay = 2 ** 31 - 1;
const mostUnacked = 500;

/** One client. It outlives its socket for a while, and goes on where it was when it comes back. */
export class V3Session {
  readonly identity = randomUUID();
  readonly signature = randomBytes(16).toString('hex');
  /** Names the session. The SDK sends it again only if its second part is the signature it was told. */
  readonly protocol = `x_${this.signature}_${this.identity}`;
  /** How often it has gone on with another token without connecting again. */
  renewals = 0;
  #claims: V3Claims;
  #pipe: Pipe | undefined;
  /** Events by their id, till the client has said that it has them. */
  readonly #unacked = new Map<string, Fields>();
  readonly #onExpired: () => void;
  #expiry: ReturnType<typeof setTimeout> | undefined;

  constructor(claims: V3Claims, onExpired: () => void) {
    this.#claims = claims;
    this.#onExpired = onExpired;
    this.#watchExpiry();
  }

  get claims(): V3Claims {
    return this.#claims;
  }

  /** Whom it speaks for. */
  get user(): string {
    return this.#claims.sub;
  }

  get connected(): boolean {
    return this.#pipe !== undefined;
  }

  /** Goes on with another token. */
  use(claims: V3Claims): void {
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

  /** Sends what the client has not acknowledged. */
  catchUp(): void {
    for (const event of this.#unacked.values()) this.#pipe?.send(event);
  }

  disconnect(): void {
    this.#pipe = undefined;
  }

  /** Tells the client of something, now or when it has come back. */
  event(type: string, params: Fields, more: Fields = {}): void {
    const id = randomUUID();
    const told = { event_type: type, event_channel: this.protocol, timestamp: Date.now() / 1000 };
    const event = {
      jsonrpc: '2.0',
      id,
      method: 'signalwire.event',
      params: { ...told, project_id: projectId, ...more, params },
    };
    this.#unacked.set(id, event);
    const [oldest] = this.#unacked.keys();
    if (this.#unacked.size > mostUnacked && oldest !== undefined) this.#unacked.delete(oldest);
    this.#pipe?.send(event);
  }

  acknowledged(id: unknown): void {
    if (typeof id === 'string') this.#unacked.delete(id);
  }

  /** Ends it for good: socket and timer. */
  close(): void {
    clearTimeout(this.#expiry);
    this.#pipe?.close();
    this.#pipe = undefined;
    this.#unacked.clear();
  }

  #watchExpiry(): void {
    clearTimeout(this.#expiry);
    const left = Math.min(this.#claims.exp * 1000 - Date.now(), longestDelay);
    this.#expiry = setTimeout(this.#onExpired, left);
    this.#expiry.unref();
  }
}
