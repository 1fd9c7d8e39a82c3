import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, RequestListener, RequestOptions, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { createTokenHandler, toNodeHandler } from '../../src/server/index.js';

type Handler = (request: Request) => Promise<Response>;

/** Serves a handler for one test; gives back its port. */
const serve = async (test: TestContext, handler: Handler): Promise<number> => {
  const nodeHandler = toNodeHandler(handler);
  return listen(test, (incoming, outgoing) => void nodeHandler(incoming, outgoing));
};

const listen = async (test: TestContext, serving: RequestListener): Promise<number> => {
  const server = createServer(serving);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

const send = async (options: RequestOptions, body = ''): Promise<IncomingMessage> => {
  const outgoing = request({ host: '127.0.0.1', method: 'POST', ...options });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  response.resume();
  return response;
};

describe('node adapter', () => {
  it('carries method, URL, headers and body in, and status, headers and body out', async (test) => {
    const port = await serve(test, async (incoming) => {
      const body = await incoming.text();
      const headers = new Headers({ 'x-echo': `${incoming.method} ${incoming.url}` });
      headers.append('set-cookie', 'a=1');
      headers.append('set-cookie', 'b=2');
      return new Response(`${incoming.headers.get('x-one') ?? ''} ${body}`, {
        status: 201,
        headers,
      });
    });
    const response = await fetch(`http://127.0.0.1:${port}/a?b=c`, {
      method: 'POST',
      headers: { 'x-one': 'one' },
      body: 'héllo'.repeat(50_000),
    });
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('x-echo'), `POST http://127.0.0.1:${port}/a?b=c`);
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
    assert.equal(await response.text(), `one ${'héllo'.repeat(50_000)}`);
  });

  it('does not let a path with two slashes pass for a host', async (test) => {
    const port = await serve(test, async ({ url }) => new Response(null, { headers: { url } }));
    const response = await send({ port, path: '//evil.example/token' });
    assert.equal(response.headers['url'], `http://127.0.0.1:${port}//evil.example/token`);
  });

  it('answers 400 to a host that is none', async (test) => {
    const port = await serve(test, async () => new Response('reached'));
    assert.equal((await send({ port, headers: { host: 'a b' } })).statusCode, 400);
  });

  it('answers 413 to an upload that is too large, and ends the connection', async (test) => {
    const port = await serve(
      test,
      createTokenHandler({
        authorize: () => null,
        mint: () => Promise.reject(new Error('unused')),
      }),
    );
    const headers = {
      'content-type': 'application/json',
      'x-rt-embed': '1',
      'transfer-encoding': 'chunked',
    };
    const outgoing = request({ host: '127.0.0.1', port, method: 'POST', headers });
    outgoing.on('error', () => undefined); // the server may hang up while we still write
    outgoing.write('x'.repeat(20_000));
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    assert.equal(response.statusCode, 413);
    assert.equal(response.headers.connection, 'close');
    outgoing.destroy();
  });

  it('answers 500 and keeps serving where a handler rejects', async (test) => {
    const logged = test.mock.method(console, 'error', () => undefined);
    const port = await serve(test, () => Promise.reject(new Error('broken')));
    assert.equal((await send({ port })).statusCode, 500);
    assert.equal((await send({ port })).statusCode, 500);
    assert.equal(logged.mock.callCount(), 2);
  });

  it('leaves alone what a time limit of the server has answered, or has ended', async (test) => {
    const settled: unknown[] = [];
    for (const limit of [
      (outgoing: ServerResponse) => outgoing.writeHead(503).end(),
      (outgoing: ServerResponse) => outgoing.destroy(),
    ]) {
      const slow = deferred();
      const nodeHandler = toNodeHandler(async () => {
        await slow.promise;
        return new Response('too late', { headers: { 'x-late': '1' } });
      });
      const done = deferred();
      const port = await listen(test, (incoming, outgoing) => {
        limit(outgoing);
        nodeHandler(incoming, outgoing)
          .then(
            () => settled.push('resolved'),
            (error: unknown) => settled.push(error),
          )
          .finally(done.resolve);
        slow.resolve();
      });
      const answered = await send({ port }).then(
        ({ statusCode }) => statusCode,
        () => 'hung up',
      );
      await done.promise;
      settled.push(answered);
    }
    assert.deepEqual(settled, ['resolved', 503, 'resolved', 'hung up']);
  });

  it('keeps serving where an answer breaks off, or is none that can be sent', async (test) => {
    const logged = test.mock.method(console, 'error', () => undefined);
    const breaking = new ReadableStream({
      pull: (controller) => controller.error(new Error('disk gone')),
    });
    const answers = [
      new Response(breaking),
      new Response(null, { headers: { 'x-odd': '\u0001' } }),
    ];
    const port = await serve(test, async () => answers.shift() ?? new Response(null));
    assert.equal((await send({ port })).statusCode, 500);
    await assert.rejects(send({ port }), { code: 'ECONNRESET' });
    assert.equal((await send({ port })).statusCode, 200);
    assert.equal(logged.mock.callCount(), 2);
  });

  it('aborts the request when the browser goes away', async (test) => {
    const { promise, resolve } = deferred();
    const reached = deferred();
    const port = await serve(test, async ({ signal }) => {
      signal.addEventListener('abort', () => resolve());
      reached.resolve();
      await promise;
      return new Response(null);
    });
    const outgoing = request({ host: '127.0.0.1', port, method: 'POST' });
    outgoing.on('error', () => undefined); // our own hanging up
    outgoing.end('x');
    await reached.promise;
    outgoing.destroy();
    await promise;
  });
});

const deferred = (): { promise: Promise<void>; resolve: () => void } => {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
};
