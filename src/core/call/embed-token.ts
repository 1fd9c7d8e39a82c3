import { RtError, TokenError } from '../../protocol/errors.js';
import { parseGrant, type Grant } from '../../protocol/grant.js';
import type { TokenSource } from '../token-client.js';

/** How long a token lives whose host does not say, ms; the SDK takes it for so long, too. */
const usualLife = 3_600_000;

/**
 * Exchanges a public embed token (`c2c_…`, `c2t_…`) for a guest's grant at its host, in the manner of
 * a page's own `getToken`.
 *
 * @param host such as `example.signalwire.com`; a loopback host is asked without TLS
 * @throws RtError `config/bad-attribute` where that is no host
 */
export const embedGrants = (
  host: string,
  embedToken: string,
  fetch: typeof globalThis.fetch = (...args) => globalThis.fetch(...args),
): NonNullable<TokenSource['getToken']> => {
  const { local, endpoint } = addressOf(host);
  return async (_request, signal) => {
    let body: unknown;
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        credentials: 'omit',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token: embedToken }),
        signal,
      });
      if (!response.ok) throw refusal(response.status);
      body = await response.json();
    } catch (cause) {
      if (cause instanceof RtError) throw cause;
      // Without the cause: engines quote the answer in it, and that may be a token.
      throw new TokenError('token/network', {
        message: 'The host of the embed token could not be reached.',
        retryable: true,
      });
    }
    return withLife(parseGrant(body, Date.now(), local), Date.now());
  };
};

const withLife = (grant: Grant, now: number): unknown =>
  grant.expiresAt === undefined ? { ...grant, expiresAt: now + usualLife } : grant;

const addressOf = (
  host: string,
): { endpoint: string; local: { provider: string; url?: string } } => {
  const provider = 'signalwire-v4';
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host);
  const endpoint = `${loopback ? 'http' : 'https'}://${host}/api/fabric/embeds/tokens`;
  if (!URL.canParse(endpoint) || !/^[\w.[\]:-]+$/.test(host)) {
    throw new RtError('config/bad-attribute', {
      message: `"${host}" is not a host.`,
      remediation: 'Write it without "https://" and without a path.',
    });
  }
  return {
    endpoint,
    local: loopback ? { provider, url: `ws://${host}/signalwire` } : { provider },
  };
};

const refusal = (status: number): TokenError =>
  new TokenError('token/http-status', {
    message: `The host of the embed token answered with status ${status}.`,
    status,
    retryable: status === 429 || status >= 500,
  });
