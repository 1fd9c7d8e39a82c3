import { defined } from '../../protocol/defined.js';
import { RtError, TokenError } from '../../protocol/errors.js';
import { parseGrant } from '../../protocol/grant.js';
import type { TokenSource } from '../token-client.js';

/** How long a guest's token lives whose host does not say, s; the SDK takes it for so long, too. */
const usualLife = 3_600;
const provider = 'signalwire-v4';

/**
 * Exchanges a public embed token (`c2c_…`, `c2t_…`) for a guest's grant at its host: a `getToken` like
 * a page's own.
 *
 * @param host such as `example.signalwire.com`; one on this machine is asked without TLS
 * @throws RtError `config/bad-attribute` where that is no host
 */
export const embedGrants = (
  host: string,
  embedToken: string,
  {
    fetch = (...args) => globalThis.fetch(...args),
    now = () => Date.now(),
  }: { fetch?: typeof globalThis.fetch; now?: () => number } = {},
): NonNullable<TokenSource['getToken']> => {
  const { secure, service } = serviceAt(host);
  const endpoint = `${secure ? 'https' : 'http'}://${host}/api/fabric/embeds/tokens`;
  return async (_request, signal) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: embedToken }),
      signal,
    }).catch((cause: unknown) => {
      throw unreachable(cause);
    });
    if (!response.ok) throw refusal(response.status);
    const text = await response.text().catch((cause: unknown) => {
      throw unreachable(cause);
    });
    const body = jsonOf(text);
    const { provider, url, expiresAt } = parseGrant(body, now(), service);
    const expiresIn = expiresAt === undefined ? usualLife : undefined;
    // Dates stay as the host wrote them: whoever asked makes them fit the visitor's clock, which done
    // twice would be wrong.
    return { ...(body as object), ...defined({ provider, url, expiresIn }) };
  };
};

/** Where grants of this host are used; without a URL the token itself says it. */
const serviceAt = (
  host: string,
): { secure: boolean; service: { provider: string; url?: string } } => {
  if (!/^([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i.test(host)) {
    throw new RtError('config/bad-attribute', {
      message: `"${host}" is not a host.`,
      remediation: 'Write it without "https://" and without a path.',
    });
  }
  const local = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(host);
  if (!local) return { secure: true, service: { provider } };
  return { secure: false, service: { provider, url: `ws://${host}/signalwire` } };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Without the cause: engines quote the answer in it, and that may be a token.
    throw new TokenError('token/malformed', {
      message: 'The host of the embed token did not answer with JSON.',
    });
  }
};

const unreachable = (cause: unknown): TokenError =>
  new TokenError('token/network', {
    message: 'The host of the embed token could not be reached.',
    retryable: true,
    cause,
  });

const refusal = (status: number): TokenError =>
  new TokenError('token/http-status', {
    message: `The host of the embed token answered with status ${status}.`,
    status,
    retryable: status === 429 || status >= 500,
  });
