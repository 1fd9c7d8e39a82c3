import type { CallParticipant, LayoutLayer } from '@signalwire/js';
import type { CallAbilities, Layer, Participant } from '../../core/call/call-state.js';

const kinds: Partial<Record<string, Participant['kind']>> = { screen: 'screen', device: 'device' };

/** What takes part, by the service's word for it. */
export const kindOf = (type = ''): Participant['kind'] => kinds[type] ?? 'member';

/** The people of a call, and what else takes part. */
export const participantsOf = (
  members: readonly CallParticipant[],
  selfId: string | undefined,
): Participant[] =>
  members.map((member) => ({
    id: member.id,
    name: member.name ?? '',
    self: member.id === selfId,
    kind: kindOf(member.type),
    audioMuted: member.audioMuted,
    videoMuted: member.videoMuted,
    handRaised: member.handraised,
    talking: member.isTalking,
  }));

/** A place in the picture, as far as it is looked at. */
type Place = Pick<LayoutLayer, 'visible' | 'x' | 'y' | 'width' | 'height'> & { member_id?: string };

/** Where participants are in the picture; places that nobody is in are left out. */
export const layersOf = (places: readonly Place[]): Layer[] =>
  places.flatMap(({ member_id: participantId, visible, x, y, width, height }) =>
    participantId && visible ? [{ participantId, x, y, width, height }] : [],
  );

/**
 * What the far end lets one do.
 *
 * @param allowed undefined where the service has not said: then what every call can do
 */
export const abilitiesOf = (allowed: Allowed | undefined, text: boolean): CallAbilities => ({
  digits: allowed?.sendDigit ?? true,
  hold: true,
  raiseHand: allowed?.self.raisehand.on ?? false,
  shareScreen: (allowed?.screenshare ?? false) && 'getDisplayMedia' in navigator.mediaDevices,
  text,
});

/** The part of the SDK's `SelfCapabilities` that is read here. */
export interface Allowed {
  readonly sendDigit: boolean;
  readonly screenshare: boolean;
  readonly self: { readonly raisehand: { readonly on: boolean } };
}

/** Whether two lists of flat objects say the same, so that nobody draws anew for nothing. */
export const sameList = <T extends object>(one: readonly T[], other: readonly T[]): boolean =>
  one.length === other.length && one.every((item, at) => sameFields(item, other[at]));

const sameFields = <T extends object>(one: T, other: T | undefined): boolean =>
  other !== undefined &&
  (Object.keys(one) as (keyof T)[]).every((key) => Object.is(one[key], other[key]));
