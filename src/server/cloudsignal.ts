import { defined } from '../protocol/defined.js';
import { parseGrant, type GrantUser } from '../protocol/grant.js';
import { askVendor, needed, vendorOrigin, type Fields, type VendorOptions } from './ask-vendor.js';
import { keep, renewKept, type TokenName, type TokenStore } from './token-store.js';
import type { GrantAnswer, Mint, MintContext } from './types.js';
import { VendorError } from './vendor-error.js';

/** What {@link cloudsignal} needs. */
export interface CloudSignalOptions extends VendorOptions {
  /** The organization: `org_…`. */
  orgId: string;
  /** A secret: `sk_…`. */
  secretKey: string;
  /** The address that stands for a user there. Default: the user's id. */
  email?: (user: GrantUser) => string;
  /**
   * Whether a new token ends those that the user has. Default false: a user has several tabs and devices.
   */
  replaceExisting?: boolean;
  /** Keeps what renews a token. Without one, a token is replaced by one that is new altogether. */
  store?: TokenStore;
  /** The broker, as browsers reach it. Default `wss://connect.cloudsignal.app:18885/`. */
  url?: string;
  /** Where tokens are made. Default `https://api.cloudsignal.app`. */
  apiUrl?: string;
}

const vendor = 'CloudSignal';

/**
 * A minter of MQTT credentials. The service limits topics by the rules of the organization, not by the
 * token: what `authorize` allows of rooms has to stand there as well.
 */
export const cloudsignal = (options: CloudSignalOptions): Mint => {
  const { store } = options;
  return async (context) => {
    const { tokenId } = context.wanted.refresh ?? {};
    const renewed =
      store && tokenId !== undefined
        ? await renewKept(store, nameOf(options, context, tokenId), (kept) =>
            renew(options, context, tokenId, kept),
          )
        : undefined;
    return renewed ?? create(options, context);
  };
};

const create = async (options: CloudSignalOptions, context: MintContext): Promise<GrantAnswer> => {
  const { replaceExisting = false } = options;
  const { orgId, secretKey } = needed('cloudsignal', {
    orgId: options.orgId,
    secretKey: options.secretKey,
  });
  const body = {
    organization_id: orgId,
    secret_key: secretKey,
    user_email: emailOf(options, context.user),
    replace_existing: replaceExisting,
  };
  return granted(options, context, await ask(options, context, '/v2/tokens/create', body));
};

const renew = async (
  options: CloudSignalOptions,
  context: MintContext,
  tokenId: string,
  password: string,
): Promise<GrantAnswer> => {
  const body = { token_id: tokenId, current_token_password: password };
  return granted(options, context, await ask(options, context, '/v2/tokens/refresh', body));
};

const ask = (
  options: CloudSignalOptions,
  { signal }: MintContext,
  path: string,
  body: object,
): Promise<Fields> => askVendor({ vendor, origin: originOf(options), path, body, signal }, options);

const granted = async (
  options: CloudSignalOptions,
  context: MintContext,
  answer: Fields,
): Promise<GrantAnswer> => {
  const { orgId, store, url = 'wss://connect.cloudsignal.app:18885/', now = Date.now } = options;
  const { mqtt, tokenId, expiresAt, refreshAt } = read(answer, now());
  if (store && tokenId !== undefined) {
    await keep(store, nameOf(options, context, tokenId), mqtt.password, expiresAt);
  }
  return defined<GrantAnswer>({
    provider: 'mqtt',
    url,
    mqtt,
    tokenId,
    organizationId: orgId,
    expiresAt,
    refreshAt,
  });
};

const read = (answer: Fields, now: number) => {
  try {
    const { mqtt, tokenId, expiresAt, refreshAt } = parseGrant(answer, now);
    if (mqtt) return { mqtt, tokenId, expiresAt, refreshAt };
  } catch {
    // Told below: whatever is wrong with it, it is no grant.
  }
  throw new VendorError(vendor, 'vendor/malformed', { asked: 'mqtt_credentials' });
};

const nameOf = (
  options: CloudSignalOptions,
  { user }: MintContext,
  tokenId: string,
): TokenName => ({
  service: 'cloudsignal',
  account: `${originOf(options)} ${options.orgId}`,
  user: user.id,
  identity: emailOf(options, user),
  tokenId,
});

const emailOf = ({ email }: CloudSignalOptions, user: GrantUser): string =>
  email ? email(user) : user.id;

const originOf = ({ apiUrl = 'https://api.cloudsignal.app' }: CloudSignalOptions): string =>
  vendorOrigin(apiUrl);
