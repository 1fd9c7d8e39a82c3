import { unusable } from '../mqtt/reasons.js';
import { brokerUrl } from './mqtt/broker-url.js';

/**
 * Where a client that is not ours is to connect: it makes something of whatever it is given, and would
 * never get there.
 *
 * @param url the grant's
 * @throws TokenError `token/malformed` where it has none; RtError `config/bad-attribute`
 */
export const foreignUrl = (url: string | undefined): string => {
  const wanted = brokerUrl(url);
  if (URL.canParse(wanted) && /^wss?:/.test(wanted)) return wanted;
  throw unusable();
};
