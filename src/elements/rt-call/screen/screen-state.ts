import type { PhoneState } from '../../../core/call/phone-state.js';
import type { RtError } from '../../../protocol/errors.js';
import type { Sheet } from '../../../ui/call/call-view.js';

/** What a screen remembers of one call, besides what its phone tells. */
export interface ScreenState {
  readonly sheet: Sheet | undefined;
  /** The digits that were sent. */
  readonly typed: string;
  readonly captions: boolean;
  /** Of a call over the page: made a card. */
  readonly small: boolean;
  /** The speaker that was chosen during the call. */
  readonly speaker: string | undefined;
  /** How many texts one has seen. */
  readonly read: number;
  /** What a control could not do. */
  readonly failure: RtError | undefined;
  /** The problem that the visitor wants to hear no more of. */
  readonly forgiven: RtError | undefined;
}

/** What a screen remembers of a call that begins. */
export const newScreen: ScreenState = {
  sheet: undefined,
  typed: '',
  captions: true,
  small: false,
  speaker: undefined,
  read: 0,
  failure: undefined,
  forgiven: undefined,
};

/** Whether a call is between its check or ringing and its end: there is a bar, and something to hang up. */
export const isLive = ({ phase }: PhoneState): boolean =>
  !['idle', 'checking', 'incoming', 'ending', 'ended'].includes(phase);

/** Whether the far end's own picture is to be seen, as far as the participants tell. */
export const showsPicture = ({ call }: PhoneState): boolean => {
  const others = call.participants.filter(({ self }) => !self);
  const [far] = others;
  return others.length !== 1 || far?.kind !== 'member' || !far.videoMuted;
};

/** What was last said or written by somebody else, for a screen reader. */
export const lastHeard = ({ call }: PhoneState, { captions, sheet }: ScreenState): string => {
  const caption = captions ? call.captions.findLast(({ final }) => final) : undefined;
  const text = sheet === 'texts' ? undefined : call.texts.findLast(({ own }) => !own);
  // An open log of texts is read out by itself.
  return [caption && `${caption.speaker} ${caption.text}`, text && `${text.from}: ${text.text}`]
    .filter(Boolean)
    .join('. ');
};
