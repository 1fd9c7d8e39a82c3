import { abortable } from '../../core/abortable.js';
import type { Signals } from './signals.js';
import { verto, type Executes } from './verto.js';

export interface ScreenLegOptions {
  /** The call that the screen belongs to. */
  readonly call: Executes & { readonly id: string; readonly nodeId: string | null };
  /** How the service knows the call. */
  readonly dialog: () => object;
  readonly iceServers: () => RTCIceServer[];
  readonly signals: Signals;
  /** The service has ended it, or its connection broke. */
  readonly over: () => void;
}

/** Candidates that take longer than this are not waited for, ms. */
const gathering = 1_500;

/** The connection that carries a shared screen: a leg of its own beside the call's. */
export class ScreenLeg {
  readonly #options: ScreenLegOptions;
  readonly #id = crypto.randomUUID();
  readonly #peer: RTCPeerConnection;
  #invited = false;

  constructor(options: ScreenLegOptions) {
    this.#options = options;
    this.#peer = new RTCPeerConnection({ iceServers: options.iceServers() });
  }

  /** Settles when media flows. @throws whatever stood in the way; the signal's reason */
  async open(screen: MediaStream, signal: AbortSignal): Promise<void> {
    const { call, signals } = this.#options;
    const peer = this.#peer;
    for (const track of screen.getTracks()) {
      peer.addTransceiver(track, { direction: 'sendonly', streams: [screen] });
    }
    await peer.setLocalDescription();
    await abortable(gathered(peer), signal);
    signal.throwIfAborted();
    const log = signals.log(this.#id);
    const answer = new Promise<string>((resolve) => {
      log.changed = () => {
        if (log.bye) this.#options.over();
        else if (log.sdp) resolve(log.sdp);
      };
    });
    this.#invited = true;
    const params = { sdp: peer.localDescription?.sdp ?? '', dialogParams: this.#dialog() };
    const leg = { id: this.#id, nodeId: call.nodeId };
    await abortable(verto(call, leg, 'verto.invite', params, ['video.room.screenshare']), signal);
    await peer.setRemoteDescription({ type: 'answer', sdp: await abortable(answer, signal) });
    await abortable(this.#connected(), signal);
  }

  /** Ends it, and tells the service. */
  close(): void {
    const { call, signals } = this.#options;
    const ended = signals.log(this.#id).bye;
    signals.forget(this.#id);
    this.#peer.close();
    if (!this.#invited || ended) return;
    const leg = { id: this.#id, nodeId: call.nodeId };
    // Without the service it ends the leg by itself, as there comes no more media.
    verto(call, leg, 'verto.bye', { dialogParams: this.#dialog() }).catch(() => undefined);
  }

  #dialog(): object {
    return {
      ...this.#options.dialog(),
      callID: this.#id,
      screenShare: true,
      additionalDevice: false,
      pingSupported: false,
      version: 1000,
    };
  }

  #connected(): Promise<void> {
    return new Promise((resolve) => {
      this.#peer.onconnectionstatechange = () => {
        const { connectionState } = this.#peer;
        if (connectionState === 'connected') resolve();
        if (connectionState === 'failed') this.#options.over();
      };
      if (this.#peer.connectionState === 'connected') resolve();
    });
  }
}

/** The service takes no candidates later: they must be in the offer. */
const gathered = (peer: RTCPeerConnection): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, gathering);
    const look = (): void => {
      if (peer.iceGatheringState !== 'complete') return;
      clearTimeout(timer);
      resolve();
    };
    peer.addEventListener('icegatheringstatechange', look);
    look();
  });
