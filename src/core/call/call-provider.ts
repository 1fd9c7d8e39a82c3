import type { RtError } from '../../protocol/errors.js';
import type { Grant } from '../../protocol/grant.js';
import type { ReadonlyStore } from '../store.js';
import type { CallEnd, CallSnapshot, MediaKind, RoomJob } from './call-state.js';

/**
 * What is sent and what is wanted. The tracks belong to whoever hands them over: a provider neither
 * stops them nor asks for a device by itself.
 */
export interface CallMedia {
  readonly audio: MediaStreamTrack | undefined;
  readonly video: MediaStreamTrack | undefined;
  readonly receiveAudio: boolean;
  readonly receiveVideo: boolean;
}

export interface DialOptions {
  /** Where to, as the service spells it: `/public/echo`, `/private/ada`. */
  readonly destination: string;
  readonly media: CallMedia;
  /** Handed to the far end with the call. */
  readonly userVariables?: Readonly<Record<string, unknown>>;
}

/** Somebody is calling. */
export interface IncomingCall {
  readonly id: string;
  /** Who, as far as the service says: an address such as `/private/ada` and a name. */
  readonly caller: { readonly name: string; readonly address: string };
  /** Whether the caller offers a picture. */
  readonly video: boolean;
  /** Settles once when it rings no longer without having been answered; never rejects. */
  readonly gone: Promise<CallEnd>;
  /**
   * Takes the call. Settles within 15 s.
   * @throws CallError `call/*`; the signal's reason if aborted, and then the call is over
   */
  answer(media: CallMedia, signal: AbortSignal): Promise<CallSession>;
  /** Declines. Settles within 3 s, never rejects. */
  reject(): Promise<void>;
}

/**
 * What one can do with a room and with the others in it, where `room.can` says so.
 * Each settles within 10 s. @throws CallError `call/unsupported` where the service says no, `call/timeout`
 */
export interface RoomControls {
  muteMember(id: string, kind: MediaKind, muted: boolean): Promise<void>;
  /** Puts somebody out. */
  removeMember(id: string): Promise<void>;
  setLocked(locked: boolean): Promise<void>;
  record(job: RoomJob): Promise<void>;
  /** Streams the room to an address (`rtmp://…`), or stops. */
  stream(url: string | undefined): Promise<void>;
  /** Plays something for everybody, from an address; `on` goes on with what is paused. */
  play(what: { url: string } | RoomJob): Promise<void>;
  setMeta(meta: Readonly<Record<string, unknown>>): Promise<void>;
}

/** One call that has been placed or answered. */
export interface CallSession {
  readonly id: string;
  readonly state: ReadonlyStore<CallSnapshot>;
  /** Our microphone or camera, at once, and told to the others. Settles within 6 s; never rejects. */
  setMuted(kind: MediaKind, muted: boolean): Promise<void>;
  /** Sends another track from now on; undefined: none. @throws CallError */
  replaceTrack(kind: MediaKind, track: MediaStreamTrack | undefined): Promise<void>;
  /** DTMF: `0`-`9`, `*`, `#`, `A`-`D`. @throws CallError */
  sendDigits(digits: string): Promise<void>;
  /**
   * Shares a screen that the visitor picks, or stops. Resolves without sharing where the visitor
   * cancels the picker. @throws CallError `media/share-failed`
   */
  shareScreen(on: boolean): Promise<void>;
  setHeld(held: boolean): Promise<void>;
  raiseHand(raised: boolean): Promise<void>;
  setLayout(layout: string): Promise<void>;
  sendText(text: string): Promise<void>;
  /** Only of a call in a room that has `state.room`. */
  readonly room?: RoomControls;
  /** Ends the call. Settles within 3 s, never rejects; afterwards `state` is `ended`. */
  hangup(): Promise<void>;
}

/** A line to a call service: signed in, able to call and be called. */
export interface CallClient {
  /** Whether the service is reached at the moment; calls can outlive a short gap. */
  readonly state: ReadonlyStore<'online' | 'reconnecting'>;
  /** Settles once, when the line is gone for good: with the reason, or undefined after `dispose()`. */
  readonly closed: Promise<RtError | undefined>;
  /**
   * Places a call; resolves when the service has taken it, usually while it rings. Settles within 15 s.
   * @throws CallError `call/*`; the signal's reason if aborted, and then nothing is left of the call
   */
  dial(options: DialOptions, signal: AbortSignal): Promise<CallSession>;
  /** Calls `ring` for every call that comes in. Returns its own undo. */
  onIncoming(ring: (call: IncomingCall) => void): () => void;
  /** Goes on with a newer token, without anybody noticing. @throws RtError `token/refused` */
  renew(grant: Grant, signal: AbortSignal): Promise<void>;
  /** Ends every call and the line. Settles within 5 s, never rejects. Idempotent. */
  dispose(): Promise<void>;
}

export interface ConnectOptions {
  grant: Grant;
  /** Whether calls can come in; else the line is only for dialing. */
  reachable: boolean;
  signal: AbortSignal;
}

/**
 * Opens a line. Settles within 15 s.
 * @throws RtError `token/refused`, `connection/*`; the signal's reason if aborted
 */
export type ConnectCalls = (options: ConnectOptions) => Promise<CallClient>;
