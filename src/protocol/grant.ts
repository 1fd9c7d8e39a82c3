import { defined } from './defined.js';
import { TokenError } from './errors.js';

/** What a page asks its token route for; the JSON body of the POST. */
export interface TokenRequest {
  /** A hint: the element's `provider` attribute. The grant decides. */
  provider?: string;
  /** What the token is for. */
  purpose: 'call' | 'chat' | 'status';
  /** The room that is asked for, where there is one. */
  room?: string;
  /** Every room that elements on this page ask for through one connection, where there are several. */
  rooms?: string[];
  /** Single topics that elements on this page read through this connection. */
  topics?: string[];
  /** Whom to call, for `purpose: 'call'`. */
  destination?: string;
  /** The hint of the element's `user` attribute; a site with sessions ignores it. */
  user?: string;
  /** The hint of the element's `user-name` attribute. */
  userName?: string;
  /** The browser's own key, to which a service that knows such things binds the token. */
  fingerprint?: string;
  /** Which token this one replaces. */
  refresh?: { tokenId: string };
  /** Whatever `token-body` adds. */
  [extra: string]: unknown;
}

/** Who the token speaks for. */
export interface GrantUser {
  id: string;
  name?: string;
  avatar?: string;
}

/** A short-lived permission, as `parseGrant` understood it. */
export interface Grant {
  provider: string;
  /** Where the service is: a `wss:` or `ws:` URL for MQTT. */
  url?: string;
  token?: string;
  tokenId?: string;
  /** When it ends, ms since the epoch; undefined: the route did not say and it is no JWT. */
  expiresAt?: number;
  /** When to ask for the next one, ms since the epoch. */
  refreshAt?: number;
  mqtt?: { username: string; password: string };
  organizationId?: string;
  user?: GrantUser;
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The first of several names that `read` can make something of. */
const first = <T>(
  fields: Fields,
  read: (value: unknown) => T | undefined,
  ...names: string[]
): T | undefined => {
  for (const name of names) {
    const found = read(fields[name]);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The last moment that a `Date` can hold, ms since the epoch. */
const latest = 8.64e15;

/** A moment as routes write it: ms, s (below 10¹¹) or ISO 8601 → ms since the epoch. */
const moment = (value: unknown): number | undefined => {
  if (typeof value === 'string') {
    const number = Number(value);
    return moment(isNaN(number) ? Date.parse(value) : number);
  }
  if (typeof value !== 'number' || !(value > 0) || value > latest) return undefined;
  return value < 1e11 ? value * 1000 : value;
};

const seconds = (value: unknown): number | undefined => {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && number > 0 && number < 1e11 ? number : undefined;
};

/** The payload of a JWT, unverified: only the server can verify, we only read when it ends. */
const jwtClaims = (token: string): Fields => {
  try {
    const part = token.split('.')[1] ?? '';
    const binary = atob(part.replace(/-/g, '+').replace(/_/g, '/'));
    const claims: unknown = JSON.parse(
      new TextDecoder().decode(Uint8Array.from(binary, (c) => c.charCodeAt(0))),
    );
    return isFields(claims) ? claims : {};
  } catch {
    return {}; // not a JWT: an opaque token is fine
  }
};

const malformed = (message: string): TokenError =>
  new TokenError('token/malformed', {
    message,
    remediation: 'See "The token route" in the README.',
  });

const parseUser = (fields: Fields): GrantUser | undefined => {
  const user = fields['user'];
  if (isFields(user)) {
    const id =
      text(user['id']) ?? (typeof user['id'] === 'number' ? String(user['id']) : undefined);
    if (id === undefined) throw malformed('The grant names a user without an "id".');
    return defined<GrantUser>({ id, name: text(user['name']), avatar: text(user['avatar']) });
  }
  const id = text(user) ?? first(fields, text, 'member_id', 'user_email');
  return id === undefined ? undefined : { id };
};

const parseCredentials = (fields: Fields): Grant['mqtt'] => {
  const raw = fields['mqtt'] ?? fields['mqtt_credentials'];
  if (raw === undefined || raw === null) return undefined;
  const username = isFields(raw) ? text(raw['username']) : undefined;
  const password = isFields(raw) ? text(raw['password']) : undefined;
  if (username === undefined || password === undefined) {
    throw malformed('The grant\'s "mqtt" needs a "username" and a "password".');
  }
  return { username, password };
};

/**
 * Reads the answer of a token route. Takes the field names of this package and those of the
 * vendors' own quickstarts, so that a route written after them works unchanged.
 *
 * @param body the parsed JSON of the answer
 * @param now ms since the epoch, for lives given in seconds
 * @param fallback what the element's own attributes say, where the route says nothing
 * @param skew how far the visitor's clock is ahead of the server's, ms; all dates come out in the
 * visitor's own time. Default: what the token's own dates say of a clock that can't be right
 * @throws TokenError `token/malformed` (it names the field) or `token/expired`
 */
export const parseGrant = (
  body: unknown,
  now: number,
  fallback: { provider?: string; url?: string } = {},
  skew = NaN,
): Grant => {
  if (!isFields(body)) throw malformed('The token route did not answer with a JSON object.');
  const token = first(body, text, 'token', 'accessToken', 'access_token');
  const mqtt = parseCredentials(body);
  if (token === undefined && mqtt === undefined) {
    throw malformed('The grant has neither a "token" nor "mqtt" credentials.');
  }
  const claims = jwtClaims(token ?? '');
  const life = first(body, seconds, 'expiresIn', 'expires_in');
  const end = first(body, moment, 'expiresAt', 'expires_at', 'expiry_at') ?? moment(claims['exp']);
  const issued = moment(claims['iat']) ?? now;
  // Not issued yet, or over already: then it was issued just now. In between, its dates count: it may
  // be one that the page has had for a while.
  if (isNaN(skew)) skew = now < issued || (end && end <= now) ? now - issued : 0;
  // A life first: it is true whatever the visitor's clock says.
  const expiresAt = life !== undefined ? now + life * 1000 : end && end + skew;
  const told = first(body, moment, 'refreshAt', 'refresh_recommended_at');
  const refreshAt = refreshTime(told && told + skew, expiresAt, now);
  if (expiresAt && expiresAt <= now - clockSkew) {
    throw new TokenError('token/expired', {
      remediation: 'Check the clock of the server, and that its answer is not cached.',
    });
  }
  return defined<Grant>({
    provider: text(body['provider']) ?? fallback.provider ?? 'mqtt',
    url: first(body, text, 'url', 'host') ?? fallback.url,
    token,
    tokenId: first(body, text, 'tokenId', 'token_id'),
    expiresAt,
    refreshAt,
    mqtt,
    organizationId: first(body, text, 'organizationId', 'organization_id'),
    user: parseUser(body),
  });
};

/** How far a visitor's clock may be off before a token that looks expired is called so, ms. */
const clockSkew = 10 * 60_000;

/** How long a grant is kept where the dates say that it is as good as over, ms. */
const blindLife = 60_000;

/**
 * When the route says; else expiry less max(60 s, 10 % of what is left), but never before half of what
 * is left. Never in the past, whatever the visitor's clock: that would ask the route without a pause.
 */
const refreshTime = (
  told: number | undefined,
  expiresAt: number | undefined,
  now: number,
): number | undefined => {
  if (told && told > now && told <= (expiresAt ?? Infinity)) return told;
  if (expiresAt === undefined) return told && now + blindLife;
  const left = expiresAt - now;
  if (left < 1_000) return now + blindLife;
  return Math.max(expiresAt - Math.max(60_000, left * 0.1), now + left / 2);
};
