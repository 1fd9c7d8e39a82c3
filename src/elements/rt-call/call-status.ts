import type { LineStatus, Phase, PhoneState } from '../../core/call/phone-state.js';
import type { ElementState } from '../../core/connection-state.js';

const ofPhase: Partial<Record<Phase, ElementState>> = {
  incoming: 'online',
  preparing: 'connecting',
  dialing: 'connecting',
  ringing: 'connecting',
  connecting: 'connecting',
  connected: 'online',
  reconnecting: 'reconnecting',
};

const ofLine: Record<LineStatus, ElementState> = {
  off: 'idle',
  connecting: 'connecting',
  online: 'online',
  reconnecting: 'reconnecting',
  offline: 'offline',
  error: 'error',
};

/** A phone's state in the words that every element uses: the call's while there is one, else the line's. */
export const statusOf = ({ phase, line }: PhoneState): ElementState =>
  ofPhase[phase] ?? ofLine[line];
