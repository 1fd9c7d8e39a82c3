import type { DialOptions as SdkDialOptions, SignalWire } from '@signalwire/js';
import { abortable } from '../../core/abortable.js';
import type { DialOptions } from '../../core/call/call-provider.js';
import { CallError } from '../../protocol/call-error.js';
import { dialFailure } from './errors.js';
import type { Invites } from './invites.js';
import { LentMedia } from './lent-media.js';
import type { SdkCall } from './sdk-call.js';
import { Session, type SessionLine } from './session.js';
import type { Silence } from './silence.js';
import { verto, type Executes } from './verto.js';

/** What placing a call needs of its line. */
export interface OutgoingLine extends SessionLine {
  readonly client: SignalWire;
  readonly session: Executes;
  readonly invites: Invites;
  readonly silence: Silence;
}

/** The SDK waits for ever for a service that is away, and 17 s for one that stumbles, ms. */
const deadline = 15_000;

/**
 * Places a call. Settles within 15 s.
 * @throws CallError `call/*`; the signal's reason if aborted
 */
export const placeCall = async (
  line: OutgoingLine,
  { destination, media, userVariables }: DialOptions,
  signal: AbortSignal,
): Promise<Session> => {
  signal.throwIfAborted();
  const { client, clock, invites, signals } = line;
  // Ours, so that we know the call before the SDK shows it. Not in its typings; it passes it on.
  const callId = crypto.randomUUID();
  invites.open(callId);
  const log = signals.log(callId);
  const lent = new LentMedia(media, line.silence);
  const { audio, video } = lent.standIns();
  const limit = new AbortController();
  const late = new CallError('call/timeout', { retryable: true });
  const cancel = clock.after(deadline, () => limit.abort(late));
  const either = AbortSignal.any([signal, limit.signal]);
  const options: SdkDialOptions & { callId: string } = {
    callId,
    audio: true,
    video: video !== undefined,
    receiveAudio: media.receiveAudio,
    receiveVideo: media.receiveVideo,
    inputAudioStream: audio,
    ...(video && { inputVideoStream: video }),
    ...(userVariables && { userVariables }),
  };
  const dialing = client.dial(destination, options) as Promise<SdkCall>;
  try {
    const call = await abortable(dialing, either);
    const peer = call.status === 'destroyed' ? undefined : call.rtcPeerConnection;
    if (!peer) throw new CallError('call/failed');
    invites.forget(callId);
    return new Session(call, peer, lent, line);
  } catch (error) {
    const failure = either.aborted
      ? (either.reason as Error)
      : dialFailure(error, invites.refusal(callId), log.bye);
    leave(line, callId, destination, dialing);
    throw failure;
  } finally {
    cancel();
  }
};

/** Leaves nothing of a call that was not wanted in the end, or that the SDK has given up. */
const leave = (
  { invites, session, signals }: OutgoingLine,
  callId: string,
  destination: string,
  dialing: Promise<SdkCall>,
): void => {
  const over = invites.refusal(callId) ?? signals.log(callId).bye;
  if (invites.block(callId) && !over) {
    const dialogParams = { destination_number: destination };
    // A service that does not hear it hears no more of the call, either.
    verto(session, { id: callId, nodeId: '' }, 'verto.bye', { dialogParams }).catch(
      () => undefined,
    );
  }
  void dialing
    // The failure has been told already.
    .then(
      (call) => call.destroy(),
      () => undefined,
    )
    .then(() => {
      invites.forget(callId);
      signals.forget(callId);
    });
};
