import { expect } from '@open-wc/testing';
import { LentMedia } from '../../../src/adapters/signalwire-v4/lent-media.js';
import { isReachable, madeReachable } from '../../../src/adapters/signalwire-v4/reachable-sdp.js';
import { Silence } from '../../../src/adapters/signalwire-v4/silence.js';
import { webRtc, type Peers } from '../../../src/adapters/signalwire-v4/web-rtc.js';

/** A peer connection as the SDK gets it, and a plain one at the far end. */
const setup = (): { peers: Peers; near: RTCPeerConnection; far: RTCPeerConnection } => {
  const peers: Peers = { open: new Set(), answering: undefined };
  const near = new (webRtc(peers).RTCPeerConnection)({ iceCandidatePoolSize: 10 });
  return { peers, near, far: new RTCPeerConnection() };
};

const answerOf = async (far: RTCPeerConnection, near: RTCPeerConnection): Promise<string> => {
  await far.setRemoteDescription({ type: 'offer', sdp: near.localDescription?.sdp ?? '' });
  await far.setLocalDescription();
  return far.localDescription?.sdp ?? '';
};

/** WebKitGTK is built without WebRTC. */
const where = 'RTCPeerConnection' in globalThis ? describe : describe.skip;
const needs = '(needs a browser with WebRTC)';

where(`the SDK’s peer connection ${needs}`, () => {
  let open: RTCPeerConnection[] = [];
  const silence = new Silence();

  afterEach(() => {
    for (const peer of open) peer.close();
    open = [];
  });

  after(() => silence.close());

  it('is closed at once where its client has ended', () => {
    const { peers, near, far } = setup();
    open = [near, far];
    peers.over = true;
    const late = new (webRtc(peers).RTCPeerConnection)();
    expect(late.signalingState).to.equal('closed');
    expect([...peers.open]).to.deep.equal([near]);
  });

  it('has no pool of candidates: with one the second offer would hang', () => {
    const { near, far } = setup();
    open = [near, far];
    expect(near.getConfiguration().iceCandidatePoolSize ?? 0).to.equal(0);
  });

  it('sends the real tracks in place of the stand-ins, and lives on when those are stopped', async () => {
    const { near, far } = setup();
    open = [near, far];
    const own = new Silence();
    const lent = new LentMedia(
      { audio: own.track, video: undefined, receiveAudio: true, receiveVideo: true },
      silence,
    );
    const { audio } = lent.standIns();
    const [standIn] = audio.getAudioTracks();
    if (!standIn) throw new Error('There is no stand-in.');
    near.addTransceiver(standIn, { direction: 'sendrecv' });
    await near.setLocalDescription(await near.createOffer());
    expect(near.getTransceivers()[0]?.sender.track).to.equal(own.track);
    standIn.stop();
    expect(own.track.readyState).to.equal('live');
    own.close();
  });

  it('takes the same answer twice, as after early media', async () => {
    const { near, far } = setup();
    open = [near, far];
    near.addTransceiver('audio');
    await near.setLocalDescription(await near.createOffer());
    const answer = { type: 'answer', sdp: await answerOf(far, near) } as const;
    await near.setRemoteDescription(answer);
    await near.setRemoteDescription(answer);
    expect(near.signalingState).to.equal('stable');
  });

  it('keeps its way while it rings, and changes it once there was an answer', async () => {
    const { near, far } = setup();
    open = [near, far];
    near.addTransceiver('audio');
    await near.setLocalDescription(await near.createOffer());
    await gathered(near);
    near.setConfiguration({ iceTransportPolicy: 'relay' });
    expect(near.getConfiguration().iceTransportPolicy).to.equal('all');
    await near.setRemoteDescription({ type: 'answer', sdp: await answerOf(far, near) });
    near.setConfiguration({ iceTransportPolicy: 'relay' });
    expect(near.getConfiguration().iceTransportPolicy).to.equal('relay');
  });

  it('can be sent also where the browser found no public candidate', async () => {
    const { near, far } = setup();
    open = [near, far];
    near.addTransceiver('audio');
    near.addTransceiver('video');
    await near.setLocalDescription(await near.createOffer());
    await gathered(near);
    const sdp = near.localDescription?.sdp ?? '';
    expect(isReachable(sdp)).to.equal(true);
    await answerOf(far, near);
  });

  it('hides its senders and bandwidth, by which the SDK would stop tracks that are not its own', async () => {
    const { near, far } = setup();
    open = [near, far];
    near.addTransceiver('audio');
    expect(near.getSenders()).to.deep.equal([]);
    (await near.getStats()).forEach((entry: Record<string, unknown>) => {
      expect(entry['availableOutgoingBitrate']).to.equal(undefined);
    });
  });

  it('is known until it is closed', () => {
    const { peers, near, far } = setup();
    open = [far];
    expect([...peers.open]).to.deep.equal([near]);
    near.close();
    expect(peers.open.size).to.equal(0);
  });
});

where(`the SDK’s devices ${needs}`, () => {
  it('are none, and cannot be opened', async () => {
    const { mediaDevices } = webRtc({ open: new Set(), answering: undefined });
    expect(await mediaDevices.enumerateDevices()).to.deep.equal([]);
    let name = '';
    await mediaDevices
      .getUserMedia({ audio: true })
      .catch((error: unknown) => (name = (error as Error).name));
    expect(name).to.equal('NotAllowedError');
  });
});

describe('a description', () => {
  const audio = 'm=audio 9 RTP/AVP 0\r\na=candidate:1 1 udp 1 10.0.0.1 1 typ host\r\n';
  const video = 'm=video 9 RTP/AVP 0\r\na=candidate:1 1 udp 1 8.8.8.8 1 typ srflx\r\n';

  it('is reachable where every section is', () => {
    expect(isReachable(`v=0\r\n${audio}${video}`)).to.equal(false);
    expect(isReachable(`v=0\r\n${video}${video}`)).to.equal(true);
  });

  it('is made so where it is not, and else left alone', () => {
    const made = madeReachable(`v=0\r\n${audio}${video}`);
    expect(isReachable(made)).to.equal(true);
    expect(made.endsWith(video)).to.equal(true);
  });
});

const gathered = (peer: RTCPeerConnection): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (peer.iceGatheringState === 'complete') resolve();
    };
    peer.addEventListener('icegatheringstatechange', look);
    look();
  });
