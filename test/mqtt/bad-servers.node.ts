import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { WebSocket } from 'ws';
import { freePort } from '../helpers/free-port.js';
import { fakeClock } from '../helpers/fake-clock.js';
import { makeClient, newId, openClient } from './helpers/open-client.js';
import { startRawServer } from './helpers/raw-server.js';

const connack = Uint8Array.of(0x20, 3, 0, 0, 0);
const welcome = (socket: WebSocket, _frame: Buffer, number: number): void => {
  if (number === 0) socket.send(connack);
};
const connectTo = (url: string, signal = new AbortController().signal) => {
  const { client } = makeClient();
  return { client, opened: client.connect({ url, clientId: newId() }, signal) };
};

/** Both ways by which one hears of a failed attempt, which must agree. */
const assertFails = async (url: string, expected: object): Promise<void> => {
  const { client, opened } = connectTo(url);
  await assert.rejects(opened, expected);
  const reason = await client.closed;
  assert.ok(reason);
  for (const [key, value] of Object.entries(expected)) {
    assert.equal(reason[key as keyof typeof reason], value);
  }
};

describe('a server that is not there or not what it should be', () => {
  it('nobody listens', async () => {
    const url = `ws://127.0.0.1:${await freePort()}`;
    await assertFails(url, { code: 'connection/unreachable', retryable: true });
  });

  it('a web server that knows no WebSocket', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/mqtt`;
    await assertFails(url, { code: 'connection/unreachable', retryable: true });
    server.close();
  });

  it('hangs up before it has said anything', async () => {
    const server = await startRawServer((socket) => socket.close());
    await assertFails(server.url, { code: 'connection/unreachable', retryable: true });
    await server.stop();
  });

  it('never answers', async () => {
    const server = await startRawServer();
    const clock = fakeClock();
    const { client } = makeClient({ clock });
    const options = { url: server.url, clientId: newId() };
    const opened = client.connect(options, new AbortController().signal);
    const rejected = assert.rejects(opened, { code: 'connection/timeout', retryable: true });
    await server.until(1);
    await clock.advance(10_000);
    await rejected;
    assert.equal(clock.armed, 0);
    await server.stop();
  });

  it('answers in text', async () => {
    const server = await startRawServer((socket) => socket.send('hello'));
    await assertFails(server.url, { code: 'connection/protocol', retryable: false });
    await server.stop();
  });

  it('only speaks MQTT 3', async () => {
    const server = await startRawServer((socket) => socket.send(Uint8Array.of(0x20, 2, 0, 1)));
    await assertFails(server.url, {
      code: 'connection/refused',
      reason: 1,
      retryable: false,
      message: 'The broker does not speak MQTT 5.',
    });
    await server.stop();
  });

  it('says something before it has let us in', async () => {
    const server = await startRawServer((socket) => socket.send(Uint8Array.of(0xd0, 0)));
    await assertFails(server.url, { code: 'connection/protocol', reason: 0x82 });
    await server.stop();
  });

  const garbage: [what: string, bytes: Uint8Array, reason: number][] = [
    ['a malformed packet', Uint8Array.of(0x30, 2, 0xff, 0xff), 0x81],
    ['a second CONNACK', connack, 0x82],
    ['AUTH', Uint8Array.of(0xf0, 2, 0x18, 0), 0x82],
    ['a packet of 100 MB', Uint8Array.of(0x30, 0x80, 0xc2, 0xd7, 0x2f), 0x95],
    ['zeros', new Uint8Array(1_000), 0x82],
  ];
  for (const [what, bytes, reason] of garbage) {
    it(`sends ${what} later: told why, and closed`, async () => {
      const server = await startRawServer((socket, _frame, number) =>
        socket.send(number === 0 ? connack : bytes),
      );
      const { client } = await openClient(server.url);
      const publish = client.publish('a', 'b');
      await assert.rejects(publish, { code: 'connection/lost', retryable: true });
      const end = await client.closed;
      assert.deepEqual(
        { code: end?.code, reason: end?.reason, retryable: end?.retryable },
        { code: 'connection/protocol', reason, retryable: true },
      );
      await server.until(3);
      assert.deepEqual([...(server.received[2] ?? [])], [0xe0, 2, reason, 0]);
      await server.stop();
    });
  }

  it('takes only short packets', async () => {
    const server = await startRawServer((socket, frame, number) => {
      if (number === 0) return socket.send(Uint8Array.of(0x20, 8, 0, 0, 5, 39, 0, 0, 0, 20));
      socket.send(Uint8Array.of(0x40, 2, frame[5] ?? 0, frame[6] ?? 0));
    });
    const { client } = await openClient(server.url);
    const tooLong = { code: 'connection/too-large', retryable: false };
    await assert.rejects(client.publish('t', 'x'.repeat(20)), tooLong);
    await assert.rejects(client.publish('t', 'x'.repeat(20), { qos: 0 }), tooLong);
    await client.publish('t', 'x'.repeat(12));
    assert.equal(server.received.length, 2);
    await client.close();
    await server.stop();
  });
});

describe('a connection attempt that is called off', () => {
  it('before it begins', async () => {
    const { client, opened } = connectTo('ws://127.0.0.1:1', AbortSignal.abort(new Error('no')));
    await assert.rejects(opened, { message: 'no' });
    assert.equal(await client.closed, undefined);
  });

  it('while the socket opens', async () => {
    const server = await startRawServer();
    const controller = new AbortController();
    const { client, opened } = connectTo(server.url, controller.signal);
    controller.abort(new Error('changed my mind'));
    await assert.rejects(opened, { message: 'changed my mind' });
    assert.equal(await client.closed, undefined);
    assert.equal(server.received.length, 0);
    await server.stop();
  });

  it('while the server thinks about it', async () => {
    const server = await startRawServer();
    const controller = new AbortController();
    const { client, opened } = connectTo(server.url, controller.signal);
    await server.until(1);
    controller.abort(new Error('changed my mind'));
    await assert.rejects(opened, { message: 'changed my mind' });
    assert.equal(await client.closed, undefined);
    await server.until(2);
    assert.deepEqual([...(server.received[1] ?? [])], [0xe0, 2, 0, 0]);
    await server.stop();
  });

  it('by close()', async () => {
    const server = await startRawServer();
    const { client, opened } = connectTo(server.url);
    await server.until(1);
    const rejected = assert.rejects(opened, { code: 'connection/closed' });
    await client.close();
    await rejected;
    assert.equal(await client.closed, undefined);
    await server.stop();
  });

  it('too late to matter', async () => {
    const server = await startRawServer(welcome);
    const controller = new AbortController();
    const { client, opened } = connectTo(server.url, controller.signal);
    await opened;
    controller.abort();
    await client.publish('a', 'still open', { qos: 0 });
    await client.close();
    await server.stop();
  });
});

describe('a url that no WebSocket can open', () => {
  for (const url of ['', 'not a url', 'ftp://example.com', 'ws://']) {
    it(JSON.stringify(url), () =>
      assertFails(url, { code: 'config/bad-attribute', retryable: false }),
    );
  }
});
