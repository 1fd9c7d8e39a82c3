import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '../../src/server/index.js';
import { brokerRoute } from './broker-route.js';
import { DemoBroker } from './demo-broker.js';
import { startService } from './demo-service.js';
import { servePages } from './pages.js';
import { tokenRoutes } from './token-routes.js';
import type { TokenRouteOptions } from './token-routes.js';

/** How to start the demo. */
export interface DemoOptions extends Omit<TokenRouteOptions, 'key' | 'ttl'> {
  /** Default: any free port. */
  port?: number;
  /** Seconds a token lives. Default 900. */
  tokenTtl?: number;
}

/** The running demo. */
export interface Demo {
  /** Where the pages are, without a slash at the end. */
  url: string;
  broker: DemoControl;
  /** Ends everything: connections, broker, timers. */
  close(): Promise<void>;
}

/** The demo's own broker; with a `brokerUrl` it is not used and does not run. */
export interface DemoControl {
  readonly url: string;
  readonly running: boolean;
  /** Sockets that are open. */
  readonly connections: number;
  /** Cuts every connection, refuses new ones, forgets everything. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/**
 * Starts pages, token routes and broker in this process, for this machine only: the demo's users
 * need no password.
 */
export const startDemo = async (options: DemoOptions = {}): Promise<Demo> => {
  const { port = 0, tokenTtl, brokerUrl, mint } = options;
  const key = randomBytes(32).toString('base64');
  const broker = new DemoBroker(key);
  const tokens = tokenRoutes({
    key,
    ...(tokenTtl !== undefined && { ttl: tokenTtl }),
    ...(brokerUrl !== undefined && { brokerUrl }),
    ...(mint && { mint }),
  });
  const server = createServer(routes(tokens, brokerUrl === undefined ? broker : undefined));
  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/mqtt') broker.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  });
  await listen(server, port);
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (brokerUrl === undefined) await broker.start();
  const stopService = startService(broker);
  return {
    url: `http://${host}`,
    broker: control(broker, brokerUrl ?? `ws://${host}/mqtt`),
    close: async () => {
      stopService();
      await broker.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
};

const routes = (
  tokens: ReturnType<typeof tokenRoutes>,
  broker: DemoBroker | undefined,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const pages = servePages();
  const toggle = toNodeHandler(brokerRoute(broker));
  return (request, response) => {
    const path = request.url?.split('?')[0] ?? '/';
    const token = tokens(path);
    if (token) void toNodeHandler(token)(request, response);
    else if (path === '/demo/broker') void toggle(request, response);
    else pages(request, response);
  };
};

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });

const control = (broker: DemoBroker, url: string): DemoControl => ({
  url,
  get running() {
    return broker.running;
  },
  get connections() {
    return broker.connections;
  },
  stop: () => broker.stop(),
  start: () => broker.start(),
});
