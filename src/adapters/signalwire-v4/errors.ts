import { CallError, type CallErrorCode } from '../../protocol/call-error.js';
import { ConnectionError, type RtError, TokenError } from '../../protocol/errors.js';
import { endOfBye, type Bye } from './ends.js';

/** The SDK exports few of its error classes: they are told apart by their names. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');
const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined);

/** What a service's answer to a request says, where it is a refusal. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const refused = (error: unknown): Refusal | undefined => {
  if (!isFields(error)) return undefined;
  const { code, message } = error;
  return {
    code: typeof code === 'number' || typeof code === 'string' ? String(code) : '',
    message: typeof message === 'string' ? message : '',
  };
};

/** The refusal in a response: as its error, in its result, or in the result of the message within. */
export const refusalOf = (response: unknown): Refusal | undefined => {
  if (!isFields(response)) return undefined;
  if (response['error']) return refused(response['error']);
  const { result } = response;
  if (!isFields(result)) return undefined;
  const { code, result: inner } = result;
  if (isFields(inner) && inner['error']) return refused(inner['error']);
  return code === undefined || code === '200' || code === 200 ? undefined : refused(result);
};

/**
 * Why a line could not be opened, or undefined where the SDK goes on trying.
 */
export const lineFailure = (error: unknown): RtError | undefined => {
  switch (nameOf(error)) {
    // The service's answer to `signalwire.connect`.
    case 'JSONRPCError':
    case 'InvalidCredentialsError':
      return new TokenError('token/refused', { cause: error });
    // Who we are was asked by HTTP. The same name within: an answer, but not 200.
    case 'UnexpectedError':
      return nameOf(causeOf(error)) === 'UnexpectedError'
        ? new TokenError('token/refused', { cause: error })
        : new ConnectionError('connection/unreachable', { retryable: true, cause: error });
    case 'TimeoutError':
    case 'TransportConnectionError':
      return new ConnectionError('connection/unreachable', { retryable: true, cause: error });
    default:
      return undefined;
  }
};

const refusals: readonly (readonly [code: CallErrorCode, codes: string, words: RegExp])[] = [
  ['call/not-found', '404 1 3', /not found|unknown|not exist|no route|unallocated/i],
  ['call/not-allowed', '401 403 407', /allow|permi|forbid|author/i],
  ['call/busy', '486 600 17', /busy/i],
  ['call/declined', '603 21', /declin|reject/i],
  ['call/timeout', '408 504', /time.?out/i],
];

/** Why a call could not be placed, from all that is known: the SDK itself only says that. */
export const dialFailure = (
  error: unknown,
  refusal: Refusal | undefined,
  bye: Bye | undefined,
): RtError => {
  if (refusal) {
    const { code, message } = refusal;
    const found =
      refusals.find(([, codes]) => codes.split(' ').includes(code)) ??
      refusals.find(([, , words]) => words.test(message));
    return new CallError(found?.[0] ?? 'call/failed', { cause: error });
  }
  if (bye) return endOfBye(bye, false).error ?? new CallError('call/failed', { cause: error });
  const late = [error, causeOf(error)].some((one) => /Timeout/.test(nameOf(one)));
  return new CallError(late ? 'call/timeout' : 'call/failed', { cause: error, retryable: late });
};

/** What a grant lacks that has no token. */
export const noToken = (): TokenError =>
  new TokenError('token/malformed', { message: 'The grant has no "token" for calls.' });

/** Why the service did not take a newer token. */
export const renewFailure = (error: unknown): RtError =>
  /^(JSONRPC|Refused)Error$/.test(nameOf(error))
    ? new TokenError('token/refused', { cause: error })
    : new ConnectionError('connection/timeout', { retryable: true, cause: error });

/** Why something that was asked for in a call was not done. */
export const actionFailure = (error: unknown): RtError =>
  new CallError(/Timeout/.test(nameOf(error)) ? 'call/timeout' : 'call/unsupported', {
    cause: error,
  });
