import type { RtError } from '../../protocol/errors.js';

/** Sound or picture. */
export type MediaKind = 'audio' | 'video';

/**
 * How far a call is, as its provider knows it.
 * - `dialing`: the service is asked
 * - `ringing`: it rings at the far end
 * - `connecting`: it was answered; media is on its way
 * - `connected`: media flows
 * - `reconnecting`: it was connected a moment ago and is being restored
 * - `ended`: over, for good
 */
export type SessionStatus =
  'dialing' | 'ringing' | 'connecting' | 'connected' | 'reconnecting' | 'ended';

/** Why a call is over. */
export type EndReason =
  | 'hangup' // we did
  | 'remote-hangup'
  | 'busy'
  | 'declined' // by them, or, of an incoming call, by us
  | 'no-answer' // by them, or, of an incoming call, by us in time
  | 'canceled' // the caller gave up before we answered
  | 'not-found'
  | 'lost' // no media or no service for too long
  | 'failed';

export interface CallEnd {
  readonly reason: EndReason;
  /** What went wrong, where something did. */
  readonly error?: RtError | undefined;
}

/** Somebody in the call. */
export interface Participant {
  readonly id: string;
  readonly name: string;
  /** Ourselves. */
  readonly self: boolean;
  /** `screen` is a shared screen, `device` another camera of somebody. */
  readonly kind: 'member' | 'screen' | 'device';
  readonly audioMuted: boolean;
  readonly videoMuted: boolean;
  readonly handRaised: boolean;
  readonly talking: boolean;
}

/** Where a participant is in the one picture that the service sends, in per cent of it. */
export interface Layer {
  readonly participantId: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What was said, in letters. */
export interface Caption {
  readonly id: string;
  readonly speaker: string;
  readonly text: string;
  /** False while it may still change. */
  readonly final: boolean;
}

/** A text that was written during the call. */
export interface CallText {
  readonly id: string;
  readonly from: string;
  readonly text: string;
  readonly own: boolean;
  /** When it came, ms since the epoch. */
  readonly at: number;
}

/** How well media flows. */
export type Quality = 'good' | 'fair' | 'poor';

/** What this call lets one do, besides talking and hanging up. */
export interface CallAbilities {
  readonly digits: boolean;
  readonly hold: boolean;
  readonly raiseHand: boolean;
  readonly shareScreen: boolean;
  readonly text: boolean;
}

/** What runs in a room besides its members: a recording, a stream to elsewhere, something that is played. */
export type RoomJob = 'off' | 'on' | 'paused';

/** What a room lets one do with itself and with the others in it. */
export interface RoomAbilities {
  readonly muteAudio: boolean;
  readonly muteVideo: boolean;
  readonly remove: boolean;
  readonly lock: boolean;
  readonly record: boolean;
  readonly stream: boolean;
  readonly play: boolean;
  readonly setMeta: boolean;
}

/** A room that one can do more in than talk. */
export interface RoomState {
  /** We only watch: nothing of ours is sent. */
  readonly audience: boolean;
  /** How many only watch, as far as that is told. */
  readonly watching: number;
  /** Nobody else is let in. */
  readonly locked: boolean;
  readonly recording: RoomJob;
  readonly streaming: RoomJob;
  readonly playback: RoomJob;
  /** What the site itself keeps with the room. */
  readonly meta: Readonly<Record<string, unknown>>;
  readonly can: RoomAbilities;
}

/** Everything that is known of a call. Immutable; replaced as a whole. */
export interface CallSnapshot {
  readonly status: SessionStatus;
  /** Sound and picture of the far end; the same object as long as it is the same stream. */
  readonly remote: MediaStream | undefined;
  readonly participants: readonly Participant[];
  /** The layout that is shown; undefined where there is none to choose. */
  readonly layout: string | undefined;
  readonly layouts: readonly string[];
  readonly layers: readonly Layer[];
  readonly sharing: 'off' | 'starting' | 'on';
  readonly held: boolean;
  readonly handRaised: boolean;
  readonly can: CallAbilities;
  readonly quality: Quality | undefined;
  readonly captions: readonly Caption[];
  readonly texts: readonly CallText[];
  /** Undefined where the call is in no such room. */
  readonly room: RoomState | undefined;
  /** Set when, and only when, `status` is `ended`. */
  readonly end: CallEnd | undefined;
}

/** A call that nothing is known of yet. */
export const newCall: CallSnapshot = {
  status: 'dialing',
  remote: undefined,
  participants: [],
  layout: undefined,
  layouts: [],
  layers: [],
  sharing: 'off',
  held: false,
  handRaised: false,
  can: { digits: false, hold: false, raiseHand: false, shareScreen: false, text: false },
  quality: undefined,
  captions: [],
  texts: [],
  room: undefined,
  end: undefined,
};
