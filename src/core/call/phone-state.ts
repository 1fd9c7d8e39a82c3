import type { RtError } from '../../protocol/errors.js';
import type { RoomControls } from './call-provider.js';
import type { CallEnd, CallSnapshot, MediaKind, SessionStatus } from './call-state.js';

/**
 * What a phone is doing.
 * - `idle`: nothing; no device is in use
 * - `checking`: the visitor looks at camera and microphone before the call
 * - `incoming`: it rings here
 * - `preparing`: token, code and devices are being got
 * - `dialing`, `ringing`, `connecting`, `connected`, `reconnecting`: as in `SessionStatus`
 * - `ending`: hanging up; the devices are already released
 * - `ended`: over, until dismissed or until the next call
 */
export type Phase =
  | 'idle'
  | 'checking'
  | 'incoming'
  | 'preparing'
  | Exclude<SessionStatus, 'ended'>
  | 'ending'
  | 'ended';

/** One of our own devices during a call; `off`: there is none in this call. */
export type DeviceState = 'on' | 'muted' | 'off';

/** Our own side of the media. */
export interface LocalMedia {
  /** Our camera, for the self view; undefined where no camera is on. */
  readonly video: MediaStreamTrack | undefined;
  /** Our microphone, for a level meter. */
  readonly audio: MediaStreamTrack | undefined;
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  /** What could not be had or got lost, where the call goes on without it. */
  readonly problem: RtError | undefined;
}

/** Whether the phone can be reached, or whether its service is, during a call. */
export type LineStatus = 'off' | 'connecting' | 'online' | 'reconnecting' | 'offline' | 'error';

/** The other side; empty texts where not known. */
export interface Peer {
  readonly name: string;
  /** As the service spells it: `/private/ada`. */
  readonly address: string;
}

/** Everything that can be shown of a phone. Immutable; replaced as a whole. */
export interface PhoneState {
  readonly phase: Phase;
  readonly direction: 'outbound' | 'inbound';
  /** Who is called or calls. */
  readonly peer: Peer;
  /** Of an incoming call: whether the caller offers a picture. */
  readonly videoOffered: boolean;
  /** Of an incoming call: when it stops ringing, ms since the epoch. */
  readonly ringsUntil?: number | undefined;
  /** What the call's provider tells; `newCall` before there is a call, the last one after it. */
  readonly call: CallSnapshot;
  readonly media: LocalMedia;
  /** When media first flowed, ms since the epoch. */
  readonly connectedAt: number | undefined;
  /** Set while `ending` and `ended`. `duration` in ms, 0 where it never was connected. */
  readonly end: (CallEnd & { readonly duration: number }) | undefined;
  readonly line: LineStatus;
  /** Why the line is `offline` or `error`. */
  readonly lineError: RtError | undefined;
}

/** How to call or answer. */
export interface CallWishes {
  readonly audio: boolean;
  readonly video: boolean;
  /** Asks for no device and sends nothing. */
  readonly receiveOnly: boolean;
  /** Device ids; a device that is not there any more is replaced by the browser's choice. */
  readonly audioInput?: string | undefined;
  readonly videoInput?: string | undefined;
  readonly userVariables?: Readonly<Record<string, unknown>> | undefined;
}

/** What one can do with a phone; elements hold one each. */
export interface PhoneControls {
  /**
   * Calls. Settles when the call is connected, within 90 s; what was acquired is given back where not.
   * @throws CallError `call/*`, `media/*`; TokenError; RtError `config/*`, `connection/*`. Never for a
   *   hang-up by this side: then it resolves with the phone `ended`.
   */
  dial(destination: string, wishes: CallWishes): Promise<void>;
  /** Turns camera and microphone on without calling; `dial` goes on with them. @throws CallError `media/*` */
  check(wishes: CallWishes): Promise<void>;
  /** Takes the call that rings. Settles as `dial`. @throws as `dial`; CallError `call/no-call` */
  answer(wishes: CallWishes): Promise<void>;
  /** Declines the call that rings. */
  reject(): Promise<void>;
  /** Ends whatever is under way, gives every device back at once. Settles within 5 s, never rejects. */
  hangup(): Promise<void>;
  /** From `ended` or `checking` back to `idle`. */
  dismiss(): void;
  /** Turns microphone or camera off and on, at once. Turning on one that is not there asks for it. */
  setMuted(kind: MediaKind, muted: boolean): Promise<void>;
  /** Changes to another microphone or camera, in a call or a check. @throws CallError `media/*` */
  useDevice(kind: MediaKind, deviceId: string): Promise<void>;
  sendDigits(digits: string): Promise<void>;
  shareScreen(on: boolean): Promise<void>;
  setHeld(held: boolean): Promise<void>;
  raiseHand(raised: boolean): Promise<void>;
  setLayout(layout: string): Promise<void>;
  sendText(text: string): Promise<void>;
  /** What can be done with the room of the call. @throws CallError `call/no-call`, `call/unsupported` */
  room(): RoomControls;
}
