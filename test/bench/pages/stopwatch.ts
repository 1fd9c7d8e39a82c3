/**
 * Runs in every page before anything else, and notes when things happen; the same for all of them,
 * so that what it costs cancels out. The picture is the far end's first frame on its way to the screen.
 */
import type { Mark } from '../marks.js';

globalThis.benchTimes = {};
const own = new Set<string>();
let clicked = NaN;
const note = (mark: Mark, at = performance.now()): void => {
  globalThis.benchTimes[mark] ??= at - clicked;
};
addEventListener('click', ({ timeStamp }) => (clicked = timeStamp), { capture: true });

const { mediaDevices } = navigator;
const open = mediaDevices.getUserMedia.bind(mediaDevices);
mediaDevices.getUserMedia = async (wishes) => {
  const stream = await open(wishes);
  for (const { id } of stream.getTracks()) own.add(id);
  note('media');
  return stream;
};

const socket = window.WebSocket;
window.WebSocket = class extends socket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    this.addEventListener('open', () => note('socket'));
    this.addEventListener('message', ({ data }) => {
      if (String(data).includes('"verto.answer"')) note('answer');
    });
  }

  override send(data: string): void {
    if (data.includes('"verto.invite"')) note('invite');
    super.send(data);
  }
};

const peer = window.RTCPeerConnection;
window.RTCPeerConnection = class extends peer {
  constructor(config?: RTCConfiguration) {
    super(config);
    this.addEventListener('connectionstatechange', () => {
      if (this.connectionState === 'connected') note('connected');
    });
  }
};

const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
if (!source) throw new Error('There is no srcObject.');
const watched = new WeakSet<object>();
Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
  ...source,
  set(this: HTMLVideoElement, stream: MediaStream | null) {
    source.set?.call(this, stream);
    const ours = stream?.getTracks().some(({ id }) => own.has(id)) ?? true;
    if (ours || watched.has(this)) return;
    watched.add(this);
    this.requestVideoFrameCallback((now) => note('picture', now));
  },
});
