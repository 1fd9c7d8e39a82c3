import { ConnectionError, TokenError, type RtError } from '../protocol/errors.js';

const notAuthorized = 0x87;

/** All that a SUBACK of MQTT 3 can say against it; in MQTT 5, an error without a name. */
const refusedByVersion3 = 0x80;

/** As MQTT 5 and MQTT 3 say it in CONNACK: bad name or password, not authorized, bad method. */
const aboutToken = [0x86, notAuthorized, 0x8c, 4, 5];

/** Unavailable, busy, packet id in use, quota exceeded, rate exceeded: they pass. */
const passing = [0x88, 0x89, 0x91, 0x97, 0x9f];

/**
 * The reason code in an error of mqtt.js, which the clients that are made of it hand on: its own, or that
 * of the SUBACK in it.
 */
const codeOf = (error: unknown): number | undefined => {
  const { code, packet } = (error ?? {}) as { code?: unknown; packet?: { granted?: unknown[] } };
  const reason = packet?.granted?.[0] ?? code;
  return typeof reason === 'number' ? reason : undefined;
};

const refused = (reason: number, cause: unknown): RtError =>
  new ConnectionError('connection/refused', { reason, retryable: passing.includes(reason), cause });

/** Why a broker did not let a client in. */
export const refusalOf = (cause: unknown): RtError => {
  const reason = codeOf(cause);
  if (reason === undefined) {
    return new ConnectionError('connection/unreachable', { retryable: true, cause });
  }
  return aboutToken.includes(reason)
    ? new TokenError('token/refused', { reason, cause })
    : refused(reason, cause);
};

/** Why it did not do what it was asked. Without a reason of the broker's, the line is to blame. */
export const rejectionOf = (cause: unknown): RtError => {
  const reason = codeOf(cause);
  if (reason === undefined)
    return new ConnectionError('connection/lost', { retryable: true, cause });
  return reason === notAuthorized || reason === refusedByVersion3
    ? new ConnectionError('connection/not-authorized', { reason, cause })
    : refused(reason, cause);
};
