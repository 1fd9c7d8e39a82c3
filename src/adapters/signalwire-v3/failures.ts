import { ConnectionError } from '../../protocol/errors.js';

export const lost = (): ConnectionError =>
  new ConnectionError('connection/lost', { retryable: true });

export const denied = (cause?: unknown): ConnectionError =>
  new ConnectionError('connection/not-authorized', { cause });

/** What the service has answered instead of doing what it was asked: a plain object, of two shapes. */
export const failureOf = (error: unknown): ConnectionError => {
  if (error instanceof ConnectionError) return error;
  const told = typeof error === 'object' && error !== null && 'code' in error ? error.code : NaN;
  const code = Number(told);
  // No answer at all.
  if (Number.isNaN(code)) return lost();
  if (code === 413) return new ConnectionError('connection/too-large', { reason: code });
  // Too many, or out of order: later it may be taken. JSON-RPC's own codes are negative.
  if (code === 429 || code >= 500 || (code < 0 && !notPermitted.has(code))) {
    return new ConnectionError('connection/refused', { reason: code, retryable: true });
  }
  return code === 401 || code === 403 || code < 0
    ? new ConnectionError('connection/not-authorized', { reason: code })
    : new ConnectionError('connection/refused', { reason: code });
};

const notPermitted = new Set([-32_001, -32_002, -32_003]);
