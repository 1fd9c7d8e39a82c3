import type { SessionStatus } from '../../core/call/call-state.js';

/** What is known of the way of a call. */
export interface Signs {
  /** It rings at the far end. */
  readonly ringing: boolean;
  /** The far end, or we, have taken it. */
  readonly answered: boolean;
  readonly media: RTCPeerConnectionState;
  /** Media has flowed before. */
  readonly connectedBefore: boolean;
}

/**
 * How far a call is. Not the SDK's own word for it: that stays at "connecting" after early media.
 */
export const statusOf = ({ ringing, answered, media, connectedBefore }: Signs): SessionStatus => {
  if (answered && media === 'connected') return 'connected';
  if (connectedBefore) return 'reconnecting';
  if (answered) return 'connecting';
  return ringing ? 'ringing' : 'dialing';
};
