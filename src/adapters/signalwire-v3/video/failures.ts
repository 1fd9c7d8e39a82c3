import { CallError } from '../../../protocol/call-error.js';
import { ConnectionError, RtError, TokenError } from '../../../protocol/errors.js';
import { dialFailure } from '../../signalwire-v4/errors.js';

/** What the SDK rejects with where the service has said no: a plain object. */
interface Refusal {
  readonly code: string | number;
  readonly message?: string;
}

const isRefusal = (error: unknown): error is Refusal =>
  typeof error === 'object' && error !== null && !(error instanceof Error) && 'code' in error;

/** Why a room could not be entered. */
export const entryFailure = (error: unknown): RtError => {
  if (error instanceof RtError) return error;
  const refusal = isRefusal(error)
    ? { code: String(error.code), message: error.message ?? '' }
    : undefined;
  return dialFailure(error, refusal, undefined);
};

/** Why the service did not take a newer token. */
export const renewFailure = (cause: unknown): RtError => {
  if (cause instanceof RtError) return cause;
  return isRefusal(cause)
    ? new TokenError('token/refused', { cause })
    : new ConnectionError('connection/lost', { retryable: true, cause });
};

/** Why something that was asked for in a room was not done. */
export const actionFailure = (cause: unknown): RtError => {
  if (cause instanceof RtError) return cause;
  return new CallError(isRefusal(cause) ? 'call/unsupported' : 'call/timeout', { cause });
};
