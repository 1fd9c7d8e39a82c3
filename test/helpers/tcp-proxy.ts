import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A connection through the proxy: what the client holds, and what it reaches. */
interface Pair {
  near: Socket;
  far: Socket;
  /** Nothing passes any more, and neither side is told. */
  dead: boolean;
}

/** The direction of a line: from the client, or to it. */
export type Direction = 'up' | 'down';

/** How much a line that is limited passes in one piece, bytes: an Ethernet packet. */
const packet = 1_400;
/** What a limited line keeps on its way before it stops reading, bytes. */
const mostUnderway = 64_000;

/** A TCP proxy between a client and its server, to break the line in the ways that lines break. */
export class TcpProxy {
  #server: Server;
  #pairs = new Set<Pair>();
  #refusing = false;
  #silent = false;
  #delay = 0;
  #rate = Infinity;
  #cutIn: { direction: Direction; atLeast: number; done: () => void } | undefined;
  #target: { host: string; port: number };

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
    this.#server = createServer({ noDelay: true }, (near) => this.#onClient(near));
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
    for (const pair of this.#pairs) reset(pair);
  }

  /** Closes every connection in good order, as a server does that shuts down. */
  end(): void {
    for (const { near, far } of this.#pairs) {
      near.end();
      far.end();
    }
  }

  /**
   * Resets a connection in the middle of the next piece of at least so many bytes that goes in a
   * direction: its first half passes. Resolves when that has happened.
   */
  cutInside(direction: Direction, atLeast = 64): Promise<void> {
    return new Promise((done) => (this.#cutIn = { direction, atLeast, done }));
  }

  /**
   * Half-open for good: what is connected now stays so and passes nothing any more, in neither
   * direction, not even that a side has left. New connections work.
   */
  forsake(): void {
    for (const pair of this.#pairs) {
      pair.dead = true;
      pair.near.pause();
      pair.far.pause();
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
    for (const { near, far, dead } of this.#pairs) {
      for (const socket of dead ? [] : [near, far]) {
        if (on) socket.pause();
        else socket.resume();
      }
    }
  }

  /** Holds everything back for so long, in each direction; 0 passes it at once. */
  delay(ms: number): void {
    this.#delay = ms;
  }

  /** Passes so many bytes a second at most, in each direction; Infinity for all there are. */
  limit(bytesPerSecond: number): void {
    this.#rate = bytesPerSecond;
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
    // Small packets pass as they come, on both sides: to wait for more is not the network's part.
    const far = connect({ ...this.#target, noDelay: true });
    const pair = { near, far, dead: false };
    this.#pairs.add(pair);
    this.#pipe(pair, 'up');
    this.#pipe(pair, 'down');
    if (this.#silent) {
      near.pause();
      far.pause();
    }
  }

  #pipe(pair: Pair, direction: Direction): void {
    const [from, to] = direction === 'up' ? [pair.near, pair.far] : [pair.far, pair.near];
    // One after the other, so that a piece sent under a shorter delay does not overtake.
    let line = Promise.resolve();
    let free = 0;
    let underway = 0;
    let ending = false;
    const inTurn = (act: () => void, bytes = 0) => {
      free = Math.max(Date.now(), free) + (bytes / this.#rate) * 1000;
      const due = free + this.#delay;
      line = line.then(() => until(due)).then(act);
    };
    from.on('data', (chunk: Buffer) => {
      if (ending) return;
      if (this.#cutIn?.direction === direction && chunk.length >= this.#cutIn.atLeast) {
        const { done } = this.#cutIn;
        this.#cutIn = undefined;
        ending = true;
        inTurn(() => {
          to.write(chunk.subarray(0, chunk.length / 2), () => {
            // A moment later: a reset may take what has only just arrived along with it.
            setTimeout(() => {
              reset(pair);
              done();
            }, 20);
          });
        });
        return;
      }
      const size = this.#rate === Infinity ? chunk.length : packet;
      for (let at = 0; at < chunk.length; at += size) {
        const piece = chunk.subarray(at, at + size);
        underway += piece.length;
        inTurn(() => {
          underway -= piece.length;
          if (!to.destroyed && !pair.dead) to.write(piece);
          if (from.isPaused() && underway < mostUnderway && !this.#silent && !pair.dead) {
            from.resume();
          }
        }, piece.length);
      }
      if (underway > mostUnderway) from.pause();
    });
    from.on('end', () => {
      inTurn(() => to.end());
    });
    from.on('close', () => {
      // Whoever is at the other end of a dead line hears nothing: that socket stays, for `cut()`.
      if (!pair.dead || to.destroyed) this.#pairs.delete(pair);
      inTurn(() => {
        if (!pair.dead) to.destroy();
      });
    });
    // A reset is what this proxy is for; 'close' follows and ends the other side.
    from.on('error', () => {
      if (!pair.dead) to.destroy();
    });
  }
}

const reset = ({ near, far }: Pair): void => {
  near.resetAndDestroy();
  far.resetAndDestroy();
};

const until = (time: number): Promise<void> | undefined => {
  const left = time - Date.now();
  return left > 0 ? new Promise((resolve) => setTimeout(resolve, left)) : undefined;
};
