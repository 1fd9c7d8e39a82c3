import { CallError } from '../../protocol/call-error.js';
import type { RtError } from '../../protocol/errors.js';
import type { CallEnd, EndReason } from './call-state.js';

const failures = ['busy', 'declined', 'no-answer', 'not-found', 'lost', 'failed'] as const;

const asFailure = (reason: string): (typeof failures)[number] | undefined =>
  failures.find((failure) => failure === reason);

/** How a call ends that has failed with this error. */
export const endBy = (error: RtError): CallEnd => ({
  reason: asFailure(error.code.replace('call/', '')) ?? 'failed',
  error,
});

/** What has gone wrong where a call that we placed, or that was up, ends like this. */
export const errorOf = (reason: EndReason): RtError | undefined => {
  const failure = asFailure(reason);
  return failure && new CallError(`call/${failure}`);
};
