import type { Fields } from './json-rpc.js';

/** Somebody in a room, as the others are told. */
export interface Member {
  readonly id: string;
  readonly callId: string;
  readonly name: string;
  readonly type: 'member' | 'screen' | 'device';
  /** Of a screen or a device: whose it is. */
  readonly parentId?: string | undefined;
  readonly userId: string;
  readonly addressId: string;
  readonly muted: { readonly audio: boolean; readonly video: boolean };
  readonly deaf: boolean;
  readonly handRaised: boolean;
  readonly talking: boolean;
  /** The next 20 ms of what it says; undefined where it is silent. */
  pull(): Float32Array | undefined;
}

/** A member in the shape that SignalWire's clients read. */
export const memberFields = (member: Member, room: Fields, nodeId: string): Fields => ({
  ...room,
  member_id: member.id,
  call_id: member.callId,
  node_id: nodeId,
  name: member.name,
  type: member.type,
  ...(member.parentId !== undefined && { parent_id: member.parentId }),
  handraised: member.handRaised,
  visible: true,
  audio_muted: member.muted.audio,
  video_muted: member.muted.video,
  deaf: member.deaf,
  talking: member.talking,
  input_volume: 0,
  output_volume: 0,
  input_sensitivity: 12,
  echo_cancellation: true,
  auto_gain: true,
  noise_suppression: true,
  lowbitrate: false,
  denoise: false,
  meta: {},
  subscriber_id: member.userId,
  address_id: member.addressId,
});
