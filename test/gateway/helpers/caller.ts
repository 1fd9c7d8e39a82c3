import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import type { OpusEncoderHandle } from 'libopus-wasm';
import { createEncoder } from 'libopus-wasm';
import type { RtpPacket } from 'werift';
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket as Packet } from 'werift';
import { closeConnection } from '../../../demo/gateway/media/close-connection.js';
import { codecs } from '../../../demo/gateway/media/codecs.js';
import type { Demo } from '../../../demo/server/start-demo.js';
import { at } from './at.js';
import { RpcClient } from './rpc-client.js';

/** A grant for calls of a demo's user. */
export const grantFor = async (
  demo: Demo,
  who: string,
  body: Record<string, unknown> = {},
): Promise<{ token: string; url: string; provider: string; expiresAt: number }> => {
  const response = await fetch(`${demo.url}/token/${who}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-rt-embed': '1' },
    body: JSON.stringify({ purpose: 'call', ...body }),
  });
  return (await response.json()) as {
    token: string;
    url: string;
    provider: string;
    expiresAt: number;
  };
};

/** A signed-in client that takes calls; it goes when the test ends. */
export const signedIn = async (test: TestContext, demo: Demo, who: string): Promise<RpcClient> => {
  const { token, url } = await grantFor(demo, who);
  const client = await RpcClient.open(url);
  test.after(() => client.close());
  await client.signIn(token);
  await client.request('subscriber.online');
  return client;
};

/** What a call sends and wants. */
export interface CallerOptions {
  readonly video?: boolean;
  /** Extra dialog parameters. */
  readonly dialog?: Record<string, unknown>;
}

/** One call of a client, with real media made of numbers. */
export class Caller {
  readonly callId: string;
  readonly heard: RtpPacket[] = [];
  readonly seen: RtpPacket[] = [];
  readonly #client: RpcClient;
  readonly #connection = new RTCPeerConnection({
    codecs: codecs(),
    headerExtensions: { audio: [], video: [] },
    iceServers: [],
    iceUseIpv4: false,
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ['127.0.0.1'],
    iceInterfaceAddresses: { udp4: '127.0.0.1' },
    bundlePolicy: 'disable',
  });
  readonly #tracks = {
    audio: new MediaStreamTrack({ kind: 'audio' }),
    video: new MediaStreamTrack({ kind: 'video' }),
  };
  readonly #timers = new Set<ReturnType<typeof setInterval>>();
  #encoder: OpusEncoderHandle | undefined;
  #sequence = 0;

  constructor(test: TestContext, client: RpcClient, callId: string = randomUUID()) {
    this.callId = callId;
    this.#client = client;
    this.#connection.onTrack.subscribe((track) => {
      const packets = track.kind === 'audio' ? this.heard : this.seen;
      track.onReceiveRtp.subscribe((packet) => packets.push(packet));
    });
    test.after(() => this.close());
  }

  /** Gives back everything on this side; the gateway is not told. */
  async close(): Promise<void> {
    this.hush();
    this.#encoder?.free();
    this.#encoder = undefined;
    await closeConnection(this.#connection);
  }

  /** What was heard, without the silence. */
  get sounds(): RtpPacket[] {
    return this.heard.filter(({ payload }) => payload.length > 20);
  }

  /** Sends the invitation and gives back its inner answer. */
  async invite(destination: string, { video = false, dialog = {} }: CallerOptions = {}) {
    const { callId: callID } = this;
    for (const kind of video ? (['audio', 'video'] as const) : (['audio'] as const)) {
      const transceiver = this.#connection.addTransceiver(kind, { direction: 'sendrecv' });
      await transceiver.sender.replaceTrack(this.#tracks[kind]);
    }
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    const dialogParams = { callID, destination_number: destination, ...dialog };
    const sdp = this.#connection.localDescription?.sdp;
    return this.#client.verto('verto.invite', callID, { sdp, dialogParams });
  }

  /** Takes the gateway's answer, and waits until media can flow. */
  async connect(): Promise<void> {
    const answer = await this.#client.event(
      'webrtc.message',
      (event) =>
        event['method'] === 'verto.answer' && at(event, 'params', 'callID') === this.callId,
    );
    const sdp = String(at(answer, 'params', 'sdp'));
    await this.#connection.setRemoteDescription({ type: 'answer', sdp });
    await this.#connection.connectionStateChange.watch((state) => state === 'connected');
  }

  /** Answers a call that came in. */
  async answer(sdp: string): Promise<void> {
    await this.#connection.setRemoteDescription({ type: 'offer', sdp });
    for (const { kind, sender } of this.#connection.getTransceivers()) {
      if (kind === 'audio' || kind === 'video') await sender.replaceTrack(this.#tracks[kind]);
    }
    for (const transceiver of this.#connection.getTransceivers())
      transceiver.setDirection('sendrecv');
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    const own = this.#connection.localDescription?.sdp;
    const connected = this.#connection.connectionStateChange.watch(
      (state) => state === 'connected',
    );
    await this.#client.verto('verto.answer', this.callId, { sdp: own });
    await connected;
  }

  /** Sends a tone from now on. */
  async hum(frequency: number): Promise<void> {
    const encoder = await createEncoder({ channels: 1, sampleRate: 48_000 });
    this.#encoder = encoder;
    let sample = 0;
    this.#every(20, (count) => {
      const tone = new Float32Array(960).map(
        () => 0.3 * Math.sin((2 * Math.PI * frequency * sample++) / 48_000),
      );
      this.#send('audio', count * 960, Buffer.from(encoder.encodeFloat(tone)), 111);
    });
  }

  /** Sends nothing any more. */
  hush(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers.clear();
  }

  /** Offers anew, with other names and passwords for the way. */
  async renegotiate(): Promise<void> {
    const offer = await this.#connection.createOffer({ iceRestart: true });
    await this.#connection.setLocalDescription(offer);
    const sdp = this.#connection.localDescription?.sdp;
    const update = { action: 'updateMedia', sdp };
    const { result } = await this.#client.verto('verto.modify', this.callId, update);
    const answer = { type: 'answer', sdp: String(result?.['sdp']) } as const;
    await this.#connection.setRemoteDescription(answer);
  }

  /** Sends a picture from now on: every packet a whole one, with `mark` in it. */
  film(mark: number): void {
    this.#every(40, (count) => {
      this.#send('video', count * 3_600, Buffer.from([0x10, 0x00, mark, mark]), 96);
    });
  }

  #every(ms: number, step: (count: number) => void): void {
    let count = 0;
    this.#timers.add(setInterval(() => step((count += 1)), ms));
  }

  #send(kind: 'audio' | 'video', timestamp: number, payload: Buffer, payloadType: number): void {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const header = new RtpHeader({
      sequenceNumber: this.#sequence,
      timestamp,
      payloadType,
      marker: kind === 'video',
      ssrc: 1,
    });
    this.#tracks[kind].writeRtp(new Packet(header, payload));
  }
}
