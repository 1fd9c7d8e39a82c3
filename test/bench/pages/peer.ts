/**
 * A call without any library: what the browser and the gateway need, and nothing else. Whatever can
 * be done at the same time is.
 */
import { destination, devices, fetchGrant, onCall } from './grant.js';

interface Message {
  id?: string;
  method?: string;
  params?: { params?: { method?: string; params?: { sdp?: string } } };
  result?: { ice_servers?: RTCIceServer[] };
}

/** As much JSON-RPC as one call takes. */
class Wire {
  readonly #socket: WebSocket;
  readonly #results = new Map<string, (result: Message['result']) => void>();
  /** Settles with the far end's description. */
  readonly answer: Promise<string>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.answer = new Promise((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        const { id = '', method, params, result } = JSON.parse(String(data)) as Message;
        if (method === undefined) this.#results.get(id)?.(result);
        else socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: {} }));
        const inner = params?.params;
        if (inner?.method === 'verto.answer' && inner.params?.sdp) resolve(inner.params.sdp);
      });
    });
  }

  static async open(url: string): Promise<Wire> {
    const socket = new WebSocket(url);
    const wire = new Wire(socket);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    return wire;
  }

  request(method: string, params: object): Promise<Message['result']> {
    const id = crypto.randomUUID();
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return new Promise((resolve) => this.#results.set(id, resolve));
  }
}

const signIn = async (): Promise<Wire> => {
  const { token, url } = await fetchGrant();
  const wire = await Wire.open(url);
  await wire.request('signalwire.connect', {
    version: { major: 4, minor: 0, revision: 0 },
    authentication: { jwt_token: token },
  });
  return wire;
};

/** An offer with every address of this machine in it: on one machine no other is of use. */
const offer = async (peer: RTCPeerConnection, video: HTMLVideoElement): Promise<string> => {
  const own = await navigator.mediaDevices.getUserMedia(devices);
  const remote = new MediaStream();
  peer.addEventListener('track', ({ track }) => {
    remote.addTrack(track);
    video.srcObject = remote;
    // It is rejected where the next track comes at once, and plays all the same.
    video.play().catch(() => undefined);
  });
  for (const track of own.getTracks()) peer.addTrack(track, own);
  const gathered = new Promise<void>((resolve) => {
    peer.addEventListener('icecandidate', ({ candidate }) => candidate === null && resolve());
  });
  await peer.setLocalDescription();
  await gathered;
  return peer.localDescription?.sdp ?? '';
};

onCall(async (video) => {
  const peer = new RTCPeerConnection();
  const [wire, sdp] = await Promise.all([signIn(), offer(peer, video)]);
  const callID = crypto.randomUUID();
  const dialogParams = { callID, destination_number: destination };
  await wire.request('webrtc.verto', {
    callID,
    message: {
      jsonrpc: '2.0',
      id: crypto.randomUUID(),
      method: 'verto.invite',
      params: { sdp, dialogParams },
    },
  });
  await peer.setRemoteDescription({ type: 'answer', sdp: await wire.answer });
});
