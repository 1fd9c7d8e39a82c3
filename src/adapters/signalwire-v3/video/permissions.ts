import type { CallAbilities, RoomAbilities } from '../../../core/call/call-state.js';
import type { SdkAuthorization } from './sdk-types.js';

/** Whether a token permits something: `room.lock`; some services name parts of it, `room.recording.start`. */
const allows =
  ({ room }: SdkAuthorization) =>
  (...names: readonly string[]): boolean => {
    const scopes = room?.scopes ?? [];
    return names.every((name) =>
      scopes.some((scope) => scope === `room.${name}` || scope.startsWith(`room.${name}.`)),
    );
  };

/** What a token lets one do with oneself. */
export const abilitiesOf = (authorization: SdkAuthorization): CallAbilities => {
  const may = allows(authorization);
  const member = authorization.join_as !== 'audience';
  return {
    digits: false, // in a room nobody listens to them
    hold: true,
    raiseHand: member && may('self.raisehand', 'self.lowerhand'),
    shareScreen: member && may('self.screenshare') && 'getDisplayMedia' in navigator.mediaDevices,
    text: false,
  };
};

/** What a token lets one do with the room and with the others. */
export const roomAbilitiesOf = (authorization: SdkAuthorization): RoomAbilities => {
  const may = allows(authorization);
  return {
    muteAudio: may('member.audio_mute'),
    muteVideo: may('member.video_mute'),
    remove: may('member.remove'),
    lock: may('lock', 'unlock'),
    record: may('recording'),
    stream: may('stream'),
    play: may('playback'),
    setMeta: may('set_meta'),
  };
};

/** Whether a token lets one choose the layout. */
export const mayChooseLayout = (authorization: SdkAuthorization): boolean =>
  allows(authorization)('list_available_layouts', 'set_layout');
