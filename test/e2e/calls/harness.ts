import { connectCalls as connectRooms } from '../../../src/adapters/signalwire-v3/video/client.js';
import { connectCalls } from '../../../src/adapters/signalwire-v4/client.js';
import type { CallMedia } from '../../../src/core/call/call-provider.js';
import type {
  CallClient,
  CallSession,
  IncomingCall,
  RoomControls,
} from '../../../src/core/call/call-provider.js';
import type { CallSnapshot, SessionStatus } from '../../../src/core/call/call-state.js';
import { parseGrant, type Grant } from '../../../src/protocol/grant.js';
import type { RtError } from '../../../src/protocol/errors.js';

/** The services that call. */
export type Service = keyof typeof services;

const services = { 'signalwire-v4': connectCalls, 'signalwire-video': connectRooms } as const;

/** What is asked for besides the usual. */
interface Wishes {
  audio?: boolean;
  video?: boolean;
  receiveVideo?: boolean;
}

/** An error as it can leave the page. */
export interface ErrorView {
  name: string;
  code: string;
  retryable: boolean;
}

/** The adapter in a page, with the few things that tests do again and again. */
class CallHarness {
  /** Every track that was asked for. */
  readonly tracks: MediaStreamTrack[] = [];
  /** Each status of each session, as it came. */
  readonly statuses: SessionStatus[] = [];
  /** Every rejection that nobody caught, and every error. */
  readonly uncaught: string[] = [];
  line: CallClient | undefined;
  call: CallSession | undefined;
  ringing: IncomingCall | undefined;
  /** Which service is used, and, of one that has rooms, the room, and what else a token is asked for with. */
  service: Service = 'signalwire-v4';
  room = 'team';
  wish: Record<string, unknown> = {};

  constructor() {
    addEventListener('unhandledrejection', ({ reason }) => this.uncaught.push(String(reason)));
    addEventListener('error', ({ message }) => this.uncaught.push(message));
  }

  /** What a token route gives for calls. */
  async grant(user: string): Promise<Grant> {
    const { service: provider, room } = this;
    const where =
      provider === 'signalwire-video'
        ? { room, destination: room }
        : { destination: '/public/echo' };
    const body = JSON.stringify({ purpose: 'call', provider, ...where, ...this.wish });
    const headers = { 'content-type': 'application/json', 'X-RT-Embed': '1' };
    const answer = await fetch(`/token/${user}`, { method: 'POST', headers, body });
    return parseGrant(await answer.json(), Date.now());
  }

  async open(
    user = 'ada',
    reachable = false,
    signal = new AbortController().signal,
    grant?: Grant,
  ): Promise<void> {
    const connect = services[this.service];
    const own = grant ?? (await this.grant(user));
    this.line = await connect({ grant: own, reachable, signal });
    this.line.onIncoming((call) => (this.ringing = call));
  }

  async media({
    audio = true,
    video = true,
    receiveVideo = true,
  }: Wishes = {}): Promise<CallMedia> {
    const stream =
      audio || video
        ? await navigator.mediaDevices.getUserMedia({ audio, video })
        : new MediaStream();
    this.tracks.push(...stream.getTracks());
    const [audioTrack] = stream.getAudioTracks();
    const [videoTrack] = stream.getVideoTracks();
    return { audio: audioTrack, video: videoTrack, receiveAudio: true, receiveVideo };
  }

  async dial(
    destination: string,
    wishes?: Wishes,
    signal = new AbortController().signal,
  ): Promise<void> {
    const media = await this.media(wishes);
    this.use(await this.theLine.dial({ destination, media }, signal));
  }

  async answer(wishes?: Wishes): Promise<void> {
    const call = await this.until('rings', () => this.ringing);
    this.ringing = undefined;
    this.use(await call.answer(await this.media(wishes), new AbortController().signal));
  }

  use(call: CallSession): void {
    this.call = call;
    const note = ({ status }: CallSnapshot): void => {
      if (this.statuses.at(-1) !== status) this.statuses.push(status);
    };
    note(call.state.value);
    call.state.subscribe(note);
  }

  get theLine(): CallClient {
    if (!this.line) throw new Error('There is no line.');
    return this.line;
  }

  get theCall(): CallSession {
    if (!this.call) throw new Error('There is no call.');
    return this.call;
  }

  get theRoom(): RoomControls {
    const { room } = this.theCall;
    if (!room) throw new Error('There is no room.');
    return room;
  }

  get snapshot(): CallSnapshot {
    return this.theCall.state.value;
  }

  async status(wanted: SessionStatus, ms = 10_000): Promise<void> {
    await this.until(`status ${wanted}`, () => this.snapshot.status === wanted, ms);
  }

  /** What `look` gives as soon as that is something. */
  async until<T>(what: string, look: () => T | undefined | false, ms = 10_000): Promise<T> {
    for (const end = Date.now() + ms; Date.now() < end;) {
      const found = look();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const state = this.call && JSON.stringify({ ...this.snapshot, remote: undefined });
    throw new Error(`It did not happen: ${what}. ${state ?? ''} ${this.uncaught.join()}`);
  }

  /** Resolves with the next frames of the far end's picture, which must move. */
  async frames(count = 3): Promise<{ width: number; height: number }> {
    const remote = await this.until('remote stream', () => this.snapshot.remote);
    let video = document.querySelector('video');
    if (!video) {
      video = document.createElement('video');
      video.muted = true;
      video.autoplay = true;
      document.body.append(video);
    }
    const element = video;
    if (element.srcObject !== remote) element.srcObject = remote;
    let seen = 0;
    let alive = true;
    const next = (): void => {
      seen += 1;
      if (alive) element.requestVideoFrameCallback(next);
    };
    element.requestVideoFrameCallback(next);
    try {
      await this.until('frames', () => seen >= count);
    } finally {
      alive = false;
    }
    return { width: element.videoWidth, height: element.videoHeight };
  }

  /** The error that something fails with. */
  async failure(act: Promise<unknown>): Promise<ErrorView | undefined> {
    try {
      await act;
      return undefined;
    } catch (error) {
      const { name, code, retryable } = error as RtError;
      return { name, code, retryable };
    }
  }

  /** How a call ended. */
  async end(ms?: number): Promise<{ reason: string; code: string | undefined }> {
    const end = await this.until('end', () => this.snapshot.end, ms);
    return { reason: end.reason, code: end.error?.code };
  }
}

declare global {
  var calls: CallHarness;
  /** Peer connections that were made, in order. */
  var peers: RTCPeerConnection[];
}

globalThis.calls = new CallHarness();
