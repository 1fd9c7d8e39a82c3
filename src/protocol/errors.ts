import type { callErrorText } from './call-error.js';
import type { chatErrorText } from './chat-error.js';

/**
 * The codes that every element can meet, `area/reason`, with the sentence that a visitor or a
 * developer reads when the place that throws has nothing more precise to say.
 */
export const errorText = {
  'config/load-failed': 'A part of this page could not be loaded.',
  'token/network': 'The token route could not be reached.',
  'token/timeout': 'The token route did not answer within 10 seconds.',
  'token/expired': 'The token has already expired.',
  'token/refused': 'The service did not accept the token.',
  'connection/unreachable': 'The service could not be reached.',
  'connection/timeout': 'The service did not answer within 10 seconds.',
  'connection/lost': 'The connection was lost.',
  'connection/closed': 'The connection was closed.',
  'connection/refused': 'The service refused the connection.',
  'connection/not-authorized': 'The service does not allow this here.',
  'connection/protocol': 'The service sent something that is not valid.',
  'connection/too-large': 'The message is larger than the service takes.',
} as const;

/** `area/reason`, stable across versions; switch on it. */
export type RtErrorCode =
  | keyof typeof errorText
  | keyof typeof callErrorText
  | keyof typeof chatErrorText
  // Thrown with a sentence of their own only:
  | 'config/missing-attribute'
  | 'config/bad-attribute'
  | 'config/unknown-provider'
  | 'token/http-status'
  | 'token/malformed'
  | 'status/bad-value'
  | 'chat/history-failed';

/** What may be said of an error besides its code. Never a secret, a token or a response body. */
export interface RtErrorOptions {
  /** What went wrong, one sentence. Default: the sentence that belongs to the code. */
  message?: string;
  /** What to do next, only where that adds something. */
  remediation?: string;
  /** The HTTP status, where a route answered with one. */
  status?: number;
  /** The protocol's own reason code, such as an MQTT 5 reason code. */
  reason?: number;
  /** Whether trying again later can help. Default: false. */
  retryable?: boolean;
  /** Milliseconds to wait before the next try, where the other side named them. */
  retryAfter?: number;
  /** The foreign error behind this one. */
  cause?: unknown;
}

/** The one error type that leaves this package. */
export class RtError extends Error {
  override name = 'RtError';
  /** What broke, as a stable `area/reason`. */
  readonly code: RtErrorCode;
  /** What to do next, where there is something to say. */
  declare readonly remediation: string | undefined;
  declare readonly status: number | undefined;
  declare readonly reason: number | undefined;
  readonly retryable: boolean = false;
  declare readonly retryAfter: number | undefined;

  constructor(code: RtErrorCode, { message, cause, ...details }: RtErrorOptions = {}) {
    super(message ?? (errorText as Partial<Record<RtErrorCode, string>>)[code] ?? code, { cause });
    this.code = code;
    Object.assign(this, details);
  }
}

/** The token route did not give a grant that can be used. */
export class TokenError extends RtError {
  override name = 'TokenError';
}

/** The service could not be reached, refused, or went away. */
export class ConnectionError extends RtError {
  override name = 'ConnectionError';
}

/** Makes sure that what is thrown onwards is an {@link RtError}; a foreign error becomes its cause. */
export const toRtError = (error: unknown, code: RtErrorCode): RtError =>
  error instanceof RtError ? error : new RtError(code, { cause: error });
