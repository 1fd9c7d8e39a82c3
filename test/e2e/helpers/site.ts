import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { Readable, type Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DemoBroker } from '../../../demo/server/demo-broker.js';
import { tokenRoutes } from '../../../demo/server/token-routes.js';
import { toNodeHandler } from '../../../src/server/index.js';
import { listenerRoute } from './listener-route.js';

const root = new URL('../../../', import.meta.url);
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file that the site has handed out. */
export interface Served {
  path: string;
  body: Buffer;
}

/**
 * A site of somebody who embeds us: pages, token routes and a broker of its own. It says what was
 * asked of it, answers with the headers one wants, and keeps files back or breaks them on demand.
 */
export class Site {
  /** Headers of every answer. */
  readonly headers: Record<string, string> = {};
  /** The built files that were handed out, in order. */
  readonly served: Served[] = [];
  /** What was asked, in order; paths with their query. */
  readonly asked: string[] = [];
  readonly broker: DemoBroker;
  /** What was asked of the token routes, in order. */
  readonly grants: Record<string, unknown>[] = [];
  readonly #key = randomBytes(32).toString('base64');
  readonly #server: Server;
  readonly #tokens = tokenRoutes({ key: this.#key });
  readonly #pages = new Map<string, { body: string | AsyncIterable<string>; type: string }>();
  readonly #folders = new Map([['/cdn/', 'dist/cdn/']]);
  readonly #gates: { path: RegExp; pass: () => Promise<boolean> }[] = [];
  readonly #waiting = new Set<Duplex>();
  #silent = false;

  private constructor() {
    this.broker = new DemoBroker(this.#key);
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.on('upgrade', (request, socket, head) => {
      if (this.#silent) this.#waiting.add(socket);
      else this.broker.upgrade(request, socket, head);
    });
  }

  /** Starts a site on a free port of this machine. */
  static async start(): Promise<Site> {
    const site = new Site();
    await site.broker.start();
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  /** Without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The paths of the built files that were handed out, without their queries. */
  get files(): string[] {
    return this.served.map(({ path }) => path);
  }

  /** Has a page under a path, which can come in pieces; returns its URL. */
  page(
    path: string,
    body: string | AsyncIterable<string>,
    type = 'text/html; charset=utf-8',
  ): string {
    this.#pages.set(path, { body, type });
    return `${this.url}${path}`;
  }

  /** Has another folder of the repository under a path. */
  folder(path: string, folder: string): void {
    this.#folders.set(path, folder);
  }

  /** Answers the next `times` requests for matching paths with 503, or until the returned function is called. */
  fail(path: RegExp, times = Infinity): () => void {
    let left = times;
    this.#gates.push({ path, pass: async () => left-- <= 0 });
    return () => (left = 0);
  }

  /** Keeps matching answers back until the returned function is called. */
  hold(path: RegExp): () => void {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    this.#gates.push({ path, pass: () => released.then(() => true) });
    return release;
  }

  /** Cuts the connections to the broker; new ones get no answer at all until it is started again. */
  async silence(): Promise<void> {
    this.#silent = true;
    await this.broker.stop();
  }

  /** New connections to the broker are refused, and no longer left without an answer. */
  refuse(): void {
    this.#silent = false;
    for (const socket of this.#waiting) socket.destroy();
  }

  /** The broker takes connections again. */
  async restore(): Promise<void> {
    this.refuse();
    await this.broker.start();
  }

  async close(): Promise<void> {
    this.refuse();
    await this.broker.stop();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '/' } = request;
    const path = url.split('?')[0] ?? '/';
    this.asked.push(url);
    for (const [name, value] of Object.entries(this.headers)) response.setHeader(name, value);
    // Else a second page of the same test would find files in the browser's cache.
    response.setHeader('cache-control', 'no-store');
    for (const gate of this.#gates) {
      if (gate.path.test(url) && !(await gate.pass())) {
        response.writeHead(503, { 'content-type': 'text/plain' }).end('Broken on purpose');
        return;
      }
    }
    const token =
      path === '/token/listener' ? listenerRoute(this.#key, this.url) : this.#tokens(path);
    if (token) {
      const route = async (asked: Request): Promise<Response> => {
        this.grants.push((await asked.clone().json()) as Record<string, unknown>);
        return token(asked);
      };
      return toNodeHandler(route)(request, response);
    }
    const page = this.#pages.get(path);
    if (path === '/favicon.ico') response.writeHead(204).end();
    else if (page) {
      response.writeHead(200, { 'content-type': page.type });
      Readable.from(page.body).pipe(response);
    } else await this.#file(path, response);
  }

  async #file(path: string, response: ServerResponse): Promise<void> {
    for (const [mount, folder] of this.#folders) {
      if (!path.startsWith(mount)) continue;
      try {
        const body = await readFile(
          fileURLToPath(new URL(folder + path.slice(mount.length), root)),
        );
        this.served.push({ path, body });
        response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/plain' }).end(body);
        return;
      } catch {
        break; // there is no such file: 404
      }
    }
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
  }
}
