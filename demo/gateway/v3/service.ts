import { RpcError } from '../json-rpc.js';
import type { Fields } from '../json-rpc.js';
import type { V3Claims } from './claims.js';
import type { V3Session } from './session.js';

/** Answers one method; what it throws as an {@link RpcError} or a {@link Denied} is told to the client. */
export type V3Method = (session: V3Session, params: Fields) => Fields | Promise<Fields>;

/** One of the services behind the same socket: chat, or video. */
export interface V3Service {
  /** Which tokens it takes. */
  takes(claims: V3Claims): boolean;
  /** What the SDK is told of a token, besides its end and its project. */
  authorization(claims: V3Claims): Fields;
  readonly methods: Readonly<Record<string, V3Method>>;
  /** A session has just been told that it is connected; `resumed`: it was, and has come back. */
  connected?(session: V3Session, resumed: boolean): void;
  /** A session goes on with another token, of the same kind. */
  renewed?(session: V3Session): void;
  /** A session is over. */
  ended(session: V3Session): void;
}

/** The service says no. It says so in two ways, and the SDK takes both. */
export class Denied extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a method answers that has nothing to say. */
export const done: Fields = { code: '200', message: 'OK' };

// SignalWire's own code.
const authenticationFailed = -32002;

export const notAuthenticated = (): RpcError =>
  new RpcError(authenticationFailed, 'Authentication failed');
