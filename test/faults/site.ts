import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import {
  createHistoryHandler,
  createTokenHandler,
  toNodeHandler,
  type HistoryPage,
  type HistoryRequest,
  type Mint,
} from '../../src/server/index.js';

/** Who talks: `a` to `b`, and for some faults `b` to `a` as well. */
export type SideName = 'a' | 'b';

/** What the site is made of. */
export interface SiteOptions {
  /** The folder that `/files/` serves. */
  files: string;
  /** A side's page. */
  page: (side: SideName, room: string) => string;
  /** Makes a side's tokens. */
  mint: (side: SideName) => Mint;
  /** Reads what was said. */
  read: (request: HistoryRequest) => HistoryPage;
}

const names = { a: 'Ann', b: 'Ben' };

type Route = (request: Request) => Promise<Response>;

/** The site that both sides visit: a page and a token route each, and the scripts of a build. */
export class Site {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Starts it. */
  static async start({ files, page, mint, read }: SiteOptions): Promise<Site> {
    const authorize = (side: SideName) => () => ({ user: { id: side, name: names[side] } });
    const routesOf = (side: SideName): Record<string, Route> => ({
      [`/${side}`]: async (request) => {
        const room = new URL(request.url).searchParams.get('room') ?? '';
        return new Response(page(side, room), {
          headers: { 'content-type': types['.html'] ?? '' },
        });
      },
      [`/token/${side}`]: createTokenHandler({
        authorize: authorize(side),
        mint: mint(side),
        // While a broker is down on purpose no users can be made in it: that is no news.
        report: () => undefined,
      }),
      [`/history/${side}`]: createHistoryHandler({ authorize: authorize(side), read }),
    });
    const routes = { ...routesOf('a'), ...routesOf('b') };
    const answer: Route = async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith('/files/')) return file(join(files, pathname.slice(7)));
      return routes[pathname]?.(request) ?? new Response(null, { status: 404 });
    };
    const server = createServer((request, response) => {
      void toNodeHandler(answer)(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Site(server);
  }

  /** A side's page. */
  url(side: SideName, room: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/${side}?room=${room}&user=${side}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

const file = async (path: string): Promise<Response> => {
  try {
    const body = new Uint8Array(await readFile(path));
    return new Response(body, { headers: { 'content-type': types[extname(path)] ?? '' } });
  } catch {
    return new Response(null, { status: 404 }); // there is no such file
  }
};
