import type { MediaStreamTrack, RTCRtpTransceiver, RtcpPacket, RtpPacket } from 'werift';
import {
  Connection,
  PictureLossIndication,
  RTCPeerConnection,
  RtcpPayloadSpecificFeedback,
} from 'werift';
import { closeConnection } from './close-connection.js';
import { codecs, opusType } from './codecs.js';
import { RtpOut } from './rtp-out.js';

/** What a {@link Peer} tells of. */
export interface PeerEvents {
  audio(packet: RtpPacket): void;
  video(packet: RtpPacket): void;
  /** The browser needs a whole picture. */
  pictureLost(): void;
}

/** How many RTP packets went by. */
export interface PacketCounts {
  readonly audio: number;
  readonly video: number;
}

/** The gateway's end of one RTCPeerConnection. */
export class Peer {
  readonly #connection: RTCPeerConnection;
  readonly #events: PeerEvents;
  readonly #sends: boolean;
  readonly #out: { readonly audio: RtpOut; readonly video: RtpOut };
  readonly #wired = new WeakSet<object>();
  readonly #received = { audio: 0, video: 0 };
  #videoIn: { readonly transceiver: RTCRtpTransceiver; readonly ssrc: number } | undefined;
  #frozen = false;
  #closed = false;

  /** @param sends false for a leg that only brings something, such as a shared screen */
  constructor(events: PeerEvents, { sends = true, now = Date.now } = {}) {
    this.#events = events;
    this.#sends = sends;
    this.#out = { audio: new RtpOut('audio', now), video: new RtpOut('video', now) };
    this.#connection = new RTCPeerConnection({
      codecs: codecs(),
      headerExtensions: { audio: [], video: [] },
      iceServers: [],
      // Loopback for machines without a network; the others for Firefox, which does not take it.
      iceAdditionalHostAddresses: ['127.0.0.1'],
      iceUseIpv6: false,
      iceUseTcp: false,
      iceFilterStunResponse: () => !this.#frozen,
      // Bundled, the SDK's second offer would hang: browsers gather nothing new for it.
      bundlePolicy: 'disable',
    });
    this.#connection.onTrack.subscribe((track) => this.#receive(track));
  }

  /** Whether what is sent arrives. */
  get connected(): boolean {
    return this.#connection.connectionState === 'connected' && !this.#closed;
  }

  get received(): PacketCounts {
    return { ...this.#received };
  }

  get sent(): PacketCounts {
    return { audio: this.#out.audio.count, video: this.#out.video.count };
  }

  /** Answers an offer: the first, or one that changes what is sent or the way it goes. */
  async answer(sdp: string): Promise<string> {
    await this.#connection.setRemoteDescription({ type: 'offer', sdp });
    this.#wire();
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    this.#adjustTransports();
    return this.#localSdp();
  }

  /** Offers a call. */
  async offer(video: boolean): Promise<string> {
    for (const kind of video ? (['audio', 'video'] as const) : (['audio'] as const)) {
      this.#connection.addTransceiver(kind, { direction: 'sendrecv' });
    }
    this.#wire();
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    this.#adjustTransports();
    return this.#localSdp();
  }

  /** Takes the answer to our offer. */
  accept(sdp: string): Promise<void> {
    return this.#connection.setRemoteDescription({ type: 'answer', sdp });
  }

  /** Sends 20 ms of Opus. */
  sendAudio(payload: Uint8Array): void {
    if (this.#sends && !this.#frozen && !this.#closed) this.#out.audio.frame(payload, opusType);
  }

  /** Sends a packet of somebody's picture. */
  sendVideo(source: object, packet: RtpPacket): void {
    if (this.#sends && !this.#frozen && !this.#closed) this.#out.video.forward(source, packet);
  }

  /** Asks the browser for a whole picture. */
  requestKeyframe(): void {
    if (!this.#videoIn || this.#closed) return;
    const { transceiver, ssrc } = this.#videoIn;
    // A request that cannot be sent is made again by whoever still waits for the picture.
    transceiver.receiver.sendRtcpPLI(ssrc).catch(() => undefined);
  }

  /** Plays dead, or comes back: what a broken way looks like from both ends. */
  freeze(frozen: boolean): void {
    this.#frozen = frozen;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await closeConnection(this.#connection);
  }

  #receive(track: MediaStreamTrack): void {
    const { kind } = track;
    if (kind !== 'audio' && kind !== 'video') return;
    track.onReceiveRtp.subscribe((packet) => {
      if (this.#frozen || this.#closed) return;
      this.#received[kind] += 1;
      this.#events[kind](packet);
    });
    if (kind === 'audio' || track.ssrc === undefined) return;
    const transceiver = this.#connection
      .getTransceivers()
      .find(({ receiver }) => receiver.tracks.includes(track));
    if (transceiver) this.#videoIn = { transceiver, ssrc: track.ssrc };
  }

  #wire(): void {
    for (const transceiver of this.#connection.getTransceivers()) {
      const { kind, sender } = transceiver;
      if (this.#wired.has(transceiver) || (kind !== 'audio' && kind !== 'video')) continue;
      this.#wired.add(transceiver);
      transceiver.setDirection(this.#sends ? 'sendrecv' : 'recvonly');
      if (this.#sends) void sender.replaceTrack(this.#out[kind].track);
    }
  }

  /** Gets round two faults of werift 0.25. */
  #adjustTransports(): void {
    for (const transport of this.#connection.dtlsTransports) {
      const { connection } = transport.iceTransport;
      const { localUsername, localPassword } = connection;
      // All transports have the first one's name and password, but only the first one remembers
      // them: after an ICE restart the others would answer the checks of before with the new
      // password, and the browser would take the way for broken.
      if (connection instanceof Connection) connection.userHistory[localUsername] = localPassword;
      // A request for a picture goes to the receiver, if the browser sends one too, and is lost there.
      if (this.#wired.has(transport)) continue;
      this.#wired.add(transport);
      transport.onRtcp.subscribe((packet) => {
        if (asksForPicture(packet)) this.#events.pictureLost();
      });
    }
  }

  #localSdp(): string {
    const { localDescription } = this.#connection;
    if (!localDescription) throw new Error('The peer connection has no description of its own.');
    return localDescription.sdp;
  }
}

const asksForPicture = (packet: RtcpPacket): boolean =>
  packet instanceof RtcpPayloadSpecificFeedback && packet.feedback instanceof PictureLossIndication;
