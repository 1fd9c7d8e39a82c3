import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A connection through the proxy: what the client holds, and what it reaches. */
interface Pair {
  near: Socket;
  far: Socket;
}

/** A TCP proxy between a client and its server, to break the line in the ways that lines break. */
export class TcpProxy {
  #server: Server;
  #pairs = new Set<Pair>();
  #refusing = false;
  #silent = false;
  #delay = 0;
  #target: { host: string; port: number };

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
    this.#server = createServer((near) => this.#onClient(near));
  }

  /** Listens on a free port for clients of the server at `port`. */
  static async start(port: number, host = '127.0.0.1'): Promise<TcpProxy> {
    const proxy = new TcpProxy({ host, port });
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The address to give to a client that speaks over WebSocket. */
  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** How many connections are open through the proxy. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Resets every connection, as a router does that restarts. */
  cut(): void {
    for (const { near, far } of this.#pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** Turns new connections away at once, or takes them again. */
  refuse(on: boolean): void {
    this.#refusing = on;
  }

  /**
   * Half-open: connections stay, nothing passes, in neither direction. What was sent meanwhile
   * passes when it ends.
   */
  blackhole(on: boolean): void {
    this.#silent = on;
    for (const { near, far } of this.#pairs) {
      for (const socket of [near, far]) {
        if (on) socket.pause();
        else socket.resume();
      }
    }
  }

  /** Holds everything back for so long, in each direction; 0 passes it at once. */
  delay(ms: number): void {
    this.#delay = ms;
  }

  /** Ends all connections and stops listening. */
  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #onClient(near: Socket): void {
    if (this.#refusing) {
      near.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const far = connect(this.#target);
    const pair = { near, far };
    this.#pairs.add(pair);
    this.#pipe(pair, near, far);
    this.#pipe(pair, far, near);
    if (this.#silent) {
      near.pause();
      far.pause();
    }
  }

  #pipe(pair: Pair, from: Socket, to: Socket): void {
    // One after the other, so that a piece sent under a shorter delay does not overtake.
    let line = Promise.resolve();
    const inTurn = (act: () => void) => {
      const due = Date.now() + this.#delay;
      line = line.then(() => until(due)).then(act);
    };
    from.on('data', (chunk) => {
      inTurn(() => {
        if (!to.destroyed) to.write(chunk);
      });
    });
    from.on('end', () => {
      inTurn(() => to.end());
    });
    from.on('close', () => {
      this.#pairs.delete(pair);
      inTurn(() => to.destroy());
    });
    // A reset is what this proxy is for; 'close' follows and ends the other side.
    from.on('error', () => to.destroy());
  }
}

const until = (time: number): Promise<void> | undefined => {
  const left = time - Date.now();
  return left > 0 ? new Promise((resolve) => setTimeout(resolve, left)) : undefined;
};
