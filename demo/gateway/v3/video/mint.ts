import type { Mint } from '../../../../src/server/index.js';
import { mintV3 } from '../mint.js';
import type { V3MintOptions } from '../mint.js';

const self = [
  ...['audio_mute', 'audio_unmute', 'video_mute', 'video_unmute', 'deaf', 'undeaf'],
  ...['set_input_volume', 'set_output_volume', 'set_input_sensitivity', 'set_meta'],
  ...['raisehand', 'lowerhand', 'screenshare', 'additional_source'],
];
const others = [
  ...['audio_mute', 'audio_unmute', 'video_mute', 'video_unmute', 'deaf', 'undeaf'],
  ...['raisehand', 'lowerhand', 'set_meta', 'remove'],
];
const whole = [
  ...['list_available_layouts', 'set_layout', 'lock', 'unlock', 'set_meta', 'prioritize_handraise'],
  ...['hide_video_muted', 'show_video_muted', 'recording', 'stream', 'playback'],
];

/** What one may do who is hardly trusted, a guest, and whoever runs the room. */
const permissions = {
  stranger: ['room.self.audio_mute', 'room.self.audio_unmute'],
  guest: [...self.map((verb) => `room.self.${verb}`), 'room.list_available_layouts'],
  host: [
    ...self.map((verb) => `room.self.${verb}`),
    ...others.map((verb) => `room.member.${verb}`),
    ...whole.map((verb) => `room.${verb}`),
  ],
};

const isRole = (role: unknown): role is keyof typeof permissions =>
  typeof role === 'string' && Object.hasOwn(permissions, role);

/**
 * In the place of `signalwireVideoRoom()`: the destination is the room. The demo's visitors say themselves what they
 * want to be there, in `token-body`: `{"role":"guest"}`, or `{"join_as":"audience"}` for who only watches.
 */
export const mintV3Video = (options: V3MintOptions): Mint =>
  mintV3('signalwire-video', options, ({ user, wanted }) => {
    const { destination = '', role, join_as: joinAs, join_audio_muted: muted } = wanted;
    const audience = joinAs === 'audience';
    return {
      k: 'video',
      r: destination,
      u: user.name ?? user.id,
      s: audience ? [] : permissions[isRole(role) ? role : 'host'],
      ja: audience ? 'audience' : 'member',
      ma: 'all',
      ...(muted === true && { jam: true }),
    };
  });
