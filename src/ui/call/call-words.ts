import type { PhoneState } from '../../core/call/phone-state.js';
import type { Localizer } from '../../i18n/localizer.js';
import type { StringKey } from '../../i18n/english.js';
import type { RtError } from '../../protocol/errors.js';

/** Hours, minutes and seconds, as a clock shows them; `ms` below an hour has no hours. */
export const clockText = (localizer: Localizer, ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string =>
    localizer.number(value, { minimumIntegerDigits: 2, useGrouping: false });
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = `${hours > 0 ? two(minutes) : localizer.number(minutes)}:${two(seconds % 60)}`;
  return hours > 0 ? `${localizer.number(hours)}:${rest}` : rest;
};

/** The same for machines: `PT83S`. */
export const clockDate = (ms: number): string => `PT${Math.max(0, Math.floor(ms / 1000))}S`;

/** Why a call is over, in words; empty where one has hung up oneself, which needs none. */
export const endText = (state: PhoneState, name: string, localizer: Localizer): string => {
  const { end, direction } = state;
  if (!end) return '';
  const text = (key: StringKey): string => localizer.text(key, { name });
  const inbound = direction === 'inbound';
  switch (end.reason) {
    case 'hangup':
      return '';
    case 'remote-hangup':
      return text('call.end-remote');
    case 'declined':
      return text(inbound ? 'call.end-declined-own' : 'call.end-declined');
    case 'no-answer':
      return text(inbound ? 'call.end-missed' : 'call.end-no-answer');
    case 'failed':
      return end.error ? localizer.error(end.error) : text('call.end-failed');
    default:
      return text(`call.end-${end.reason}`);
  }
};

const helps = {
  'media/permission-denied': 'call.help-permission-denied',
  'media/no-device': 'call.help-no-device',
  'media/in-use': 'call.help-in-use',
  'media/insecure-page': 'call.help-insecure-page',
  'media/unplugged': 'call.help-unplugged',
} as const;

/** What the visitor can do about it; empty where that is not known. */
export const helpText = (error: RtError | undefined, localizer: Localizer): string => {
  if (!error) return '';
  const key = (helps as Readonly<Partial<Record<string, StringKey>>>)[error.code];
  return key ? localizer.text(key) : (error.remediation ?? '');
};

/** What the call is doing, in words. */
export const phaseText = (state: PhoneState, name: string, localizer: Localizer): string => {
  const { phase, direction, videoOffered, end } = state;
  switch (phase) {
    case 'idle':
    case 'checking':
      return '';
    case 'incoming':
      return localizer.text(videoOffered ? 'call.incoming-video' : 'call.incoming-audio');
    case 'preparing':
    case 'dialing':
      return localizer.text(direction === 'inbound' ? 'call.answering' : `call.${phase}`);
    case 'ended': {
      const reason = end && endText(state, name, localizer);
      return reason ? localizer.text('call.ended-words', { reason }) : localizer.text('call.ended');
    }
    default:
      return localizer.text(`call.${phase}`);
  }
};
