import { expect } from '@open-wc/testing';
import type { Inbound } from '../../src/core/transport.js';
import type { MqttOptions } from '../../src/mqtt/mqtt-client.js';
import { MqttClient } from '../../src/mqtt/mqtt-client.js';
import type { RtError } from '../../src/protocol/errors.js';
import { fakeClock } from '../helpers/fake-clock.js';
import { fakeWebSocket } from './helpers/fake-web-socket.js';

const connack = [0x20, 3, 0, 0, 0];
const pingreq = [0xc0, 0];
const pingresp = [0xd0, 0];
const puback = (id: number, reason = 0): number[] => [0x40, 3, id >> 8, id & 255, reason];
/** PUBLISH to the topic "t"; the payload is one letter. */
const publish = (qos: number, id: number, letter: string, dup = 0): number[] => [
  0x30 | (dup << 3) | (qos << 1),
  qos ? 7 : 5,
  ...[0, 1, 116],
  ...(qos ? [id >> 8, id & 255] : []),
  ...[0, letter.charCodeAt(0)],
];

/** The packet id of a PUBLISH to the topic "t". */
const idOf = (packet: number[] | undefined): number =>
  ((packet?.[5] ?? 0) << 8) | (packet?.[6] ?? 0);

const failure = async (promise: Promise<unknown>): Promise<RtError> => {
  try {
    await promise;
  } catch (error) {
    return error as RtError;
  }
  throw new Error('It did not fail.');
};

const setup = async (
  options: Partial<MqttOptions> = {},
  receive: (message: Inbound) => void | Promise<void> = () => {},
) => {
  const clock = fakeClock();
  const { WebSocket, sockets } = fakeWebSocket();
  const client = new MqttClient(receive, { clock, WebSocket });
  const { signal } = new AbortController();
  const opened = client.connect({ url: 'wss://example.com/', clientId: 'me', ...options }, signal);
  opened.catch(() => {}); // Only some tests look at it; those see a failure themselves.
  const server = sockets[0];
  if (!server) throw new Error('The client has made no socket.');
  server.open();
  server.sent.length = 0;
  return { client, server, clock, opened, turn: () => clock.advance(0) };
};

const setupOpen = async (...args: Parameters<typeof setup>) => {
  const made = await setup(...args);
  made.server.send(...connack);
  await made.opened;
  return made;
};

describe('MqttClient: connecting', () => {
  it('asks for the subprotocol and says CONNECT once the socket is open', async () => {
    const { WebSocket, sockets } = fakeWebSocket();
    const client = new MqttClient(() => {}, { clock: fakeClock(), WebSocket });
    const options = { url: 'wss://example.com/mqtt', clientId: 'me' };
    void client.connect(options, new AbortController().signal);
    const [server] = sockets;
    expect(server).to.include({ url: 'wss://example.com/mqtt', protocols: 'mqtt' });
    expect(server?.sent).to.deep.equal([]);
    server?.open();
    expect(server?.sent[0]?.slice(2, 12)).to.deep.equal([0, 4, 77, 81, 84, 84, 5, 2, 0, 60]);
    server?.send(...connack);
    await client.close();
  });

  it('resolves with what the server says of the session and its limits', async () => {
    const { opened, server } = await setup();
    server.send(0x20, 6, 1, 0, 3, 33, 0, 20);
    expect(await opened).to.deep.equal({ sessionPresent: true, maxInFlight: 20 });
  });

  it('hands over what comes in the same frame as the welcome', async () => {
    const seen: Inbound[] = [];
    const { server, opened } = await setup({}, (message) => void seen.push(message));
    server.send(...connack, ...publish(0, 0, 'a'));
    await opened;
    expect(seen).to.have.length(1);
  });

  it('gives up after 10 s', async () => {
    const { opened, clock, client, server } = await setup();
    await clock.advance(9_999);
    expect(server.closed).to.equal(false);
    await clock.advance(1);
    const error = await failure(opened);
    expect(error).to.include({ code: 'connection/timeout', retryable: true });
    expect(await client.closed).to.equal(error);
    expect(server.closed).to.equal(true);
    expect(clock.armed).to.equal(0);
  });

  const refusals: [reason: number, code: string, retryable: boolean][] = [
    [0x80, 'connection/refused', false],
    [0x84, 'connection/refused', false],
    [0x86, 'token/refused', false],
    [0x87, 'token/refused', false],
    [0x88, 'connection/refused', true],
    [0x89, 'connection/refused', true],
    [0x8a, 'connection/refused', false],
    [0x8c, 'token/refused', false],
    [0x97, 'connection/refused', true],
    [0x9f, 'connection/refused', true],
  ];
  for (const [reason, code, retryable] of refusals) {
    it(`is refused with ${reason.toString(16)}: ${code}${retryable ? ', try again' : ''}`, async () => {
      const { opened, server, clock } = await setup();
      server.send(0x20, 3, 0, reason, 0);
      expect(await failure(opened)).to.include({ code, reason, retryable });
      expect(server.closed).to.equal(true);
      expect(clock.armed).to.equal(0);
    });
  }

  it('connects once only', async () => {
    const { client } = await setupOpen();
    const again = client.connect({ url: 'ws://x/', clientId: 'me' }, new AbortController().signal);
    expect(await failure(again)).to.include({ code: 'connection/closed' });
  });

  it('does nothing before it is connected', async () => {
    const { client, server } = await setup();
    const lost = { code: 'connection/lost', retryable: true };
    expect(await failure(client.publish('t', 'x'))).to.include(lost);
    expect(await failure(client.publish('t', 'x', { qos: 0 }))).to.include(lost);
    expect(await failure(client.subscribe('t'))).to.include(lost);
    expect(await failure(client.unsubscribe('t'))).to.include(lost);
    expect(await failure(client.ping())).to.include(lost);
    expect(server.sent).to.deep.equal([]);
  });
});

describe('MqttClient: publishing', () => {
  it('settles QoS 1 with the acknowledgement', async () => {
    const { client, server, turn } = await setupOpen();
    let done = false;
    const published = client.publish('t', 'x').then(() => (done = true));
    await turn();
    expect(done).to.equal(false);
    server.send(...puback(idOf(server.sent[0])));
    await published;
  });

  const rejections: [reason: number, code: string, retryable: boolean][] = [
    [0x80, 'connection/refused', false],
    [0x87, 'connection/not-authorized', false],
    [0x97, 'connection/refused', true],
    [0x99, 'connection/refused', false],
  ];
  for (const [reason, code, retryable] of rejections) {
    it(`is answered with ${reason.toString(16)}: ${code}${retryable ? ', try again' : ''}`, async () => {
      const { client, server } = await setupOpen();
      const published = client.publish('t', 'x');
      server.send(...puback(idOf(server.sent[0]), reason));
      expect(await failure(published)).to.include({ code, reason, retryable });
      const subscribed = client.subscribe('t');
      const [, , high = 0, low = 0] = server.sent[1] ?? [];
      server.send(0x90, 4, high, low, 0, reason);
      expect(await failure(subscribed)).to.include({ code, reason, retryable });
    });
  }

  it('keeps what is beyond the Receive Maximum until there is room, in order', async () => {
    const { client, server, opened, turn } = await setup();
    server.send(0x20, 6, 0, 0, 3, 33, 0, 2);
    await opened;
    const published = ['a', 'b', 'c', 'd'].map((text) => client.publish('t', text));
    const letters = () => server.sent.map((packet) => String.fromCharCode(packet.at(-1) ?? 0));
    await turn();
    expect(letters()).to.deep.equal(['a', 'b']);
    server.send(...puback(idOf(server.sent[1])));
    expect(letters()).to.deep.equal(['a', 'b', 'c']);
    server.send(...puback(idOf(server.sent[0])), ...puback(idOf(server.sent[2])));
    expect(letters()).to.deep.equal(['a', 'b', 'c', 'd']);
    server.send(...puback(idOf(server.sent[3])));
    await Promise.all(published);
  });

  it('never uses a packet id twice at the same time', async () => {
    const { client, server } = await setupOpen();
    const first = client.publish('t', 'x');
    const taken = idOf(server.sent[0]);
    server.sent.length = 0;
    for (let i = 0; i < 65_536; i++) {
      const published = client.publish('t', 'x');
      const id = idOf(server.sent.pop());
      if (id === taken || id === 0) expect.fail(`The id ${id} was used after ${i} others.`);
      server.send(...puback(id));
      await published;
    }
    server.send(...puback(taken));
    await first;
  });

  it('says so when there is no packet id left', async () => {
    const { client } = await setupOpen();
    const published = Array.from({ length: 65_535 }, () => client.publish('t', 'x'));
    const results = Promise.allSettled(published);
    const refused = { code: 'connection/refused', retryable: true };
    expect(await failure(client.publish('t', 'x'))).to.include(refused);
    await client.close();
    await results;
  });

  it('ignores the answer to what an earlier connection asked', async () => {
    const { client, server } = await setupOpen();
    server.send(...puback(77), 0x90, 4, 0, 78, 0, 1);
    const published = client.publish('t', 'x');
    server.send(...puback(idOf(server.sent[0])));
    await published;
  });
});

describe('MqttClient: receiving', () => {
  it('acknowledges after the message was taken, in the order of arrival', async () => {
    const waiting: (() => void)[] = [];
    const { server, turn } = await setupOpen(
      {},
      () => new Promise((resolve) => waiting.push(resolve)),
    );
    server.send(...publish(1, 1, 'a'), ...publish(1, 2, 'b'), ...publish(0, 0, 'c'));
    await turn();
    expect(waiting).to.have.length(3);
    waiting[1]?.();
    await turn();
    expect(server.sent).to.deep.equal([]);
    waiting[0]?.();
    await turn();
    expect(server.sent).to.deep.equal([
      [0x40, 2, 0, 1],
      [0x40, 2, 0, 2],
    ]);
  });

  it('ends with a server that sends more than was asked for', async () => {
    const { client, server } = await setupOpen();
    server.send(...publish(2, 5, 'a'));
    expect(await client.closed).to.include({ code: 'connection/protocol', reason: 0x82 });
  });

  it('goes on after a message that nobody could take, and warns', async () => {
    const { warn } = console;
    const warnings: unknown[][] = [];
    console.warn = (...args) => void warnings.push(args);
    try {
      const { server, turn } = await setupOpen({}, () => {
        throw new Error('broken');
      });
      server.send(...publish(1, 1, 'a'), ...publish(0, 0, 'b'));
      await turn();
      expect(server.sent).to.deep.equal([[0x40, 2, 0, 1]]);
      expect(warnings).to.have.length(2);
    } finally {
      console.warn = warn;
    }
  });

  it('acknowledges nothing once it has ended', async () => {
    let taken = (): void => {};
    const { client, server, turn } = await setupOpen(
      {},
      () => new Promise((resolve) => (taken = resolve)),
    );
    server.send(...publish(1, 1, 'a'));
    await client.close();
    server.sent.length = 0;
    taken();
    await turn();
    expect(server.sent).to.deep.equal([]);
  });
});

describe('MqttClient: the pulse', () => {
  it('pings in time for the keepalive, again after each answer', async () => {
    const { server, clock } = await setupOpen();
    await clock.advance(35_999);
    expect(server.sent).to.deep.equal([]);
    await clock.advance(1);
    expect(server.sent).to.deep.equal([pingreq]);
    server.send(...pingresp);
    await clock.advance(36_000);
    expect(server.sent).to.deep.equal([pingreq, pingreq]);
  });

  it('keeps to the keepalive of the server', async () => {
    const { server, clock, opened } = await setup();
    server.send(0x20, 6, 0, 0, 3, 19, 0, 10);
    await opened;
    await clock.advance(6_000);
    expect(server.sent).to.deep.equal([pingreq]);
  });

  it('ends when the keepalive ping is not answered within 10 s', async () => {
    const { client, server, clock } = await setupOpen();
    await clock.advance(45_999);
    expect(server.closed).to.equal(false);
    await clock.advance(1);
    expect(await client.closed).to.include({ code: 'connection/lost', retryable: true });
    expect(clock.armed).to.equal(0);
  });

  it('ends when a probe is not answered within 3 s', async () => {
    const { client, server, clock } = await setupOpen();
    const probe = failure(client.ping());
    await clock.advance(3_000);
    expect(await probe).to.include({ code: 'connection/lost', retryable: true });
    expect(await client.closed).to.include({ code: 'connection/lost' });
    expect(server.closed).to.equal(true);
  });

  it('asks whether the other side is still there, 2 s after it has asked for something', async () => {
    const { client, server, clock } = await setupOpen();
    const published = failure(client.publish('t', 'x'));
    await clock.advance(1_999);
    expect(server.sent).not.to.deep.include(pingreq);
    await clock.advance(1);
    expect(server.sent.at(-1)).to.deep.equal(pingreq);
    await clock.advance(3_000);
    expect(await published).to.include({ code: 'connection/lost' });
    expect(await client.closed).to.include({ code: 'connection/lost' });
    expect(clock.armed).to.equal(0);
  });

  it('asks 2 s after a message has come, also who only reads', async () => {
    const { client, server, clock } = await setupOpen();
    server.send(...publish(0, 0, 'a'));
    await clock.advance(2_000);
    expect(server.sent).to.deep.equal([pingreq]);
    await clock.advance(3_000);
    expect(await client.closed).to.include({ code: 'connection/lost' });
  });

  it('asks every 2 s while messages come, and by the keepalive after them', async () => {
    const { server, clock } = await setupOpen();
    for (let message = 0; message < 100; message += 1) {
      server.send(...publish(0, 0, 'a'));
      await clock.advance(100);
      // The answer to each ping is there at once.
      const pings = server.sent.splice(0);
      expect(pings.length).to.be.at.most(1);
      if (pings.length === 1) {
        expect((message + 1) % 20).to.equal(0);
        server.send(...pingresp);
      }
    }
    await clock.advance(2_000);
    expect(server.sent).to.deep.equal([pingreq]);
    server.send(...pingresp);
    await clock.advance(35_999);
    expect(server.sent).to.deep.equal([pingreq]);
    await clock.advance(1);
    expect(server.sent).to.deep.equal([pingreq, pingreq]);
  });

  it('asks again where the answer to a ping is the last that comes of a stream of messages', async () => {
    const { client, server, clock } = await setupOpen();
    server.send(...publish(0, 0, 'a'));
    await clock.advance(1_000);
    server.send(...publish(0, 0, 'b'));
    await clock.advance(1_000);
    server.send(...pingresp);
    await clock.advance(5_000);
    expect(await client.closed).to.include({ code: 'connection/lost' });
  });

  it('gives up on a server that answers pings, but no publish for 30 s', async () => {
    const { client, server, clock } = await setupOpen();
    const published = failure(client.publish('t', 'x'));
    await clock.advance(2_000);
    server.send(...pingresp);
    await clock.advance(27_999);
    expect(server.closed).to.equal(false);
    await clock.advance(1);
    expect(await published).to.include({ code: 'connection/lost' });
    expect(clock.armed).to.equal(0);
  });

  it('takes other traffic for no answer to a probe', async () => {
    const { client, server, clock } = await setupOpen();
    const probe = failure(client.ping());
    server.send(...publish(0, 0, 'a'));
    await clock.advance(3_000);
    expect(await probe).to.include({ code: 'connection/lost' });
  });

  it('answers several probes one after the other', async () => {
    const { client, server, clock } = await setupOpen();
    const probes = Promise.all([client.ping(), client.ping()]);
    server.send(...pingresp, ...pingresp);
    await probes;
    await clock.advance(5_000);
    expect(server.closed).to.equal(false);
  });
});

describe('MqttClient: the end', () => {
  it('rejects everything that is under way', async () => {
    const { client, server, clock } = await setupOpen();
    const failures = Promise.all(
      [client.publish('t', 'x'), client.subscribe('t'), client.unsubscribe('t'), client.ping()].map(
        failure,
      ),
    );
    server.drop();
    for (const error of await failures) {
      expect(error).to.include({ code: 'connection/lost', retryable: true });
    }
    expect(await client.closed).to.include({ code: 'connection/lost', retryable: true });
    expect(clock.armed).to.equal(0);
  });

  it('says goodbye, once', async () => {
    const { client, server } = await setupOpen();
    await client.close();
    await client.close({ forget: true });
    expect(server.sent).to.deep.equal([[0xe0, 2, 0, 0]]);
    expect(server.closed).to.equal(true);
    expect(await client.closed).to.equal(undefined);
  });

  it('lets the server forget the session', async () => {
    const { client, server } = await setupOpen({ sessionExpiry: 3600 });
    await client.close({ forget: true });
    expect(server.sent).to.deep.equal([[0xe0, 7, 0, 5, 17, 0, 0, 0, 0]]);
  });

  it('can be closed before it was connected', async () => {
    const { WebSocket, sockets } = fakeWebSocket();
    const client = new MqttClient(() => {}, { WebSocket });
    await client.close();
    expect(await client.closed).to.equal(undefined);
    const late = client.connect({ url: 'ws://x/', clientId: 'me' }, new AbortController().signal);
    expect(await failure(late)).to.include({ code: 'connection/closed' });
    expect(sockets).to.have.length(0);
  });

  it('closes a socket that is not wanted any more as soon as it is open, without a word', async () => {
    const { WebSocket, sockets } = fakeWebSocket();
    const client = new MqttClient(() => {}, { WebSocket });
    const controller = new AbortController();
    const opened = client.connect({ url: 'ws://x/', clientId: 'me' }, controller.signal);
    const reason = new Error('changed my mind');
    controller.abort(reason);
    expect(await failure(opened)).to.equal(reason);
    expect(await client.closed).to.equal(undefined);
    const [server] = sockets;
    expect(server?.closed).to.equal(false);
    server?.open();
    expect(server?.closed).to.equal(true);
    expect(server?.sent).to.deep.equal([]);
  });

  it('hears nothing after the end, not even in the same frame', async () => {
    const seen: Inbound[] = [];
    const { client, server } = await setupOpen({}, (message) => void seen.push(message));
    server.send(0xe0, 1, 0x8b, ...publish(0, 0, 'a'));
    server.send(...publish(0, 0, 'b'));
    expect(seen).to.deep.equal([]);
    expect(await client.closed).to.include({ code: 'connection/lost', reason: 0x8b });
  });

  it('tells the server why it ends where the server breaks the protocol', async () => {
    const { client, server } = await setupOpen();
    server.sendText('hello');
    expect(server.sent).to.deep.equal([[0xe0, 2, 0x81, 0]]);
    expect(await client.closed).to.include({
      code: 'connection/protocol',
      reason: 0x81,
      retryable: true,
    });
  });

  it('names neither token nor url in an error about the url', async () => {
    const WebSocket = function () {
      throw new DOMException('wss://user:secret@x is refused', 'SecurityError');
    } as unknown as typeof globalThis.WebSocket;
    const client = new MqttClient(() => {}, { WebSocket });
    const options = { url: 'wss://user:secret@x', clientId: 'me', password: 'secret' };
    const error = await failure(client.connect(options, new AbortController().signal));
    expect(error).to.include({ code: 'config/bad-attribute', retryable: false });
    expect(`${error.message} ${error.remediation}`).to.contain('url').and.not.contain('secret');
    expect(await client.closed).to.equal(error);
  });
});
