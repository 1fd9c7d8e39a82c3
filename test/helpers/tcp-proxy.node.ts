import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { TcpProxy } from './tcp-proxy.js';

// Not once(): it would reject with the very error that a reset is.
const closing = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()));

describe('the TCP proxy', () => {
  let echo: Server;
  let proxy: TcpProxy;
  const clients: Socket[] = [];

  const open = async (): Promise<Socket> => {
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('error', () => undefined); // the tests look at 'close'
    clients.push(socket);
    await once(socket, 'connect');
    return socket;
  };

  const answer = async (socket: Socket, text: string): Promise<string> => {
    const data = once(socket, 'data');
    socket.write(text);
    return String((await data)[0]);
  };

  before(async () => {
    echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
  });
  after(() => echo.close());
  beforeEach(async () => {
    proxy = await TcpProxy.start((echo.address() as AddressInfo).port);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.close();
  });

  it('passes what is sent both ways', async () => {
    assert.equal(await answer(await open(), 'hello'), 'hello');
    assert.equal(proxy.connections, 1);
  });

  it('passes the end of a connection on', async () => {
    const socket = await open();
    await answer(socket, 'hello');
    socket.end();
    await closing(socket);
    assert.equal(proxy.connections, 0);
  });

  it('cuts open connections and takes new ones', async () => {
    const socket = await open();
    await answer(socket, 'hello');
    const closed = closing(socket);
    proxy.cut();
    await closed;
    assert.equal(await answer(await open(), 'again'), 'again');
  });

  it('turns new connections away while it refuses', async () => {
    proxy.refuse(true);
    const refused = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
    await closing(refused);
    proxy.refuse(false);
    assert.equal(await answer(await open(), 'hello'), 'hello');
  });

  it('keeps a black-holed connection open and passes nothing until it ends', async () => {
    const socket = await open();
    await answer(socket, 'before');
    proxy.blackhole(true);
    const data = once(socket, 'data');
    socket.write('meanwhile');
    const first = await Promise.race([data.then(() => 'answer'), wait(100, 'silence')]);
    assert.equal(first, 'silence');
    assert.equal(socket.destroyed, false);
    proxy.blackhole(false);
    assert.equal(String((await data)[0]), 'meanwhile');
  });

  it('cuts a black-holed connection', async () => {
    const socket = await open();
    proxy.blackhole(true);
    const closed = closing(socket);
    proxy.cut();
    await closed;
  });

  it('delays each direction and keeps the order', async () => {
    const socket = await open();
    proxy.delay(40);
    const start = performance.now();
    let seen = '';
    socket.on('data', (chunk) => (seen += String(chunk)));
    for (const letter of 'abcdef') {
      socket.write(letter);
      await wait(1);
    }
    while (seen.length < 6) await once(socket, 'data');
    assert.equal(seen, 'abcdef');
    assert.ok(performance.now() - start >= 79, 'two directions, 40 ms each');
  });

  it('closes connections in good order', async () => {
    const socket = await open();
    await answer(socket, 'hello');
    const ended = once(socket, 'end');
    proxy.end();
    await ended;
    await closing(socket);
    assert.equal(await answer(await open(), 'again'), 'again');
  });

  it('resets a connection in the middle of a piece', async () => {
    const socket = await open();
    await answer(socket, 'short');
    const cut = proxy.cutInside('down', 10);
    let seen = '';
    socket.on('data', (chunk) => (seen += String(chunk)));
    const closed = closing(socket);
    socket.write('0123456789');
    await cut;
    await closed;
    assert.equal(seen, '01234');
    assert.equal(await answer(await open(), 'a long enough text'), 'a long enough text');
  });

  it('forsakes what is connected for good, and takes new connections', async () => {
    const socket = await open();
    await answer(socket, 'before');
    proxy.forsake();
    socket.write('into the dark');
    const first = await Promise.race([
      once(socket, 'data').then(() => 'data'),
      wait(100, 'silence'),
    ]);
    assert.equal(first, 'silence');
    assert.equal(socket.destroyed, false);
    assert.equal(await answer(await open(), 'hello'), 'hello');
  });

  it('ends what it has forsaken, also where the server has left already', async () => {
    const accepted = once(echo, 'connection');
    const socket = await open();
    const [far] = (await accepted) as [Socket];
    await answer(socket, 'before');
    proxy.forsake();
    far.resetAndDestroy();
    await wait(50);
    assert.equal(socket.destroyed, false);
    const closed = closing(socket);
    await proxy.close();
    await closed;
    proxy = await TcpProxy.start((echo.address() as AddressInfo).port);
  });

  it('passes no more bytes a second than it is told, and all of them', async () => {
    const socket = await open();
    proxy.limit(100_000);
    const sent = 'x'.repeat(20_000);
    const start = performance.now();
    let seen = '';
    socket.on('data', (chunk) => (seen += String(chunk)));
    socket.write(sent);
    while (seen.length < sent.length) await once(socket, 'data');
    assert.equal(seen, sent);
    assert.ok(performance.now() - start >= 180, '20 kB at 100 kB/s');
  });
});
