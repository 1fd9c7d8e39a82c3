import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

/** A WebSocket server that says whatever a test wants, which need not be MQTT. */
export interface RawServer {
  url: string;
  /** Every packet that arrived, as it came. */
  received: Buffer[];
  /** Settles when as many packets as that have arrived. */
  until(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one; `onMessage` sees each frame of each client. */
export const startRawServer = async (
  onMessage: (socket: WebSocket, frame: Buffer, number: number) => void = () => {},
): Promise<RawServer> => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const received: Buffer[] = [];
  const waiting = new Set<() => void>();
  server.on('connection', (socket) => {
    let number = 0;
    socket.on('message', (frame: Buffer) => {
      received.push(frame);
      onMessage(socket, frame, number++);
      for (const look of waiting) look();
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    until: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (received.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async stop() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
