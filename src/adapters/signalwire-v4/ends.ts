import { errorOf } from '../../core/call/call-end.js';
import type { CallEnd, EndReason } from '../../core/call/call-state.js';

/** Why the service ended a call: `verto.bye`. */
export interface Bye {
  readonly cause: string;
  readonly code: number | undefined;
}

/** Causes by name (FreeSWITCH's), and by their number in Q.850, where one has one. */
const causes: readonly (readonly [reason: EndReason, names: string, codes: readonly number[]])[] = [
  ['busy', 'USER_BUSY', [17]],
  ['declined', 'CALL_REJECTED', [21, 603]],
  [
    'no-answer',
    'NO_ANSWER NO_USER_RESPONSE PROGRESS_TIMEOUT ALLOTTED_TIMEOUT SUBSCRIBER_ABSENT USER_NOT_REGISTERED',
    [18, 19, 20, 408, 480, 602, 606, 607],
  ],
  ['canceled', 'ORIGINATOR_CANCEL LOSE_RACE PICKED_OFF', [487, 502, 605]],
  [
    'not-found',
    'UNALLOCATED_NUMBER NO_ROUTE_DESTINATION INVALID_NUMBER_FORMAT INVALID_URL USER_NOT_FOUND',
    [1, 3, 28, 404],
  ],
  [
    'lost',
    'MEDIA_TIMEOUT RECOVERY_ON_TIMER_EXPIRE NETWORK_OUT_OF_ORDER SERVICE_UNAVAILABLE',
    [38, 41, 63, 102, 804],
  ],
  [
    'remote-hangup',
    'NORMAL_CLEARING NORMAL_UNSPECIFIED ATTENDED_TRANSFER BLIND_TRANSFER',
    [16, 31],
  ],
];

/** An end with the error that belongs to its reason, if one does. */
export const endOf = (reason: EndReason): CallEnd => {
  const error = errorOf(reason);
  return error ? { reason, error } : { reason };
};

const known = ({ cause, code }: Bye): EndReason | undefined =>
  (causes.find(([, names]) => names.split(' ').includes(cause)) ??
    causes.find(([, , codes]) => code !== undefined && codes.includes(code)))?.[0];

/** What a `verto.bye` means for a call that had been answered, or for one that had not. */
export const endOfBye = (bye: Bye, answered: boolean): CallEnd => {
  const reason = known(bye);
  // Whoever was talked to has hung up, however the service calls it.
  if (answered) return endOf(reason === 'lost' ? 'lost' : 'remote-hangup');
  // What was never there was not lost.
  return endOf(reason && reason !== 'lost' ? reason : 'failed');
};
