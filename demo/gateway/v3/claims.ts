import type { Fields } from '../json-rpc.js';

/** What every token says, whatever it is for. */
interface LifeClaims {
  readonly jti: string;
  /** The user it was made for; SignalWire's own say no more than the project. */
  readonly sub: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  readonly exp: number;
}

/** What may be done in a channel. */
export interface Rights {
  readonly read: boolean;
  readonly write: boolean;
}

/** A token for Chat or PubSub. */
export interface ChatClaims extends LifeClaims {
  readonly k: 'chat' | 'pubsub';
  /** Channels by name. */
  readonly c: Readonly<Record<string, Rights>>;
  /** The member's id, and its state to begin with. */
  readonly m: string;
  readonly st: Fields;
}

/** A token for a video room. Only here is a room called `r`: the SDK would keep things of such a token in the tab. */
export interface VideoClaims extends LifeClaims {
  readonly k: 'video';
  /** The room, and the name of who enters it. */
  readonly r: string;
  readonly u: string;
  /** What its owner may do, such as `room.self.audio_mute`. */
  readonly s: readonly string[];
  readonly ja: 'member' | 'audience';
  readonly ma: 'all' | 'audio-only' | 'video-only';
  /** Whether its owner comes in muted. */
  readonly jam?: boolean;
}

export type V3Claims = ChatClaims | VideoClaims;
