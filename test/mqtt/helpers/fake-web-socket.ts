/** One socket, seen from the server's side. */
export interface ServerSide {
  url: string;
  protocols: string | string[] | undefined;
  /** Every packet that the client has sent, as plain numbers. */
  sent: number[][];
  /** Whether the client has closed it. */
  closed: boolean;
  /** Lets the client in: the socket is open. */
  open(): void;
  /** Sends one frame. */
  send(...bytes: number[]): void;
  /** Sends one frame of text. */
  sendText(text: string): void;
  /** Ends the socket without a goodbye. */
  drop(): void;
}

/** A WebSocket class for a client, and the sockets that it has made. */
export const fakeWebSocket = (): { WebSocket: typeof WebSocket; sockets: ServerSide[] } => {
  const sockets: ServerSide[] = [];
  class FakeWebSocket {
    readyState = 0;
    binaryType = 'blob';
    onopen?: () => void;
    onmessage?: (event: { data: unknown }) => void;
    onclose?: () => void;

    readonly #side: ServerSide;

    constructor(url: string, protocols?: string | string[]) {
      this.#side = {
        url,
        protocols,
        sent: [],
        closed: false,
        open: () => {
          this.readyState = 1;
          this.onopen?.();
        },
        send: (...bytes) => {
          const { buffer } = Uint8Array.from(bytes);
          // A client that wants no ArrayBuffer does not understand what it gets.
          this.onmessage?.({ data: this.binaryType === 'arraybuffer' ? buffer : new Blob() });
        },
        sendText: (data) => this.onmessage?.({ data }),
        drop: () => {
          this.readyState = 3;
          this.onclose?.();
        },
      };
      sockets.push(this.#side);
    }

    send(bytes: Uint8Array): void {
      if (this.readyState === 0) throw new DOMException('Still connecting', 'InvalidStateError');
      if (this.readyState === 1) this.#side.sent.push([...bytes]);
    }

    close(): void {
      this.readyState = 2;
      this.#side.closed = true;
    }
  }
  return { WebSocket: FakeWebSocket as unknown as typeof WebSocket, sockets };
};
