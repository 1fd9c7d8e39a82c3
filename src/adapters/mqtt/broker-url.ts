import { TokenError } from '../../protocol/errors.js';

/**
 * Where the broker of a grant is. `/mqtt` and `https://…` are what routes and attributes say; a
 * WebSocket wants `wss://…`. What is no URL stays as it is, for the client to complain about.
 *
 * @param url the grant's
 * @throws TokenError `token/malformed` where it has none
 */
export const brokerUrl = (url: string | undefined): string => {
  if (!url) {
    throw new TokenError('token/malformed', {
      message: 'The grant has no "url" of the broker.',
    });
  }
  const base = globalThis.location?.href;
  return URL.canParse(url, base) ? new URL(url, base).href.replace(/^http/, 'ws') : url;
};
