import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cloudsignalRoutes } from './vendor-cloudsignal.js';
import { signalwireRoutes } from './vendor-signalwire.js';

export type Fields = Record<string, unknown>;

/** A request as a service got it. */
export interface VendorRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Fields;
}

/** What a service answers. */
export interface VendorAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export type VendorRoute = (request: VendorRequest) => VendorAnswer;

/**
 * What can go wrong at a service: `hang` never answers, `cut` hangs up, `stall` begins an answer and never
 * ends it. A function answers what it likes, and leaves to the service what it has no answer for.
 */
export type VendorFault =
  'hang' | 'cut' | 'stall' | ((request: VendorRequest) => VendorAnswer | undefined);

/** A SignalWire space and a CloudSignal on this machine, that behave as their REST documentation says. */
export class VendorServer {
  readonly url: string;
  /** All requests so far, in order. */
  readonly requests: VendorRequest[] = [];
  /** From now on, what every request meets. */
  fault: VendorFault | undefined;
  readonly #server: Server;
  readonly #routes = new Map(Object.entries({ ...signalwireRoutes(), ...cloudsignalRoutes() }));

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.#serve(request, response);
    });
  }

  static async start(): Promise<VendorServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new VendorServer(server);
  }

  /** Forgets the requests and the fault. */
  reset(): void {
    this.requests.length = 0;
    this.fault = undefined;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of incoming.setEncoding('utf8')) text += String(chunk);
    const { method = '', url: path = '', headers } = incoming;
    const request: VendorRequest = { method, path, headers, body: fieldsOf(text) };
    this.requests.push(request);
    const { fault } = this;
    if (fault === 'hang') return;
    if (fault === 'cut') {
      incoming.socket.destroy();
      return;
    }
    if (fault === 'stall') {
      outgoing.writeHead(200, { 'content-type': 'application/json' }).write('{"token":');
      return;
    }
    const answer = fault?.(request) ?? this.#answer(request);
    const { status, body } = answer;
    outgoing.writeHead(status, { 'content-type': 'application/json', ...answer.headers });
    outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
  }

  #answer(request: VendorRequest): VendorAnswer {
    const route = this.#routes.get(request.path);
    if (!route || request.method !== 'POST') return notFound;
    if (!request.headers['content-type']?.startsWith('application/json')) {
      return { status: 400, body: { error: 'Bad Request' } };
    }
    return route(request);
  }
}

const notFound: VendorAnswer = { status: 404, body: { error: 'Not Found' } };

/** No fields where it is no JSON object: the routes then miss what they need. */
const fieldsOf = (text: string): Fields => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
};
