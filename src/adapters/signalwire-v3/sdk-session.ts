/** What we need of the SDK's own end of a connection; the SDK has it, and its types leave it out. */
export interface SdkSession {
  readonly rpcConnectResult?: { readonly authorization?: { readonly member_id?: string } };
  WebSocketConstructor: unknown;
  connect(): void;
  forceClose(): void;
  execute(request: object): Promise<unknown>;
}

/** What a client of the SDK's is besides what its types say. */
interface SdkInternals {
  readonly session: {
    on(event: string, listener: (error?: { readonly code?: unknown }) => void): void;
  };
  runWorker(
    name: string,
    definition: { worker(tools: { getSession(): SdkSession | null }): Generator },
  ): unknown;
  execute(request: { method: string; params: object }): Promise<unknown>;
  disconnect(): void;
}

/** What becomes of a session. */
export interface SessionWatch {
  /** The service does not let us in. */
  refused(code: number): void;
  /** The line is cut, or was never there; the SDK is about to try again. */
  lost(): void;
}

/** A client of the SDK's, from the side that its documentation does not show. */
export class Inside {
  readonly #client: SdkInternals;
  #session: SdkSession | null = null;
  #ended = false;

  /** @param client one that has begun to connect */
  constructor(client: unknown, watch: SessionWatch) {
    this.#client = client as SdkInternals;
    const { session } = this.#client;
    // Only its session tells: that the client itself does, as the documentation says, is not so.
    session.on('session.auth_error', (error) => {
      if (!this.#ended) watch.refused(Number(error?.code));
    });
    session.on('session.reconnecting', () => {
      if (!this.#ended) watch.lost();
    });
  }

  /** Who we are to the service, where it says so. */
  get member(): string | undefined {
    return this.#find()?.rpcConnectResult?.authorization?.member_id;
  }

  /**
   * Asks something that the client has no method for, or one that does not ask every time.
   * @returns undefined where nobody has answered in 10 s
   */
  ask(method: string, params: object): Promise<unknown> {
    return this.#client.execute({ method, params });
  }

  /** Settles with any answer, be it that there is no such thing as a ping. */
  async ping(): Promise<void> {
    const params = { timestamp: Date.now() / 1000 };
    const id = crypto.getRandomValues(new Uint32Array(2)).join('-');
    const request = { jsonrpc: '2.0', id, method: 'signalwire.ping', params };
    await this.#find()
      ?.execute(request)
      .catch((error: unknown) => {
        // An answer has a code; a line that was cut under it is a symbol.
        if (typeof error === 'symbol') throw new Error('The line was cut.');
      });
  }

  /**
   * Ends it for good: socket, timers, sagas. `disconnect()` alone does not: without a socket it does nothing,
   * and the SDK comes back; on a dead line it waits for answers that never come.
   */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const session = this.#find();
    if (!session) return;
    session.forceClose();
    // Now it has a timer for the next try. Only a socket can be disconnected: it gets one that is none.
    session.WebSocketConstructor = NoSocket;
    session.connect();
    this.#client.disconnect();
  }

  #find(): SdkSession | null {
    if (this.#session) return this.#session;
    // Tasks of the SDK's are handed its session; there is no other way to it.
    const look = (session: SdkSession | null): void => void (this.#session = session);
    this.#client.runWorker('rt-embed', {
      worker: function* ({ getSession }) {
        yield* []; // its tasks are generators
        look(getSession());
      },
    });
    return this.#session;
  }
}

/** A socket that goes nowhere. */
class NoSocket {
  readonly readyState = 0;
  addEventListener(): void {}
  removeEventListener(): void {}
  close(): void {}
}
