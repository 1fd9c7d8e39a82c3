import type { SignalWireOptions } from '@signalwire/js';
import { refusalOf, type Refusal } from './errors.js';

type SocketClass = NonNullable<SignalWireOptions['webSocketConstructor']>;

/** What happens on a line's socket, and can be seen nowhere else. */
export interface SocketWatch {
  /** An invitation is about to go out. @returns whether it may */
  inviting(callId: string): boolean;
  /** The service did not take one; the SDK forgets its reason. */
  refused(callId: string, refusal: Refusal): void;
  /** The last request to sign in, by its id. */
  signingIn(requestId: string): void;
}

interface Request {
  id: string;
  params: { callID?: string };
}

/**
 * The WebSocket that the SDK opens.
 *
 * @param url where to, instead of where the SDK wants to
 */
export const socketClass = (watch: SocketWatch, url: string | undefined): SocketClass =>
  class extends WebSocket {
    /** Invitations that are not answered yet: request → call. */
    readonly #invitations = new Map<string, string>();

    constructor(address: string | URL) {
      super(url ?? address);
      this.addEventListener('message', ({ data }) => {
        if (this.#invitations.size > 0) this.#answered(String(data));
      });
    }

    override send(data: string): void {
      // Looked at as text: what is not asked for here is not parsed twice.
      if (data.includes('"signalwire.connect"')) watch.signingIn((JSON.parse(data) as Request).id);
      if (data.includes('"verto.invite"')) {
        const { id, params } = JSON.parse(data) as Request;
        const { callID: callId = '' } = params;
        if (!watch.inviting(callId)) return;
        this.#invitations.set(id, callId);
      }
      super.send(data);
    }

    #answered(data: string): void {
      let message: unknown;
      try {
        message = JSON.parse(data);
      } catch {
        return; // the SDK says so itself
      }
      const { id } = message as { id?: string };
      const callId = id === undefined ? undefined : this.#invitations.get(id);
      if (id === undefined || callId === undefined) return;
      this.#invitations.delete(id);
      const refusal = refusalOf(message);
      if (refusal) watch.refused(callId, refusal);
    }
  };
