import { RtError } from '../../protocol/errors.js';
import { lifeFrom } from '../life.js';
import type { Mint } from '../types.js';
import { askProject, tokenOf, type SignalWireProject } from './project.js';

/** What {@link signalwireVideoRoom} needs. */
export interface SignalWireVideoRoomOptions extends SignalWireProject {
  /** What the visitor may do, such as `room.self.audio_mute`. Default: the service's own list. */
  permissions?: readonly string[];
  /** `audience` only watches. Default `member`. */
  joinAs?: 'member' | 'audience';
  /** What the visitor gets to hear and see. Default `all`. */
  mediaAllowed?: 'all' | 'audio-only' | 'video-only';
  /** Seconds after which the visitor has to leave. Default: no end. */
  removeAfter?: number;
  /** Seconds within which the room can be entered. Default 7200. */
  ttl?: number;
}

const namePattern = /^[\w-]{1,100}$/;

/**
 * A minter of video room tokens (v3): the `destination` of a call is the room. A `room` is none: where
 * `authorize` only names destinations, any that is asked for would be open.
 */
export const signalwireVideoRoom =
  (options: SignalWireVideoRoomOptions): Mint =>
  async ({ user, wanted, signal }) => {
    const { permissions, joinAs, mediaAllowed, removeAfter, ttl = 7_200, now = Date.now } = options;
    const { destination: room = '' } = wanted;
    if (!namePattern.test(room)) {
      throw new RtError('config/bad-attribute', {
        message:
          'signalwireVideoRoom() needs a destination of 1 to 100 letters, digits, "_" and "-".',
      });
    }
    const { exp, dates } = lifeFrom(now(), ttl);
    const body = {
      room_name: room,
      user_name: (user.name ?? user.id).slice(0, 100),
      join_until: new Date(exp * 1000).toISOString(),
      ...(permissions && { permissions }),
      ...(joinAs && { join_as: joinAs }),
      ...(mediaAllowed && { media_allowed: mediaAllowed }),
      ...(removeAfter !== undefined && { remove_after_seconds_elapsed: removeAfter }),
    };
    const request = { minter: 'signalwireVideoRoom', path: '/api/video/room_tokens', body, signal };
    const answer = await askProject(options, request);
    return { provider: 'signalwire-video', token: tokenOf(answer), ...dates };
  };
