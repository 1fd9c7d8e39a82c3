import { CallError, type CallErrorCode } from '../../protocol/call-error.js';
import type { MediaKind } from './call-state.js';

/** What of the browser is needed to open devices; a page's `globalThis` has it. */
export interface MediaScope {
  readonly isSecureContext?: boolean;
  readonly RTCPeerConnection?: unknown;
  readonly navigator?: {
    readonly mediaDevices?: Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'> | undefined;
  };
}

/** The ids of the devices to use; a kind without one leaves it to the browser. */
export type DeviceIds = Partial<Record<MediaKind, string | undefined>>;

/** What could be opened, and why the rest could not. */
interface Opened {
  readonly tracks: readonly MediaStreamTrack[];
  readonly problem: CallError | undefined;
}

const quality = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
};

/** @see https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia */
const codes: Partial<Record<string, CallErrorCode>> = {
  NotAllowedError: 'media/permission-denied',
  SecurityError: 'media/permission-denied', // a frame without allow="camera; microphone"
  NotFoundError: 'media/no-device',
  NotReadableError: 'media/in-use',
  AbortError: 'media/in-use',
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

const ask = async (
  { isSecureContext, navigator }: MediaScope,
  kinds: readonly MediaKind[],
  ids: DeviceIds,
): Promise<readonly MediaStreamTrack[]> => {
  const devices = navigator?.mediaDevices;
  if (!devices) throw new CallError(isSecureContext ? 'media/unsupported' : 'media/insecure-page');
  const get = async (exact: DeviceIds): Promise<MediaStream> => {
    const wish = (kind: MediaKind): MediaTrackConstraints | false => {
      const id = exact[kind];
      return kinds.includes(kind) && { ...quality[kind], ...(id && { deviceId: { exact: id } }) };
    };
    return devices.getUserMedia({ audio: wish('audio'), video: wish('video') });
  };
  try {
    const stream = await get(ids).catch((error: unknown) => {
      // An id from last time may name a device that is not there today: then any will do.
      const gone = ['OverconstrainedError', 'NotFoundError'].includes(nameOf(error));
      if (gone && kinds.some((kind) => ids[kind])) return get({});
      throw error;
    });
    return stream.getTracks();
  } catch (cause) {
    throw new CallError(codes[nameOf(cause)] ?? 'media/failed', { cause });
  }
};

/**
 * Opens microphone, camera, or both. Where only one of both is to be had, that one. Settles when the
 * visitor has answered the browser's question.
 * @throws CallError `media/*`; the signal's reason if aborted between two questions
 */
export const openDevices = async (
  scope: MediaScope,
  kinds: readonly MediaKind[],
  ids: DeviceIds,
  signal: AbortSignal,
): Promise<Opened> => {
  if (!scope.RTCPeerConnection) throw new CallError('media/unsupported');
  if (kinds.length === 0) return { tracks: [], problem: undefined };
  let problem: CallError | undefined;
  // Both in one question first; then the microphone, which matters more.
  for (const attempt of kinds.length > 1
    ? [kinds, ['audio'] as const, ['video'] as const]
    : [kinds]) {
    signal.throwIfAborted();
    try {
      return { tracks: await ask(scope, attempt, ids), problem };
    } catch (error) {
      // `ask` throws nothing else. The first is what shows: it is about what was wished for.
      const failure = error as CallError;
      const final = problem && failure.code === 'media/permission-denied';
      problem ??= failure;
      // Who says no twice is not asked a third time.
      if (final) break;
    }
  }
  throw problem ?? new CallError('media/failed');
};
