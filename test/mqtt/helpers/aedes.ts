import type { AddressInfo } from 'node:net';
import { Aedes } from 'aedes';
import type { AedesOptions, Client } from 'aedes';
import { WebSocketServer } from 'ws';
import { wsDuplex } from '../../../demo/server/ws-duplex.js';

/** An aedes on a port of its own. */
export interface TestAedes {
  url: string;
  aedes: Aedes;
  /** The broker's side of a connected client. */
  client(id: string): Client;
  stop(): Promise<void>;
}

/** Starts an aedes that speaks MQTT over WebSocket; the caller stops it. */
export const startAedes = async (options: AedesOptions = {}): Promise<TestAedes> => {
  const aedes = await Aedes.createBroker(options);
  const clients = new Map<string, Client>();
  aedes.on('clientReady', (client) => void clients.set(client.id, client));
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket, request) => void aedes.handle(wsDuplex(socket), request));
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    aedes,
    client(id) {
      const client = clients.get(id);
      if (!client) throw new Error(`No client ${id} has connected.`);
      return client;
    },
    async stop() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
};
