import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import mqtt from 'mqtt';
import type { IClientOptions, IPublishPacket, MqttClient } from 'mqtt';
import { WebSocket } from 'ws';
import { startDemo } from '../../demo/server/start-demo.js';
import type { Demo, DemoOptions } from '../../demo/server/start-demo.js';

interface Answer {
  token: string;
  url: string;
  user: { id: string; name: string };
  expiresAt: number;
}

const ask = (demo: Demo, path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${demo.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-rt-embed': '1', ...headers },
    body: JSON.stringify(body),
  });

const grantFor = async (demo: Demo, who: string, body: object): Promise<Answer> => {
  const response = await ask(demo, `/token/${who}`, { purpose: 'chat', ...body });
  assert.equal(response.status, 200);
  return (await response.json()) as Answer;
};

/** Connects with a grant; the client goes when the test ends. */
const join = async (
  test: TestContext,
  { url, token, user }: Answer,
  own: IClientOptions = {},
): Promise<MqttClient> => {
  const client = await mqtt.connectAsync(
    url,
    {
      protocolVersion: 5,
      username: user.id,
      password: token,
      reconnectPeriod: 0,
      ...own,
    },
    false,
  );
  client.on('error', () => undefined); // what matters is seen by the tests in other ways
  test.after(() => client.end(true));
  return client;
};

/** mqtt types its events so that Node's own `once` does not take it. */
const event = (client: MqttClient, name: 'message' | 'close' | 'disconnect' | 'connect') =>
  new Promise<unknown[]>((resolve) => {
    client.once(name, (...values: unknown[]) => resolve(values));
  });

const nextMessage = async (client: MqttClient): Promise<[topic: string, text: string]> => {
  const [topic, payload] = (await event(client, 'message')) as [string, Buffer];
  return [topic, payload.toString()];
};

const started = async (test: TestContext, options: DemoOptions = {}): Promise<Demo> => {
  const demo = await startDemo(options);
  test.after(() => demo.close());
  return demo;
};

describe('demo broker: what a token allows', () => {
  let demo: Demo;
  before(async () => void (demo = await startDemo()));
  after(() => demo.close());

  it('carries a message from one user to another', async (test) => {
    const ada = await join(test, await grantFor(demo, 'ada', { room: 'lobby' }));
    const ben = await join(test, await grantFor(demo, 'ben', { room: 'lobby' }));
    await ben.subscribeAsync('chat/lobby/messages', { qos: 1 });
    const arrived = nextMessage(ben);
    await ada.publishAsync('chat/lobby/messages', 'hello', { qos: 1 });
    assert.deepEqual(await arrived, ['chat/lobby/messages', 'hello']);
  });

  it('refuses to publish elsewhere with 0x87 and keeps the connection', async (test) => {
    const ada = await join(test, await grantFor(demo, 'ada', { room: 'lobby' }));
    for (const topic of ['chat/games/messages', 'jobs/build', 'chat/lobby', '$SYS/x']) {
      await assert.rejects(ada.publishAsync(topic, 'x', { qos: 1 }), { code: 0x87 }, topic);
    }
    await ada.publishAsync('chat/lobby/messages', 'still here', { qos: 1 });
  });

  it('refuses to subscribe elsewhere, keeps the connection and delivers nothing', async (test) => {
    const ada = await join(test, await grantFor(demo, 'ada', { room: 'lobby' }));
    const ben = await join(test, await grantFor(demo, 'ben', { room: 'games' }));
    const seen: string[] = [];
    ben.on('message', (topic) => seen.push(topic));
    for (const filter of ['chat/lobby/messages', 'chat/#', '#', '+/+/+', 'chat/games/presence/#']) {
      await assert.rejects(ben.subscribeAsync(filter, { qos: 1 }), /not authorized/i, filter);
    }
    await ben.subscribeAsync('chat/games/messages', { qos: 1 });
    await ada.publishAsync('chat/lobby/messages', 'for the lobby', { qos: 1 });
    await ben.publishAsync('chat/games/messages', 'for games', { qos: 1 });
    await ben.unsubscribeAsync('chat/games/messages');
    assert.deepEqual(seen, ['chat/games/messages']);
  });

  it('queues nothing for a refused filter that came along with an allowed one', async (test) => {
    const ada = await join(test, await grantFor(demo, 'ada', { rooms: ['lobby', 'games'] }));
    const grant = await grantFor(demo, 'ben', { room: 'games' });
    const kept = { clientId: 'ben-1', clean: false, properties: { sessionExpiryInterval: 60 } };
    const ben = await join(test, grant, kept);
    await assert.rejects(
      ben.subscribeAsync(['chat/lobby/messages', 'chat/games/messages'], { qos: 1 }),
    );
    await ben.endAsync();
    await ada.publishAsync('chat/lobby/messages', 'secret', { qos: 1 });
    await ada.publishAsync('chat/games/messages', 'public', { qos: 1 });
    const seen: string[] = [];
    const again = mqtt.connect(grant.url, {
      ...kept,
      protocolVersion: 5,
      password: grant.token,
      username: 'ben',
      reconnectPeriod: 0,
    });
    test.after(() => again.end(true));
    again.on('message', (_topic, payload) => seen.push(payload.toString()));
    await event(again, 'connect');
    await again.publishAsync('chat/games/messages', 'last', { qos: 1 });
    while (!seen.includes('last')) await event(again, 'message');
    assert.deepEqual(seen, ['public', 'last']);
  });

  it('lets presence be written and read in the room', async (test) => {
    const ada = await join(test, await grantFor(demo, 'ada', { room: 'lobby' }));
    await ada.subscribeAsync('chat/lobby/presence/+', { qos: 1 });
    const arrived = nextMessage(ada);
    await ada.publishAsync('chat/lobby/presence/s1', 'here', { qos: 1, retain: true });
    assert.deepEqual(await arrived, ['chat/lobby/presence/s1', 'here']);
    await ada.publishAsync('chat/lobby/presence/s1', '', { qos: 1, retain: true });
  });

  it('publishes the will of a client that vanished, without the properties of a will', async (test) => {
    const grant = await grantFor(demo, 'ada', { room: 'lobby' });
    const ben = await join(test, await grantFor(demo, 'ben', { room: 'lobby' }));
    await ben.subscribeAsync('chat/lobby/presence/+', { qos: 1 });
    const will = { topic: 'chat/lobby/presence/s3', payload: Buffer.from('gone'), qos: 1 as const };
    // A session that ends with its connection ends the delay as well: the will comes at once.
    const properties = { willDelayInterval: 5 };
    const ada = await join(test, grant, { will: { ...will, retain: false, properties } });
    const arrived = event(ben, 'message');
    ada.stream.destroy();
    const [topic, payload, packet] = (await arrived) as [string, Buffer, IPublishPacket];
    assert.deepEqual([topic, payload.toString()], ['chat/lobby/presence/s3', 'gone']);
    assert.equal(packet.properties?.['willDelayInterval' as never], undefined);
  });

  it('shows the last progress of the build at once', async (test) => {
    const ada = await join(test, await grantFor(demo, 'ada', { topics: ['jobs/build'] }));
    const arrived = nextMessage(ada);
    await ada.subscribeAsync('jobs/build', { qos: 1 });
    const [topic, text] = await arrived;
    assert.equal(topic, 'jobs/build');
    const { value } = JSON.parse(text) as { value: number };
    assert.ok(value >= 0 && value <= 100);
  });

  it('refuses a token that it did not make, and a missing one, with 0x87', async () => {
    const response = await ask(demo, '/token/fault/refused', { purpose: 'chat', room: 'lobby' });
    const { token } = (await response.json()) as Answer;
    for (const password of [token, undefined]) {
      const own: IClientOptions = { protocolVersion: 5, username: 'ada', reconnectPeriod: 0 };
      await assert.rejects(
        mqtt.connectAsync(demo.broker.url, { ...own, ...(password && { password }) }, false),
        { code: 0x87 },
      );
    }
  });
});

describe('demo broker: its life', () => {
  it('ends a connection with 0x87 when its token ends', async (test) => {
    const demo = await started(test, { tokenTtl: 2 });
    const grant = await grantFor(demo, 'ada', { room: 'lobby' });
    const ada = await join(test, grant);
    const closed = event(ada, 'close');
    const [packet] = (await event(ada, 'disconnect')) as [{ reasonCode?: number }];
    assert.equal(packet.reasonCode, 0x87);
    await closed;
    assert.ok(Date.now() >= grant.expiresAt - 50);
  });

  it('cuts everybody when stopped, refuses while stopped, and forgets', async (test) => {
    const demo = await started(test);
    const grant = await grantFor(demo, 'ada', { room: 'lobby' });
    const own = { clientId: 'ada-1', clean: false, properties: { sessionExpiryInterval: 60 } };
    const ada = await join(test, grant, own);
    await ada.publishAsync('chat/lobby/presence/s1', 'here', { qos: 1, retain: true });
    assert.equal(demo.broker.connections, 1);
    const closed = event(ada, 'close');
    await demo.broker.stop();
    await closed;
    assert.equal(demo.broker.running, false);
    await assert.rejects(once(new WebSocket(grant.url, 'mqtt'), 'open'), /503/);

    await demo.broker.start();
    const again = await join(test, grant, own);
    const seen: string[] = [];
    again.on('message', (_topic, payload) => seen.push(payload.toString()));
    await again.subscribeAsync('chat/lobby/presence/+', { qos: 1 });
    await again.publishAsync('chat/lobby/presence/s2', 'new', { qos: 1 });
    while (seen.length === 0) await event(again, 'message');
    assert.deepEqual(seen, ['new']);
  });

  it('is stopped and started over HTTP, by JSON only', async (test) => {
    const demo = await started(test);
    const post = (body: string, type = 'application/json') =>
      fetch(`${demo.url}/demo/broker`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
    assert.equal((await post('{"running":false}', 'text/plain')).status, 400);
    assert.equal((await post('{}')).status, 400);
    assert.equal(demo.broker.running, true);
    assert.deepEqual(await (await post('{"running":false}')).json(), { running: false });
    assert.equal(demo.broker.running, false);
    assert.deepEqual(await (await fetch(`${demo.url}/demo/broker`)).json(), { running: false });
    assert.deepEqual(await (await post('{"running":true}')).json(), { running: true });
    assert.equal(demo.broker.running, true);
  });

  it('keeps making tokens for calls where another broker’s are made elsewhere', async (test) => {
    const mint = async () => ({ provider: 'mqtt', token: 'theirs' });
    const demo = await started(test, { brokerUrl: 'ws://127.0.0.1:1/mqtt', mint });
    const { url } = await grantFor(demo, 'ada', { purpose: 'call' });
    assert.equal(url, demo.gateway.url);
  });

  it('leaves the broker to others where another one is named', async (test) => {
    const brokerUrl = 'ws://127.0.0.1:1/mqtt';
    const demo = await started(test, {
      brokerUrl,
      mint: async () => ({ provider: 'mqtt', url: brokerUrl, token: 'theirs' }),
    });
    assert.equal(demo.broker.url, brokerUrl);
    assert.equal(demo.broker.running, false);
    assert.equal((await grantFor(demo, 'ada', { room: 'lobby' })).token, 'theirs');
    assert.equal((await fetch(`${demo.url}/demo/broker`)).status, 409);
  });
});

describe('demo routes', () => {
  let demo: Demo;
  before(async () => void (demo = await startDemo()));
  after(() => demo.close());

  it('knows a guest again by a cookie that scripts and others never see', async () => {
    const first = await ask(demo, '/token', { purpose: 'chat', room: 'lobby' });
    const cookie = first.headers.get('set-cookie') ?? '';
    assert.match(cookie, /; HttpOnly; SameSite=Lax/);
    const { user } = (await first.json()) as Answer;
    const secret = cookie.split(';')[0] ?? '';
    assert.ok(!secret.includes(user.id.replace('guest-', '')));
    const headers = { cookie: secret };
    const again = await ask(demo, '/token', { purpose: 'chat', room: 'lobby' }, headers);
    assert.deepEqual(((await again.json()) as Answer).user, user);
    assert.equal(again.headers.get('set-cookie'), null);
    const other = await ask(demo, '/token', { purpose: 'chat', room: 'lobby' });
    assert.notEqual(((await other.json()) as Answer).user.id, user.id);
  });

  it('lets nobody into the staff room', async () => {
    const response = await ask(demo, '/token/ada', { purpose: 'chat', room: 'staff' });
    assert.equal(response.status, 403);
  });

  it('names the broker by the host that the browser uses', async () => {
    const origin = demo.url.replace('127.0.0.1', 'localhost');
    const response = await ask(
      demo,
      '/token/ada',
      { purpose: 'chat' },
      {
        origin,
        'sec-fetch-site': 'same-origin',
      },
    );
    const { url } = (await response.json()) as Answer;
    assert.equal(url, `${origin.replace('http:', 'ws:')}/mqtt`);
  });

  it('names the call gateway by the host that the browser uses', async () => {
    const origin = demo.url.replace('127.0.0.1', 'localhost');
    const headers = { origin, 'sec-fetch-site': 'same-origin' };
    const response = await ask(demo, '/token/cyd', { purpose: 'call' }, headers);
    const { provider, url, user } = (await response.json()) as Answer & { provider: string };
    assert.equal(provider, 'signalwire-v4');
    assert.equal(url, `${origin.replace('http:', 'ws:')}/signalwire`);
    assert.equal(user.id, 'cyd');
  });

  it('lets nobody call the staff', async () => {
    for (const [destination, status] of [
      ['/staff/board', 403],
      ['/private/ben', 200],
    ] as const) {
      const response = await ask(demo, '/token/ada', { purpose: 'call', destination });
      assert.equal(response.status, status, destination);
    }
  });

  for (const [fault, status] of Object.entries({
    401: 401,
    404: 404,
    500: 500,
    html: 200,
    malformed: 200,
    expired: 200,
    refused: 200,
    toString: 404,
  })) {
    it(`stages the fault ${fault}`, async () => {
      const response = await ask(demo, `/token/fault/${fault}`, { purpose: 'chat', room: 'lobby' });
      assert.equal(response.status, status);
      await response.arrayBuffer();
    });
  }

  it('stages a route that never answers, and still closes at once', async () => {
    const own = await startDemo();
    const asked = ask(own, '/token/fault/never', { purpose: 'chat' });
    const refused = assert.rejects(asked);
    // One round trip more, so that the request has arrived.
    await (await fetch(`${own.url}/demo/broker`)).json();
    await own.close();
    await refused;
  });

  it('sends every page under the strict policy', async () => {
    for (const page of ['/', '/script-tag', '/esm', '/errors']) {
      const response = await fetch(demo.url + page);
      assert.equal(response.status, 200, page);
      assert.equal(
        response.headers.get('content-security-policy'),
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws:; " +
          "img-src 'self'; worker-src 'none'; require-trusted-types-for 'script'; trusted-types lit-html",
      );
      const html = await response.text();
      assert.doesNotMatch(html, /<style|style="|<script>|\son\w+="/);
    }
  });

  it('serves nothing from outside its folders', async () => {
    // Raw requests: fetch would tidy the paths up before it sends them.
    for (const path of [
      '/../../package.json',
      '/%2e%2e/%2e%2e/package.json',
      '/dist/..%2fLICENSE',
    ]) {
      const outgoing = request(demo.url, { path }).end();
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      response.resume();
      assert.equal(response.statusCode, 404, path);
    }
  });
});
