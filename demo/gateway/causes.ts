/** Why a call ends, as FreeSWITCH names and numbers it; this is what SignalWire's clients are told. */
export const causes = {
  NORMAL_CLEARING: 16,
  USER_BUSY: 17,
  NO_ANSWER: 19,
  CALL_REJECTED: 21,
  SERVICE_UNAVAILABLE: 63,
  ORIGINATOR_CANCEL: 487,
  LOSE_RACE: 502,
  USER_NOT_REGISTERED: 606,
} as const;

/** The name of a cause. */
export type Cause = keyof typeof causes;
