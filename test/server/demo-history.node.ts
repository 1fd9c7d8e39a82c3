import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import mqtt from 'mqtt';
import type { MqttClient } from 'mqtt';
import { DemoHistory } from '../../demo/server/history.js';
import type { HistoryBounds } from '../../demo/server/history.js';
import { record, type Subscribe } from '../../demo/server/recorder.js';
import { startDemo } from '../../demo/server/start-demo.js';
import type { Demo } from '../../demo/server/start-demo.js';
import type { HistoryPage } from '../../src/server/index.js';

const payload = (fields: object | string): Uint8Array =>
  new TextEncoder().encode(typeof fields === 'string' ? fields : JSON.stringify(fields));
const said = (n: number) => ({ user: 'ada', text: `text ${n}`, timestamp: 1e12 + n, id: `m-${n}` });
const textsOf = ({ messages }: HistoryPage): string[] => messages.map(({ text }) => text);

const opened = (test: { after(run: () => void): void }, bounds?: HistoryBounds): DemoHistory => {
  const history = new DemoHistory(bounds);
  test.after(() => history.close());
  return history;
};
const newest = (history: DemoHistory, room = 'lobby', limit = 200): string[] =>
  textsOf(history.read({ room, before: undefined, limit }));

describe('demo history: what is kept', () => {
  it('keeps a message as it was on the wire, with its place in its session', (test) => {
    const history = opened(test);
    const message = { ...said(1), name: 'Ada', sid: 's', n: 1 };
    history.record('lobby', payload({ ...message, v: 1 }));
    const { messages, next } = history.read({ room: 'lobby', before: undefined, limit: 10 });
    assert.deepEqual([messages, next], [[message], null]);
  });

  it('keeps a repeat once, and each room to itself', (test) => {
    const history = opened(test);
    for (const n of [1, 2, 1, 2]) history.record('lobby', payload(said(n)));
    history.record('garden', payload(said(1)));
    assert.deepEqual(newest(history), ['text 1', 'text 2']);
    assert.deepEqual(newest(history, 'garden'), ['text 1']);
    assert.deepEqual(newest(history, 'nowhere'), []);
  });

  it('keeps what plain clients write, and nothing that is no message', (test) => {
    const history = opened(test);
    history.record('lobby', payload({ user: 'bob', text: 'plain', timestamp: 1e9 }));
    for (const junk of ['', 'no JSON', '[]', '{"text":"nobody"}']) {
      history.record('lobby', payload(junk));
    }
    history.record('lobby', new Uint8Array([0xff, 0xfe]));
    assert.deepEqual(newest(history), ['plain']);
  });

  it('gives page by page, oldest first, in the order of the broker, until there is no more', (test) => {
    const history = opened(test);
    // Their clocks differ: it is the broker's order that counts.
    for (let n = 10; n > 0; n -= 1) history.record('lobby', payload(said(n)));
    const pages: string[][] = [];
    let before: string | undefined;
    for (let page; page?.next !== null; before = page.next ?? undefined) {
      page = history.read({ room: 'lobby', before, limit: 4 });
      pages.push(textsOf(page));
    }
    assert.deepEqual(
      pages.reverse().flat(),
      Array.from({ length: 10 }, (_, i) => `text ${10 - i}`),
    );
    assert.equal(pages.length, 3);
  });

  it('has nothing before a place that it never named', (test) => {
    const history = opened(test);
    history.record('lobby', payload(said(1)));
    for (const before of ['x', '1e400', "1' OR 1", '0']) {
      assert.deepEqual(history.read({ room: 'lobby', before, limit: 10 }), {
        messages: [],
        next: null,
      });
    }
  });

  it('takes any name of a room for nothing but a name', (test) => {
    const history = opened(test);
    const room = "lobby'; DROP TABLE messages; --";
    history.record(room, payload(said(1)));
    assert.deepEqual(newest(history, room), ['text 1']);
  });

  it('lets the oldest go, in a room and in all', (test) => {
    const history = opened(test, { perRoom: 300, inAll: 500 });
    for (let n = 1; n <= 1_000; n += 1) history.record('lobby', payload(said(n)));
    const kept = newest(history);
    assert.equal(kept.at(-1), 'text 1000');
    const oldest = history.read({ room: 'lobby', before: undefined, limit: 2_000 });
    assert.equal(oldest.messages.length, 300);
    for (let n = 1; n <= 300; n += 1) history.record(`room-${n % 3}`, payload(said(n)));
    const left = ['lobby', 'room-0', 'room-1', 'room-2'].map(
      (room) => history.read({ room, before: undefined, limit: 2_000 }).messages.length,
    );
    assert.deepEqual(left, [200, 100, 100, 100]);
  });
});

describe('recorder', () => {
  it('records the rooms of any broker that it is handed', (test) => {
    const history = opened(test);
    let filter = '';
    let receive: Parameters<Subscribe>[1] = () => assert.fail('nothing was subscribed');
    record(history, (...asked) => ([filter, receive] = asked));
    assert.equal(filter, 'chat/+/messages');
    receive('chat/lobby/messages', payload(said(1)));
    assert.deepEqual(newest(history), ['text 1']);
  });
});

describe('demo: history routes', () => {
  let demo: Demo;
  let ada: MqttClient;
  const join = async (): Promise<MqttClient> => {
    const response = await fetch(`${demo.url}/token/ada`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-rt-embed': '1' },
      body: JSON.stringify({ purpose: 'chat', rooms: ['lobby', 'garden'] }),
    });
    const { url, token } = (await response.json()) as { url: string; token: string };
    const options = { protocolVersion: 5, username: 'ada', password: token, reconnectPeriod: 0 };
    const client = await mqtt.connectAsync(url, options as mqtt.IClientOptions, false);
    client.on('error', () => undefined); // the broker is stopped on purpose
    return client;
  };
  const ask = (path: string, header = '1'): Promise<Response> =>
    fetch(demo.url + path, { headers: { 'x-rt-embed': header } });
  const read = async (path: string): Promise<string[]> =>
    textsOf((await (await ask(path)).json()) as HistoryPage);
  before(async () => {
    demo = await startDemo();
    ada = await join();
  });
  after(async () => {
    await ada.endAsync(true);
    await demo.close();
  });

  it('hands out what was said before the page came, to everybody in the room', async () => {
    await ada.publishAsync('chat/lobby/messages', JSON.stringify(said(1)), { qos: 1 });
    for (const who of ['/ada', '/ben', '']) {
      assert.deepEqual(await read(`/history${who}?room=lobby`), ['text 1']);
    }
    assert.deepEqual(await read('/history/ben?room=garden'), []);
  });

  it('goes on recording after the broker was stopped and started', async () => {
    await demo.broker.stop();
    await demo.broker.start();
    ada = await join();
    await ada.publishAsync('chat/lobby/messages', JSON.stringify(said(2)), { qos: 1 });
    assert.deepEqual(await read('/history/ben?room=lobby'), ['text 1', 'text 2']);
  });

  it('keeps the closed room closed', async () => {
    assert.equal((await ask('/history/ada?room=staff')).status, 403);
    assert.equal((await ask('/history?room=staff')).status, 403);
  });

  it('gives nobody else anything', async () => {
    assert.equal((await ask('/history/ada?room=lobby', '0')).status, 403);
    assert.equal((await ask('/history/eve?room=lobby')).status, 404);
    assert.equal((await ask('/history/__proto__?room=lobby')).status, 404);
    assert.equal((await ask('/history/ada/more?room=lobby')).status, 404);
  });

  it('makes nobody a guest: that is the token route’s', async () => {
    assert.equal((await ask('/history?room=lobby')).headers.get('set-cookie'), null);
  });
});
