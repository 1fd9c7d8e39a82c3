import type { WebRTCApiProvider } from '@signalwire/js';
import { LentMedia } from './lent-media.js';
import { isReachable, madeReachable } from './reachable-sdp.js';

/** The fields of a candidate pair that the SDK must not see. */
const hidden = 'availableOutgoingBitrate';

/** What a line knows of its peer connections. */
export interface Peers {
  /** Those that are open. */
  readonly open: Set<RTCPeerConnection>;
  /** The media of the incoming call that is being answered. */
  answering: LentMedia | undefined;
  /** The client has ended: whatever it still opens is closed at once. */
  over?: boolean;
}

/**
 * WebRTC as the SDK gets it: without devices, and with peer connections that keep to what the SDK
 * would undo. Every method differs from the browser's for one reason, which it names.
 */
export const webRtc = (peers: Peers): WebRTCApiProvider => ({
  RTCPeerConnection: peerClass(peers),
  mediaDevices: {
    /** Answering an incoming call has no option for tracks: they come this way. */
    getUserMedia: async ({ video }) => {
      const lent = peers.answering;
      // Nobody but the phone opens a device.
      if (!lent) throw new DOMException('The SDK opens no device.', 'NotAllowedError');
      const streams = lent.standIns();
      const tracks = [streams.audio, video ? streams.video : undefined].flatMap(
        (stream) => stream?.getTracks() ?? [],
      );
      return new MediaStream(tracks);
    },
    // A device that the SDK knew of it would select, and put in the place of the phone's.
    enumerateDevices: async () => [],
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  },
});

const peerClass = (peers: Peers): typeof RTCPeerConnection =>
  class extends RTCPeerConnection {
    constructor(config?: RTCConfiguration) {
      // With the SDK's pool of 10 the first ICE restart gathers no candidates, and hangs.
      super({ ...config, iceCandidatePoolSize: 0 });
      peers.open.add(this);
      // Of a call that was given up while the SDK prepared it; it would send the offer into a client that
      // is no more, and throw where nobody can catch it.
      if (peers.over) this.close();
    }

    override close(): void {
      peers.open.delete(this);
      super.close();
    }

    // Overloaded in the browser's typings; the SDK uses the form with promises.
    override async createOffer(...args: unknown[]): Promise<never> {
      await LentMedia.settle(this);
      return super.createOffer(...(args as [RTCOfferOptions?])) as Promise<never>;
    }

    override async createAnswer(...args: unknown[]): Promise<never> {
      await LentMedia.settle(this);
      return super.createAnswer(...(args as [RTCAnswerOptions?])) as Promise<never>;
    }

    override async setRemoteDescription(...args: unknown[]): Promise<never> {
      const [description] = args as [RTCSessionDescriptionInit];
      // After early media the same answer comes again; the SDK would end the call over it.
      const again = description.type === 'answer' && this.signalingState === 'stable';
      if (again) return undefined as never;
      return super.setRemoteDescription(description) as Promise<never>;
    }

    /** See `madeReachable`; as long as the browser looks for candidates it may find better ones. */
    override get localDescription(): RTCSessionDescription | null {
      const found = super.localDescription;
      if (!found || this.iceGatheringState !== 'complete' || isReachable(found.sdp)) return found;
      return new RTCSessionDescription({ type: found.type, sdp: madeReachable(found.sdp) });
    }

    /** A call that rings for more than 3 s the SDK would send by relay only, and so into nowhere. */
    override setConfiguration(config?: RTCConfiguration): void {
      if (!this.#keepsWay) super.setConfiguration({ ...config, iceCandidatePoolSize: 0 });
    }

    /** See `setConfiguration`. */
    override restartIce(): void {
      if (!this.#keepsWay) super.restartIce();
    }

    /** The far end has our offer and has not answered; or it is over, and nobody would catch that. */
    get #keepsWay(): boolean {
      const { localDescription, remoteDescription, signalingState } = this;
      if (signalingState === 'closed') return true;
      return !remoteDescription && localDescription !== null && isReachable(localDescription.sdp);
    }

    /** The SDK stops the tracks of senders, to open devices of its own, when the service says so. */
    override getSenders(): RTCRtpSender[] {
      return [];
    }

    /** Below 150 kbit/s the SDK stops the camera for good; WebRTC adapts to that by itself. */
    override async getStats(): Promise<RTCStatsReport> {
      const report = new Map<string, unknown>();
      (await super.getStats()).forEach((value: object, key: string) => {
        report.set(key, hidden in value ? { ...value, [hidden]: undefined } : value);
      });
      return report;
    }
  };
