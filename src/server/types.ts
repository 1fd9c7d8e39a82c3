import type { Grant, GrantUser, TokenRequest } from '../protocol/grant.js';

/** What the site allows the visitor who is asking. */
export interface Permission {
  /** Who the visitor is; the token speaks for this user and nobody else. Other fields go no further. */
  user: GrantUser;
  /**
   * The rooms that may be used. Default: those that were asked for. The room of a chat by address is
   * `%2Fprivate%2Fben`: it has to be named here, or its address in `destinations`; where these are
   * named, it has to be among them in any case.
   */
  rooms?: readonly string[];
  /** The single topics that may be read. Default: none. */
  topics?: readonly string[];
  /**
   * Whom the visitor may call; `/public/*` stands for all that begin alike. Default: the destination
   * that was asked for.
   */
  destinations?: readonly string[];
}

/**
 * Says who is asking, from the site's own session, and what they may use; null where nobody is
 * signed in. The body of `request` has been read: what it held is `wanted`.
 */
export type Authorize = (
  request: Request,
  wanted: TokenRequest,
) => Permission | null | Promise<Permission | null>;

/** A request after the permission has been taken into account: nothing in it is forbidden. */
export interface Permitted extends TokenRequest {
  /** Every room the token is for, without repeats. */
  rooms: string[];
  /** Every single topic the token may read, without repeats. */
  topics: string[];
  /** Every destination the token may call, for `purpose: 'call'`; else none. */
  destinations: string[];
}

/** What a minter works with. */
export interface MintContext {
  user: GrantUser;
  wanted: Permitted;
  /** Aborted when the browser has gone or the time is up. */
  signal: AbortSignal;
}

/** What the route answers, besides the user, whom the handler adds. */
export type GrantAnswer = Omit<Grant, 'user'>;

/** Makes a token at one provider. Whatever it throws reaches the site's log, never the browser. */
export type Mint = (context: MintContext) => Promise<GrantAnswer>;
