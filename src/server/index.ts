export type { VendorOptions } from './ask-vendor.js';
export { cloudsignal } from './cloudsignal.js';
export type { CloudSignalOptions } from './cloudsignal.js';
export { mayCall } from './destinations.js';
export { createHistoryHandler } from './history-handler.js';
export type { HistoryHandlerOptions, HistoryRequest } from './history-handler.js';
export { local, verifyLocalToken } from './local.js';
export type { LocalClaims, LocalOptions } from './local.js';
export { mosquittoDynsec, removeExpired } from './mosquitto-dynsec.js';
export type {
  DynsecCommand,
  DynsecResponse,
  MosquittoDynsecOptions,
  SendDynsec,
} from './mosquitto-dynsec.js';
export { mqttJwt } from './mqtt-jwt.js';
export type { MqttClaims, MqttJwtOptions } from './mqtt-jwt.js';
export { toNodeHandler } from './node.js';
export type { NodeRequest } from './node.js';
export type { AskRateLimit, RateLimit } from './rate-limit.js';
export { signalwireChat, signalwirePubSub } from './signalwire/channels.js';
export type { SignalWireChannelOptions } from './signalwire/channels.js';
export { signalwireEmbed } from './signalwire/embed.js';
export type { SignalWireEmbedOptions } from './signalwire/embed.js';
export { signalwireGuest } from './signalwire/guest.js';
export type { SignalWireGuestOptions } from './signalwire/guest.js';
export { signalwireInvite } from './signalwire/invite.js';
export type { Invitation, SignalWireInviteOptions } from './signalwire/invite.js';
export type { SignalWireProject } from './signalwire/project.js';
export { signalwire } from './signalwire/subscriber.js';
export type { SignalWireOptions } from './signalwire/subscriber.js';
export { signalwireVideoRoom } from './signalwire/video-room.js';
export type { SignalWireVideoRoomOptions } from './signalwire/video-room.js';
export { renderSkeleton } from './skeleton.js';
export type { SkeletonAttributes, SkeletonOptions } from './skeleton.js';
export { createTokenHandler } from './token-handler.js';
export type { TokenHandlerOptions } from './token-handler.js';
export type { TokenStore } from './token-store.js';
export type { RouteOptions } from './route.js';
export type { Authorize, GrantAnswer, Mint, MintContext, Permission, Permitted } from './types.js';
export { VendorError } from './vendor-error.js';
export type { VendorFailure } from './vendor-error.js';
export type { WireMessage } from '../protocol/chat-message.js';
export type { HistoryPage } from '../protocol/history.js';
export type { Grant, GrantUser, TokenRequest } from '../protocol/grant.js';
