import type { Cause } from './causes.js';
import type { Gateway } from './gateway.js';
import type { Leg } from './leg.js';
import type { PacketCounts } from './media/peer.js';

/** One client's end of a call, as it is at this moment. */
export interface LegView {
  readonly callId: string;
  readonly memberId: string;
  readonly user: string;
  readonly name: string;
  readonly type: 'member' | 'screen' | 'device';
  /** As the client sees it: `outbound` is a call that it made. */
  readonly direction: 'inbound' | 'outbound';
  readonly destination: string;
  /** What the page has told with its call. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The room's name; undefined before the call was answered. */
  readonly room: string | undefined;
  /** Every digit that was pressed in it. */
  readonly digits: string;
  readonly muted: { readonly audio: boolean; readonly video: boolean };
  readonly held: boolean;
  readonly handRaised: boolean;
  readonly talking: boolean;
  /** The member id of the one whose picture it gets. */
  readonly sees: string | undefined;
  /** RTP packets from the client and to it. */
  readonly received: PacketCounts;
  readonly sent: PacketCounts;
}

/** One signed-in client. */
export interface LineView {
  readonly user: string;
  /** Whether it takes calls. */
  readonly online: boolean;
  readonly connected: boolean;
  /** How often its token was renewed without signing in again. */
  readonly renewals: number;
  /** When its token ends, ms since the epoch. */
  readonly expiresAt: number;
}

/** A call that the gateway itself places. */
export interface PlacedCall {
  /** `answered`, or the cause of its end. */
  readonly outcome: Promise<'answered' | Cause>;
  /** Gives up, while it rings. */
  cancel(): void;
}

/** What a test or a demo can see of the gateway, and do to it. */
export interface GatewayControl {
  /** Where the SDK connects to. */
  readonly url: string;
  readonly running: boolean;
  /** Open sockets. */
  readonly sockets: number;
  readonly lines: readonly LineView[];
  readonly legs: readonly LegView[];
  /** Names of the rooms that somebody is in. */
  readonly rooms: readonly string[];
  /** Takes no token any more while true, as if every one was forged. */
  refuseTokens(refused: boolean): void;
  /** Takes back a user's tokens and ends what goes on with them. */
  revoke(user: string): void;
  /** Cuts every socket; calls go on for the time of grace. */
  dropSockets(): void;
  /** Is gone, calls and all. */
  stop(): void;
  start(): Promise<void>;
  /** Hangs up from the far end: one call, or all. */
  hangUp(callId?: string, cause?: Cause): void;
  /** Mutes a client's microphone or camera for everybody else, as a moderator does. */
  mute(callId: string, kind: 'audio' | 'video', muted: boolean): void;
  /** Plays dead on a call's media, or comes back: a broken way. */
  freeze(callId: string, frozen: boolean): void;
  /** Calls every page of a user, who then hears and sees themselves; undefined where there is none. */
  call(user: string, options?: CallOptions): PlacedCall | undefined;
}

/** What the gateway says of itself when it calls. */
export interface CallOptions {
  readonly video?: boolean;
  readonly name?: string;
  readonly address?: string;
}

/** The control of a gateway that is reached at `url`. */
export const controlOf = (gateway: Gateway, url: string): GatewayControl => {
  const { board } = gateway;
  const legOf = (callId: string): Leg => {
    const leg = board.legs.get(callId);
    if (!leg) throw new Error('There is no such call.');
    return leg;
  };
  return {
    url,
    get running() {
      return gateway.running;
    },
    get sockets() {
      return gateway.sockets;
    },
    get lines() {
      return [...gateway.lines.values()].map(({ user, online, connected, renewals, claims }) => ({
        user: user.id,
        online,
        connected,
        renewals,
        expiresAt: claims.exp * 1000,
      }));
    },
    get legs() {
      return [...board.legs.values()].map(viewOf);
    },
    get rooms() {
      return [...board.rooms.keys()];
    },
    refuseTokens: (refused) => {
      gateway.refusesTokens = refused;
    },
    revoke: (user) => gateway.revoke(user),
    dropSockets: () => gateway.dropSockets(),
    stop: () => gateway.stop(),
    start: () => gateway.start(),
    hangUp: (callId, cause = 'NORMAL_CLEARING') => {
      const legs = callId === undefined ? [...board.legs.values()] : [legOf(callId)];
      for (const leg of legs) leg.hangUp(cause);
    },
    mute: (callId, kind, muted) => {
      const leg = legOf(callId);
      leg.muted[kind] = muted;
      leg.room?.update(leg, `${kind}_muted`);
    },
    freeze: (callId, frozen) => legOf(callId).peer.freeze(frozen),
    call: (user, options) => place(gateway, user, options),
  };
};

const viewOf = (leg: Leg): LegView => ({
  callId: leg.callId,
  memberId: leg.id,
  user: leg.userId,
  name: leg.name,
  type: leg.type,
  direction: leg.direction,
  destination: leg.destination,
  variables: leg.variables,
  room: leg.room?.name,
  digits: leg.digits,
  muted: { ...leg.muted },
  held: leg.held,
  handRaised: leg.handRaised,
  talking: leg.talking,
  sees: leg.room?.stage.shownTo(leg)?.id,
  received: leg.peer.received,
  sent: leg.peer.sent,
});

const place = (
  { board }: Gateway,
  user: string,
  { video = false, name = 'Gateway', address = '/public/echo' }: CallOptions = {},
): PlacedCall | undefined => {
  const ring = board.ring(user, { name, address, video });
  if (!ring) return undefined;
  void ring.start();
  const outcome = ring.outcome.then((leg) => {
    if (typeof leg === 'string') return leg;
    board.echoRoom(leg).join(leg);
    return 'answered';
  });
  return { outcome, cancel: () => ring.cancel() };
};
