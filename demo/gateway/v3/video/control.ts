import type { Member } from '../../member.js';
import type { PacketCounts } from '../../media/peer.js';
import type { Video } from './video.js';
import type { VideoMember } from './video-member.js';

/** One call into a video room. */
export interface VideoLegView {
  readonly callId: string;
  readonly memberId: string;
  readonly room: string;
  readonly user: string;
  readonly name: string;
  readonly type: Member['type'];
  readonly audience: boolean;
  readonly muted: { readonly audio: boolean; readonly video: boolean };
  readonly talking: boolean;
  readonly held: boolean;
  readonly digits: string;
  /** Whose picture it is shown. */
  readonly sees: string | undefined;
  readonly received: PacketCounts;
  readonly sent: PacketCounts;
}

/** What a test or a demo can see of the video rooms, and do to them. */
export interface VideoControl {
  /** Names of the rooms that somebody is in. */
  readonly rooms: readonly string[];
  readonly legs: readonly VideoLegView[];
  /** Puts one out of the room, or everybody out of every room. */
  remove(callId?: string): void;
  /** Mutes somebody for everybody else, as whoever runs the room does. */
  mute(callId: string, kind: 'audio' | 'video', muted: boolean): void;
  /** Plays dead on a call's media, or comes back: a broken way. */
  freeze(callId: string, frozen: boolean): void;
}

export const videoControlOf = (video: Video): VideoControl => {
  const legOf = (callId: string): VideoMember => {
    const leg = video.legsOf().find((one) => one.callId === callId);
    if (!leg) throw new Error('There is no such call.');
    return leg;
  };
  return {
    get rooms() {
      return [...video.rooms.keys()];
    },
    get legs() {
      return video.legsOf().map(viewOf);
    },
    remove: (callId) => {
      for (const leg of callId === undefined ? video.legsOf() : [legOf(callId)])
        leg.room.remove(leg);
    },
    mute: (callId, kind, muted) => {
      const leg = legOf(callId);
      leg.room.update(leg, { [`${kind}_muted`]: muted });
    },
    freeze: (callId, frozen) => legOf(callId).peer.freeze(frozen),
  };
};

const viewOf = (leg: VideoMember): VideoLegView => ({
  callId: leg.callId,
  memberId: leg.id,
  room: leg.room.name,
  user: leg.session.user,
  name: leg.name,
  type: leg.type,
  audience: leg.audience,
  muted: { ...leg.muted },
  talking: leg.talking,
  held: leg.held,
  digits: leg.digits,
  sees: leg.room.stage.shownTo(leg)?.id,
  received: leg.peer.received,
  sent: leg.peer.sent,
});
