import { abortable } from '../../core/abortable.js';
import { ConnectionError, RtError, TokenError } from '../../protocol/errors.js';
import type { Grant } from '../../protocol/grant.js';

/** What the broker takes. */
export interface Login {
  username: string;
  password: string;
}

/** Where, and for whom, tokens are exchanged. */
export interface ExchangeOptions {
  /** CloudSignal's token service. Default: theirs. */
  tokenServiceUrl?: string | undefined;
  /** The organization, where the grant names none. */
  organizationId?: string | undefined;
  fetch?: typeof globalThis.fetch;
  now?: () => number;
}

const vendorService = 'https://auth.cloudsignal.app';
const within = 6_000;
/** A date this close, or past, says more about the visitor's clock than about the credentials, ms. */
const tooSoon = 5_000;

/** What was got for a grant: a connection that comes back needs no other. */
const kept = new WeakMap<Grant, Login>();

/** The broker did not take what the grant was exchanged for: the next time it is asked for anew. */
export const forgetLogin = (grant: Grant): void => {
  kept.delete(grant);
};

/**
 * What the broker takes for a grant: its own credentials, or those that CloudSignal gives for its token. A
 * grant that outlives them is made to be renewed in time.
 * @throws TokenError `token/refused` or `token/malformed`; ConnectionError. The signal's reason if aborted
 */
export const login = async (
  grant: Grant,
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<Login> => {
  const known = grant.mqtt ?? kept.get(grant);
  if (known) return known;
  const organizationId = grant.organizationId ?? options.organizationId;
  if (organizationId === undefined) {
    throw new TokenError('token/malformed', {
      message: 'The grant has no "organizationId", nor has the page.',
      remediation: 'Let the token route name it, or configure({ organizationId }).',
    });
  }
  const body = { organization_id: organizationId, token: grant.token };
  const answer = await ask(options, body, signal);
  const found = parse(answer, (options.now ?? Date.now)());
  kept.set(grant, found.login);
  const refreshAt = Math.min(grant.refreshAt ?? Infinity, found.refreshAt ?? Infinity);
  if (refreshAt < Infinity) grant.refreshAt = refreshAt;
  return found.login;
};

const ask = async (
  { tokenServiceUrl = vendorService, fetch = globalThis.fetch }: ExchangeOptions,
  body: object,
  signal: AbortSignal,
): Promise<unknown> => {
  const ended = new AbortController();
  const stop = (): void => ended.abort(signal.reason);
  const late = new ConnectionError('connection/timeout', {
    message: 'CloudSignal’s token service did not answer.',
    retryable: true,
  });
  const timeout = setTimeout(() => ended.abort(late), within);
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    const url = `${tokenServiceUrl.replace(/\/+$/, '')}/v2/tokens/exchange`;
    const asked = fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      // The token is all that it goes by.
      credentials: 'omit',
      body: JSON.stringify(body),
      signal: ended.signal,
    });
    const response = await abortable(asked, ended.signal);
    if (!response.ok) throw refusal(response);
    return await abortable(response.json().catch(notJson), ended.signal);
  } catch (cause) {
    ended.signal.throwIfAborted();
    if (cause instanceof RtError) throw cause;
    throw new ConnectionError('connection/unreachable', {
      message: 'CloudSignal’s token service could not be reached.',
      remediation: 'Check the network, tokenServiceUrl, and CORS.',
      retryable: true,
      cause,
    });
  } finally {
    clearTimeout(timeout);
    signal.removeEventListener('abort', stop);
  }
};

/** Without what it has answered, in which there may be a part of the token. */
const refusal = ({ status, headers }: Response): RtError => {
  const message = `CloudSignal’s token service answered with status ${status}.`;
  if (status === 401 || status === 403) return new TokenError('token/refused', { message, status });
  const seconds = Number(headers.get('Retry-After'));
  return new ConnectionError('connection/refused', {
    message,
    status,
    retryable: status === 429 || status >= 500,
    ...(seconds > 0 && { retryAfter: seconds * 1000 }),
    ...(status < 429 && { remediation: 'Check organizationId and tokenServiceUrl.' }),
  });
};

const malformed = (): RtError =>
  new TokenError('token/malformed', {
    message: 'CloudSignal’s token service did not answer with "mqtt_credentials".',
    remediation: 'Check tokenServiceUrl.',
  });

const notJson = (): never => {
  throw malformed(); // without the cause: engines quote the answer in it
};

const fields = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const parse = (answer: unknown, now: number): { login: Login; refreshAt: number | undefined } => {
  const all = fields(answer);
  const { username, password } = fields(all['mqtt_credentials']);
  if (typeof username !== 'string' || typeof password !== 'string') throw malformed();
  const moment = (value: unknown): number | undefined => {
    const ms = typeof value === 'string' ? Date.parse(value) : NaN;
    return ms > now + tooSoon ? ms : undefined;
  };
  const end = moment(all['expires_at']);
  const told = moment(all['refresh_recommended_at']);
  return { login: { username, password }, refreshAt: told ?? (end && now + (end - now) * 0.9) };
};
