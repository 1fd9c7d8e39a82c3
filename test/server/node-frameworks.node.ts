import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import {
  createTokenHandler,
  toNodeHandler,
  type NodeRequest,
  type TokenHandlerOptions,
} from '../../src/server/index.js';

const tokenHandler = (own: Partial<TokenHandlerOptions> = {}) =>
  toNodeHandler(
    createTokenHandler({
      authorize: () => ({ user: { id: 'ada' } }),
      mint: async ({ wanted }) => ({ provider: 'mqtt', token: `for ${wanted.rooms.join()}` }),
      ...own,
    }),
  );
type NodeHandler = ReturnType<typeof tokenHandler>;
type Serve = (
  handler: NodeHandler,
) => (incoming: IncomingMessage, outgoing: ServerResponse) => unknown;

const readAll = async (incoming: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(incoming, 'end');
  return Buffer.concat(chunks);
};

const isJson = (incoming: IncomingMessage): boolean =>
  incoming.headers['content-type']?.startsWith('application/json') ?? false;

/**
 * What each server does with a body before it calls a handler. None of them is installed here; this is
 * what they document.
 */
const servers: Record<string, Serve> = {
  'node:http': (handler) => handler,
  // express.json() reads what is called JSON, and leaves the rest alone.
  'Express with express.json()': (handler) => async (incoming: NodeRequest, outgoing) => {
    if (isJson(incoming)) incoming.body = JSON.parse((await readAll(incoming)).toString() || '{}');
    return handler(incoming, outgoing);
  },
  'Express with express.text()': (handler) => async (incoming: NodeRequest, outgoing) => {
    incoming.body = (await readAll(incoming)).toString();
    return handler(incoming, outgoing);
  },
  'Express with express.raw()': (handler) => async (incoming: NodeRequest, outgoing) => {
    incoming.body = await readAll(incoming);
    return handler(incoming, outgoing);
  },
  // The body parser of API routes is on unless a route turns it off.
  'the Pages Router of Next.js': (handler) => async (incoming: NodeRequest, outgoing) => {
    const text = (await readAll(incoming)).toString();
    incoming.body = isJson(incoming) ? JSON.parse(text || '{}') : text;
    return handler(incoming, outgoing);
  },
  // The parsed body is on its own request, whose `raw` is Node's; `reply.hijack()` leaves the answer to us.
  Fastify: (handler) => async (incoming, outgoing) => {
    const text = (await readAll(incoming)).toString();
    if (text === '') {
      outgoing.writeHead(400).end(); // it lets no empty JSON through
      return;
    }
    const request = { raw: incoming, body: JSON.parse(text) };
    await handler(Object.assign(request.raw, { body: request.body }), outgoing);
  },
};

const listen = async (test: TestContext, serve: Serve, handler: NodeHandler): Promise<string> => {
  const server = createServer((incoming, outgoing) => void serve(handler)(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
};

const ask = (url: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-rt-embed': '1', ...headers },
    body,
    signal: AbortSignal.timeout(5_000), // a body that is waited for in vain
  });

for (const [name, serve] of Object.entries(servers)) {
  describe(`token route behind ${name}`, () => {
    it('answers with a grant', async (test) => {
      const url = await listen(test, serve, tokenHandler());
      const response = await ask(url, '{"purpose":"chat","room":"zoë"}');
      assert.equal(response.status, 200);
      assert.equal(((await response.json()) as { token: string }).token, 'for zoë');
      assert.equal(response.headers.get('cache-control'), 'no-store');
    });

    it('refuses an empty body, and one that is too large', async (test) => {
      const url = await listen(test, serve, tokenHandler());
      assert.equal((await ask(url, '')).status, 400);
      const large = JSON.stringify({ purpose: 'chat', note: 'x'.repeat(17_000) });
      assert.equal((await ask(url, large)).status, 413);
    });

    it('keeps the rate limit, and its header', async (test) => {
      const url = await listen(test, serve, tokenHandler({ rateLimit: () => 30 }));
      const response = await ask(url, '{"purpose":"chat","room":"lobby"}');
      assert.equal(response.status, 429);
      assert.equal(response.headers.get('retry-after'), '30');
    });
  });
}

describe('token route behind a parser that read the body and kept nothing', () => {
  it('answers at once', async (test) => {
    const forgetful: Serve = (handler) => async (incoming, outgoing) => {
      await readAll(incoming);
      return handler(incoming, outgoing);
    };
    const url = await listen(test, forgetful, tokenHandler());
    assert.equal((await ask(url, '{"purpose":"chat"}')).status, 400);
  });
});
