import { ConnectionError, RtError, TokenError } from '../protocol/errors.js';

const NOT_AUTHORIZED = 0x87;
const ADMINISTRATIVE_ACTION = 0x98;

/** Bad user name or password, not authorized, bad authentication method: a new token may help. */
const aboutToken = [0x86, NOT_AUTHORIZED, 0x8c];

/** Unavailable, busy, packet id in use, quota exceeded, rate exceeded: they pass. */
const passing = [0x88, 0x89, 0x91, 0x97, 0x9f];

/** Unsupported protocol version, as MQTT 5 and as MQTT 3 say it. */
const otherVersion = [0x84, 0x01];

const refused = (reason: number): RtError =>
  new ConnectionError('connection/refused', {
    reason,
    retryable: passing.includes(reason),
    ...(otherVersion.includes(reason) && { message: 'The broker does not speak MQTT 5.' }),
  });

/** Why a server did not let us in (CONNACK). */
export const refusal = (reason: number): RtError =>
  aboutToken.includes(reason)
    ? new TokenError('token/refused', {
        reason,
        remediation: 'Check the key that the token route uses.',
      })
    : refused(reason);

/** Why a server did not do what we asked (PUBACK, SUBACK, UNSUBACK). */
export const rejection = (reason: number): RtError =>
  reason === NOT_AUTHORIZED
    ? new ConnectionError('connection/not-authorized', { reason })
    : refused(reason);

/**
 * Why a server ended the connection (DISCONNECT). A token that has ended or was taken back may be
 * replaced; that the next one is taken is not certain, so this is the kind of end that may pass.
 */
export const dismissal = (reason: number): RtError =>
  reason === NOT_AUTHORIZED || reason === ADMINISTRATIVE_ACTION
    ? new TokenError('token/refused', { reason, retryable: true })
    : new ConnectionError('connection/lost', { reason, retryable: true });

/** The connection is gone, and with it what was under way. */
export const lost = (): RtError => new ConnectionError('connection/lost', { retryable: true });

/** Where the broker is said to be, nothing can be opened. */
export const unusable = (cause?: unknown): RtError =>
  new RtError('config/bad-attribute', {
    message: 'The url of the broker cannot be opened from this page.',
    remediation: 'Use a wss: URL.',
    cause,
  });
