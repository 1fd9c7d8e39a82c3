import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { local, toNodeHandler } from '../../src/server/index.js';
import { controlOf } from '../gateway/control.js';
import type { GatewayControl } from '../gateway/control.js';
import { Gateway } from '../gateway/gateway.js';
import type { GatewayTimes } from '../gateway/gateway.js';
import { Chat } from '../gateway/v3/chat/chat.js';
import { v3ControlOf } from '../gateway/v3/control.js';
import type { V3Control } from '../gateway/v3/control.js';
import { V3Gateway } from '../gateway/v3/gateway.js';
import { videoControlOf } from '../gateway/v3/video/control.js';
import type { VideoControl } from '../gateway/v3/video/control.js';
import { Video } from '../gateway/v3/video/video.js';
import { brokerRoute } from './broker-route.js';
import { cloudSignalRoutes } from './cloudsignal.js';
import { DemoBroker } from './demo-broker.js';
import { DemoHistory } from './history.js';
import { historyRoutes } from './history-routes.js';
import { startService } from './demo-service.js';
import { embedGuest } from './embed-guest.js';
import { serveFolder, servePages } from './pages.js';
import { people } from './people.js';
import { record } from './recorder.js';
import type { Subscribe } from './recorder.js';
import { tokenRoutes } from './token-routes.js';
import type { TokenRouteOptions } from './token-routes.js';

/** How to start the demo. */
export interface DemoOptions extends Omit<TokenRouteOptions, 'key' | 'ttl'> {
  /** Default: any free port. */
  port?: number;
  /** What tokens are signed with, where another server makes them as well. Default: random. */
  key?: string;
  /** A folder with a site of its own, served in place of the demo's pages. */
  site?: string;
  /** Seconds a token lives. Default 900. */
  tokenTtl?: number;
  /** How the rooms of a broker at `brokerUrl` are recorded. Default: not at all. */
  subscribe?: Subscribe;
  /** How long things take at the call gateway. */
  gatewayTimes?: Partial<GatewayTimes>;
}

/** The running demo. */
export interface Demo {
  /** Where the pages are, without a slash at the end. */
  url: string;
  broker: DemoControl;
  gateway: GatewayControl;
  /** The same for pages that use the SDK of version 3. */
  gatewayV3: V3Control;
  /** The video rooms of that one. */
  video: VideoControl;
  /** Forgets what was said in all rooms. */
  forget(): void;
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
 * Starts pages, token routes, broker and call gateway in this process, for this machine only: the demo's users
 * need no password.
 */
export const startDemo = async (options: DemoOptions = {}): Promise<Demo> => {
  const { port = 0, tokenTtl, brokerUrl, mint, subscribe, gatewayTimes, site } = options;
  const { key = randomBytes(32).toString('base64') } = options;
  const broker = new DemoBroker(key);
  const life = tokenTtl !== undefined && { ttl: tokenTtl };
  const gateway = new Gateway({
    key,
    people: Object.values(people),
    exchange: embedGuest(local({ key, url: '', callUrl: '', ...life })),
    ...(gatewayTimes && { times: gatewayTimes }),
  });
  const chat = new Chat();
  const video = new Video(gatewayTimes?.turn);
  const gatewayV3 = new V3Gateway({ key, services: [chat, video], grace: gatewayTimes?.grace });
  const tokens = tokenRoutes({
    key,
    ...life,
    ...(brokerUrl !== undefined && { brokerUrl }),
    ...(mint && { mint }),
  });
  const history = new DemoHistory();
  if (brokerUrl === undefined) record(history, (...reader) => broker.subscribe(...reader));
  else if (subscribe) record(history, subscribe);
  const pages = site === undefined ? servePages() : serveFolder(site);
  const toggled = brokerUrl === undefined ? broker : undefined;
  const cloudSignal = cloudSignalRoutes({ key, ...life });
  const routed: typeof tokens = (path) => tokens(path) ?? cloudSignal(path);
  const server = createServer(routes(routed, historyRoutes(history), toggled, gateway, pages));
  server.on('upgrade', (request, socket, head) => {
    const path = pathOf(request);
    if (path === '/mqtt') broker.upgrade(request, socket, head);
    else if (path === '/signalwire') gateway.upgrade(request, socket, head);
    else if (path === '/signalwire-v3') gatewayV3.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  });
  await listen(server, port);
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (brokerUrl === undefined) await broker.start();
  await gateway.start();
  const stopService = startService(broker, (topic, state) => chat.say(topic, 'demo', state));
  return {
    url: `http://${host}`,
    broker: control(broker, brokerUrl ?? `ws://${host}/mqtt`),
    gateway: controlOf(gateway, `ws://${host}/signalwire`),
    gatewayV3: v3ControlOf(gatewayV3, chat, `ws://${host}/signalwire-v3`),
    video: videoControlOf(video),
    forget: () => history.clear(),
    close: async () => {
      stopService();
      await broker.stop();
      gateway.stop();
      gatewayV3.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      history.close();
    },
  };
};

const routes = (
  tokens: ReturnType<typeof tokenRoutes>,
  histories: ReturnType<typeof historyRoutes>,
  broker: DemoBroker | undefined,
  gateway: Gateway,
  pages: (request: IncomingMessage, response: ServerResponse) => void,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const toggle = toNodeHandler(brokerRoute(broker));
  const rest = toNodeHandler(gateway.rest);
  return (request, response) => {
    const path = pathOf(request);
    const route = tokens(path) ?? histories(path);
    if (route) void toNodeHandler(route)(request, response);
    else if (path === '/demo/broker') void toggle(request, response);
    else if (path.startsWith('/api/fabric/')) void rest(request, response);
    else pages(request, response);
  };
};

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?')[0] ?? '/';

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
