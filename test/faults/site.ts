import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { createTokenHandler, toNodeHandler, type Mint } from '../../src/server/index.js';

/** Who talks: `a` to `b`, and for some faults `b` to `a` as well. */
export type SideName = 'a' | 'b';

type Route = (request: Request) => Promise<Response>;

/** The site that both sides visit: a page and a token route each, and the scripts of a build. */
export class Site {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /**
   * Starts it.
   * @param files the folder that `/files/` serves
   * @param page a side's page
   * @param mint makes a side's tokens
   */
  static async start(
    files: string,
    page: (side: SideName, room: string) => string,
    mint: (side: SideName) => Mint,
  ): Promise<Site> {
    const tokens = { a: tokenRoute('a', mint('a')), b: tokenRoute('b', mint('b')) };
    const answer: Route = async (request) => {
      const { pathname, searchParams } = new URL(request.url);
      const side = pathname.endsWith('/a') ? 'a' : 'b';
      if (pathname.startsWith('/token/')) return tokens[side](request);
      if (pathname.startsWith('/files/')) return file(join(files, pathname.slice(7)));
      if (pathname !== `/${side}`) return new Response(null, { status: 404 });
      const room = searchParams.get('room') ?? '';
      return new Response(page(side, room), { headers: { 'content-type': types['.html'] ?? '' } });
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

const tokenRoute = (side: SideName, mint: Mint): Route =>
  createTokenHandler({
    authorize: () => ({ user: { id: side, name: side === 'a' ? 'Ann' : 'Ben' } }),
    mint,
    // While a broker is down on purpose no users can be made in it: that is no news.
    report: () => undefined,
  });
