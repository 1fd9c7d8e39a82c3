import { once } from 'node:events';
import { WebSocket } from 'ws';

type Fields = Record<string, unknown>;

/** An event of the gateway, without its envelope. */
export interface Told {
  readonly type: string;
  readonly channel: string;
  readonly params: Fields;
}

interface Reply {
  readonly result?: Fields;
  readonly error?: { readonly code: number; readonly message: string };
}

/** How long a test waits for what must come. */
const patience = 10_000;

/** Speaks the gateway's protocol by hand, in the place of the SDK. */
export class RpcClient {
  /** How messages about calls are sent. */
  vertoMethod: 'webrtc.verto' | 'video.message' = 'webrtc.verto';
  readonly events: Told[] = [];
  /** What `signalwire.connect` was answered. */
  connected: Fields = {};
  readonly #socket: WebSocket;
  readonly #pending = new Map<string, (reply: Reply) => void>();
  readonly #wakers = new Set<() => void>();
  #count = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString()) as Fields));
    socket.on('close', () => this.#wake());
    socket.on('error', () => undefined);
  }

  /** Opens a socket without signing in. */
  static async open(url: string): Promise<RpcClient> {
    const socket = new WebSocket(url);
    const client = new RpcClient(socket);
    await once(socket, 'open');
    return client;
  }

  get closed(): boolean {
    return this.#socket.readyState === WebSocket.CLOSED;
  }

  get protocol(): string {
    return String(this.connected['protocol']);
  }

  /** Sends a request; the answer may be an error. */
  request(method: string, params: Fields = {}): Promise<Reply> {
    const id = String((this.#count += 1));
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return new Promise((resolve) => this.#pending.set(id, resolve));
  }

  /** Signs in; afterwards calls come in. */
  async signIn(token: string, stored: Fields = {}): Promise<Reply> {
    const reply = await this.request('signalwire.connect', {
      version: { major: 4, minor: 0, revision: 0 },
      authentication: { jwt_token: token },
      ...stored,
    });
    if (!reply.error) this.connected = reply.result ?? {};
    return reply;
  }

  /** Sends something about a call, and gives back the inner answer. */
  async verto(method: string, callID: string, params: Fields = {}): Promise<Reply> {
    const message = {
      jsonrpc: '2.0',
      id: '1',
      method,
      params: { dialogParams: { callID }, ...params },
    };
    const { result } = await this.request(this.vertoMethod, { callID, node_id: '', message });
    return result?.['result'] as Reply;
  }

  /** The first event that fits, past ones included. */
  async event(
    type: string,
    fits: (params: Told['params']) => boolean = () => true,
  ): Promise<Told['params']> {
    const found = () => this.events.find((event) => event.type === type && fits(event.params));
    await this.#until(() => found() !== undefined, type);
    return found()?.params ?? {};
  }

  /** The first message about a call, `verto.*`. */
  async vertoEvent(method: string): Promise<Told['params']> {
    const event = await this.event('webrtc.message', (params) => params['method'] === method);
    return event['params'] as Fields;
  }

  /** Waits until the gateway has closed the socket. */
  whenClosed(): Promise<void> {
    return this.#until(() => this.closed, 'the end of the socket');
  }

  async close(): Promise<void> {
    this.#socket.terminate();
    await this.whenClosed();
  }

  #take(message: Fields): void {
    const { id, method, params } = message as { id: string; method?: string; params?: Fields };
    if (method === undefined) {
      this.#pending.get(id)?.(message);
      this.#pending.delete(id);
      return;
    }
    if (method === 'signalwire.event') {
      const told = params as unknown as {
        event_type: string;
        event_channel: string;
        params: Told['params'];
      };
      this.events.push({ type: told.event_type, channel: told.event_channel, params: told.params });
    }
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: {} }));
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#wakers) wake();
  }

  #until(holds: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#wakers.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#wakers.delete(look);
        reject(new Error(`There was no ${what}.`));
      }, patience);
      this.#wakers.add(look);
      look();
    });
  }
}
