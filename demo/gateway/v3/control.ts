import type { Fields } from '../json-rpc.js';
import type { Chat } from './chat/chat.js';
import type { ChannelMember, ChannelMessage } from './chat/channel.js';
import type { V3Gateway } from './gateway.js';

/** One client, connected or about to come back. */
export interface V3SessionView {
  readonly user: string;
  readonly kind: 'chat' | 'pubsub' | 'video';
  readonly connected: boolean;
  /** How often its token was renewed without connecting again. */
  readonly renewals: number;
  /** When its token ends, ms since the epoch. */
  readonly expiresAt: number;
}

/** What a test or a demo can see of the gateway for the SDK of version 3, and do to it. */
export interface V3Control {
  /** Where the SDK connects to. */
  readonly url: string;
  readonly running: boolean;
  /** Open sockets. */
  readonly sockets: number;
  readonly sessions: readonly V3SessionView[];
  messages(channel: string): readonly ChannelMessage[];
  members(channel: string): readonly ChannelMember[];
  /** Says something in a channel, as a client would that knows nothing of us. */
  say(channel: string, member: string, content: unknown, meta?: Fields): void;
  /** Takes no token any more while true, as if every one was forged. */
  refuseTokens(refused: boolean): void;
  /** Refuses every message while true. */
  refuseMessages(refused: boolean): void;
  /** How a client is told that something is not allowed. Default `result`. */
  denyWith(how: 'error' | 'result'): void;
  /** Takes back a user's tokens and ends what goes on with them. */
  revoke(user: string): void;
  /** Cuts the sockets of a user, or all; sessions go on for the time of grace. */
  dropSockets(user?: string): void;
  /** Lets the sockets that are open now play dead. */
  mute(user?: string): void;
  /** Is gone, sessions and all; what was said is kept. */
  stop(): void;
  start(): void;
}

/** The control of a gateway that is reached at `url`. */
export const v3ControlOf = (gateway: V3Gateway, chat: Chat, url: string): V3Control => ({
  url,
  get running() {
    return gateway.running;
  },
  get sockets() {
    return gateway.sockets.size;
  },
  get sessions() {
    return [...gateway.sessions.values()].map(({ user, connected, renewals, claims }) => ({
      user,
      kind: claims.k,
      connected,
      renewals,
      expiresAt: claims.exp * 1000,
    }));
  },
  messages: (channel) => [...(chat.channels.get(channel)?.messages ?? [])],
  members: (channel) => chat.channels.get(channel)?.members ?? [],
  say: (channel, member, content, meta) => chat.say(channel, member, content, meta),
  refuseTokens: (refused) => {
    gateway.refusesTokens = refused;
  },
  refuseMessages: (refused) => {
    chat.deaf = refused;
  },
  denyWith: (how) => {
    gateway.deniesWith = how;
  },
  revoke: (user) => gateway.revoke(user),
  dropSockets: (user) => gateway.dropSockets(user),
  mute: (user) => gateway.mute(user),
  stop: () => gateway.stop(),
  start: () => gateway.start(),
});
