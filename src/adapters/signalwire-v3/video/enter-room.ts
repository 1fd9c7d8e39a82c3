import { abortable } from '../../../core/abortable.js';
import type { DialOptions } from '../../../core/call/call-provider.js';
import { CallError } from '../../../protocol/call-error.js';
import { entryFailure } from './failures.js';
import { LentTracks } from './lent-tracks.js';
import type { SdkAuthorization } from './sdk-types.js';
import { Session, type SessionLine } from './session.js';

/** From the wish to be in the room until it is so, ms. */
const deadline = 15_000;

/**
 * Enters the room that the line's token is for. Settles within 15 s.
 * @throws CallError `call/*`; the signal's reason if aborted, and then nothing is left of it
 */
export const enterRoom = async (
  line: SessionLine,
  { destination, media, userVariables = {} }: DialOptions,
  signal: AbortSignal,
): Promise<Session> => {
  signal.throwIfAborted();
  const { authorization } = line.client;
  const { name } = authorization.room ?? {};
  if (name !== undefined && name !== destination) {
    const message = `The token is for another room than "${destination}".`;
    throw new CallError('call/not-allowed', { message });
  }
  const may = mediaOf(authorization);
  const lent = new LentTracks({
    audio: may.sendAudio ? media.audio : undefined,
    video: may.sendVideo ? media.video : undefined,
  });
  const wants = {
    receiveAudio: media.receiveAudio && may.receiveAudio,
    receiveVideo: media.receiveVideo && may.receiveVideo,
  };
  const room = line.client.makeRoom({
    localStream: lent.stream,
    negotiateAudio: wants.receiveAudio,
    negotiateVideo: wants.receiveVideo,
    audio: lent.stream.getAudioTracks().length > 0,
    video: lent.stream.getVideoTracks().length > 0,
    userVariables,
  });
  // Before it is entered: the service tells only of what is listened to by then.
  const session = new Session(room, lent, line);
  const limit = new AbortController();
  const late = new CallError('call/timeout', { retryable: true });
  const cancel = line.clock.after(deadline, () => limit.abort(late));
  const either = AbortSignal.any([signal, limit.signal]);
  try {
    await abortable(session.enter(), either);
    return session;
  } catch (error) {
    const failure: unknown = either.aborted ? either.reason : entryFailure(error);
    // Nobody waits for the goodbye; the devices are free at once.
    void session.hangup();
    throw failure;
  } finally {
    cancel();
  }
};

/** What the token lets one send and receive. */
const mediaOf = ({
  join_as: joinAs,
  audio_allowed: audio,
  video_allowed: video,
}: SdkAuthorization) => {
  const member = joinAs !== 'audience';
  return {
    sendAudio: member && audio === 'both',
    sendVideo: member && video === 'both',
    receiveAudio: audio !== 'none',
    receiveVideo: video !== 'none',
  };
};
