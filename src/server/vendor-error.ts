const sentences = {
  'vendor/unreachable': 'could not be reached',
  'vendor/timeout': 'did not answer in time',
  'vendor/refused': 'refused',
  'vendor/busy': 'has been asked too often',
  'vendor/failed': 'failed',
  'vendor/malformed': 'answered with something that is no token',
} as const;

/** Why there is no token, as it stands in the answer's `error.code`. */
export type VendorFailure = keyof typeof sentences;

/** What may be said of a failure. Never what was sent, nor what came back: either may hold a secret. */
export interface VendorErrorOptions {
  /** What was asked for, without a value in it: a path, or the name of a command. */
  asked?: string;
  /** The HTTP status of the answer. */
  status?: number;
  /** Seconds to wait, where the service named them. */
  retryAfter?: number;
  /** The system's own code, such as `ECONNREFUSED`. */
  reason?: string;
}

/** A service gave no token. Without a cause: those of `fetch` and `JSON.parse` may quote a secret. */
export class VendorError extends Error {
  override name = 'VendorError';
  readonly code: VendorFailure;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;

  constructor(vendor: string, code: VendorFailure, options: VendorErrorOptions = {}) {
    const { asked, status, reason, retryAfter } = options;
    const more = [asked, status && `status ${status}`, reason].filter(Boolean).join(', ');
    super(`${vendor} ${sentences[code]}${more && ` (${more})`}.`);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}
