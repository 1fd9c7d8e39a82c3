import type { GrantUser } from '../../protocol/grant.js';
import { textOf, type Fields } from '../ask-vendor.js';
import { lifeFrom } from '../life.js';
import { keep, renewKept, type TokenName, type TokenStore } from '../token-store.js';
import type { GrantAnswer, Mint, MintContext } from '../types.js';
import { askProject, signalwireName, tokenOf, type SignalWireProject } from './project.js';

/** What {@link signalwire} needs. */
export interface SignalWireOptions extends SignalWireProject {
  /** Seconds a new token lives; one that was renewed lives two hours. Default 7200. */
  ttl?: number;
  /** Which subscriber a user is; one that is not there yet is made. Default: the user's id. */
  reference?: (user: GrantUser) => string;
  /** Keeps refresh tokens. Without one, a token is replaced by one that is new altogether. */
  store?: TokenStore;
}

const minter = 'signalwire';
const path = '/api/fabric/subscribers/tokens';

/** What the service says of a token that was renewed, seconds; of its refresh token: 5 minutes more. */
const renewedLife = 7_200;
const refreshGrace = 300_000;

/** A SHA-256 in base64url; the service refuses all else. */
const fingerprintPattern = /^[\w-]{43}$/;

/**
 * A minter of subscriber tokens (SAT): the user can call what the space lets its subscribers call, and
 * be called. The service knows no narrower subscriber token; `destinations` limits guests.
 */
export const signalwire = (options: SignalWireOptions): Mint => {
  const { store } = options;
  return async (context) => {
    const { tokenId } = context.wanted.refresh ?? {};
    const renewed =
      store && tokenId !== undefined
        ? await renewKept(store, nameOf(options, context, tokenId), (kept) =>
            renew(options, context, kept),
          )
        : undefined;
    return renewed ?? create(options, context);
  };
};

const create = async (options: SignalWireOptions, context: MintContext): Promise<GrantAnswer> => {
  const { ttl = renewedLife, now = Date.now } = options;
  const { user, signal } = context;
  const { exp, dates } = lifeFrom(now(), ttl);
  const fingerprint = fingerprintOf(context);
  const body = {
    reference: referenceOf(options, user),
    expire_at: exp,
    ...(user.name && { display_name: user.name }),
    // Together only: without a fingerprint, the scope would make a token of 60 s.
    ...(fingerprint !== undefined && { fingerprint, scope: 'sat:refresh' }),
  };
  const answer = await askProject(options, { minter, path, body, signal });
  return granted(options, context, answer, dates);
};

const renew = async (
  options: SignalWireOptions,
  context: MintContext,
  secret: string,
): Promise<GrantAnswer> => {
  const { now = Date.now } = options;
  const { dates } = lifeFrom(now(), renewedLife);
  const body = { refresh_token: secret };
  const request = { minter, path: `${path}/refresh`, body, signal: context.signal };
  return granted(options, context, await askProject(options, request), dates);
};

const granted = async (
  options: SignalWireOptions,
  context: MintContext,
  answer: Fields,
  dates: { expiresAt: number; refreshAt: number },
): Promise<GrantAnswer> => {
  const { store } = options;
  const grant = { provider: 'signalwire-v4', token: tokenOf(answer), ...dates };
  if (!store) return grant;
  const tokenId = crypto.randomUUID();
  const secret = textOf(signalwireName, answer, 'refresh_token');
  await keep(store, nameOf(options, context, tokenId), secret, dates.expiresAt + refreshGrace);
  return { ...grant, tokenId };
};

const nameOf = (options: SignalWireOptions, context: MintContext, tokenId: string): TokenName => ({
  service: 'signalwire',
  account: `${options.space} ${options.projectId}`,
  user: context.user.id,
  identity: referenceOf(options, context.user),
  tokenId,
  fingerprint: fingerprintOf(context),
});

const referenceOf = ({ reference }: SignalWireOptions, user: GrantUser): string =>
  reference ? reference(user) : user.id;

const fingerprintOf = ({ wanted: { fingerprint = '' } }: MintContext): string | undefined =>
  fingerprintPattern.test(fingerprint) ? fingerprint : undefined;
