/** The parts of the SDK that are used here: its own typings know a part of its events, by other names. */

/** A member, as the service tells of it. */
export interface SdkMember {
  readonly id: string;
  readonly name?: string;
  readonly type?: string;
  readonly parent_id?: string;
  readonly audio_muted?: boolean;
  readonly video_muted?: boolean;
  readonly handraised?: boolean;
  readonly talking?: boolean;
}

/** A recording, a stream or a playback. */
export interface SdkJob {
  readonly id: string;
  readonly state?: string;
}

/** A room, as the service tells of it: all of it, or what is different. */
export interface SdkRoomFields {
  readonly name?: string;
  readonly layout_name?: string;
  readonly locked?: boolean;
  readonly meta?: Record<string, unknown>;
  readonly members?: readonly SdkMember[];
  readonly recordings?: readonly SdkJob[];
  readonly playbacks?: readonly SdkJob[];
  readonly streams?: readonly SdkJob[];
}

/** A place in the picture. */
export interface SdkLayer {
  readonly member_id?: string;
  readonly visible: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What the events of a room bring. */
export interface SdkRoomEvents {
  'room.joined': { room_session: SdkRoomFields; member_id: string };
  'room.updated': { room_session?: SdkRoomFields; room?: SdkRoomFields };
  'room.audienceCount': { total?: number };
  'member.joined': { member: SdkMember };
  'member.updated': { member: SdkMember };
  'member.left': { member: SdkMember };
  'member.talking': { member: SdkMember };
  'layout.changed': { layout: { name: string; layers: readonly SdkLayer[] } };
  'recording.started': SdkJob;
  'recording.updated': SdkJob;
  'recording.ended': SdkJob;
  'stream.started': SdkJob;
  'stream.ended': SdkJob;
  'playback.started': SdkJob;
  'playback.updated': SdkJob;
  'playback.ended': SdkJob;
  destroy: unknown;
}

/** A room of the SDK's, or a screen, which to it is one more. */
export interface SdkRoom {
  readonly callId: string;
  readonly memberId: string;
  readonly roomSessionId: string;
  /** Why the service has ended it. */
  readonly cause?: string;
  readonly causeCode?: string;
  readonly peer: { readonly instance?: RTCPeerConnection } | undefined;
  on<E extends keyof SdkRoomEvents>(event: E, listener: (news: SdkRoomEvents[E]) => void): unknown;
  off(event: string): unknown;
  join(): Promise<unknown>;
  /** Says goodbye and lets go. */
  hangup(): Promise<void>;
  /** Lets go without a word. */
  setState(state: 'destroy'): void;
  /** Stops listening. */
  destroy(): void;
  /** Looks for another way for its media. */
  resume(): Promise<void>;
  execute(request: { method: string; params: object }): Promise<unknown>;
}

/** What the token lets one do, as the service reads it. */
export interface SdkAuthorization {
  readonly type?: string;
  readonly project_id?: string;
  readonly join_as?: string;
  readonly audio_allowed?: string;
  readonly video_allowed?: string;
  readonly room?: { readonly name?: string; readonly scopes?: readonly string[] };
}

/** The SDK's way to the service. Ending it from outside takes what it keeps to itself. */
export interface SdkSession {
  token: string;
  connect(): void;
  readonly rpcConnectResult?: { readonly authorization?: SdkAuthorization };
  _closeConnection(status: 'disconnected'): void;
}

/** What the session tells. */
export interface SdkSessionEvents {
  'session.connected': unknown;
  'session.reconnecting': unknown;
  'session.auth_error': unknown;
}

/** A client of the SDK's. */
export interface SdkClient {
  readonly session: {
    on(event: keyof SdkSessionEvents, listener: (news: unknown) => void): unknown;
    off(event: keyof SdkSessionEvents): unknown;
  };
  readonly rooms: { makeRoomObject(options: Record<string, unknown>): unknown };
  connect(): Promise<unknown>;
  disconnect(): void;
  execute(request: { method: string; params: object }): Promise<unknown>;
  runWorker(
    name: string,
    work: { worker(tools: { getSession(): SdkSession | null }): Generator },
  ): unknown;
}
