import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { connectAsync } from 'mqtt';
import type { IClientOptions, MqttClient as VendorClient } from 'mqtt';
import { TokenError } from '../../src/protocol/errors.js';
import { fakeClock } from '../helpers/fake-clock.js';
import { mosquittoMissing, startMosquitto } from '../helpers/mosquitto.js';
import type { Mosquitto } from '../helpers/mosquitto.js';
import { TcpProxy } from '../helpers/tcp-proxy.js';
import { makeClient, newId, openClient } from './helpers/open-client.js';

const skip = mosquittoMissing() ?? false;

const vendor = (broker: Mosquitto, options: IClientOptions = {}): Promise<VendorClient> =>
  connectAsync(broker.tcpUrl, { protocolVersion: 5, reconnectPeriod: 0, ...options });

describe('the client and mosquitto', { skip }, () => {
  let broker: Mosquitto;

  before(async () => {
    broker = await startMosquitto({ dynsec: false });
  });
  after(() => broker.stop());

  it('takes messages of QoS 0, 1 and 2 from another library', async () => {
    const options = { clientId: newId(), sessionExpiry: 60 };
    const { client, inbox } = await openClient(broker.url, options);
    await client.subscribe('in');
    const other = await vendor(broker);
    for (const qos of [0, 1, 2, 2, 2, 1] as const)
      await other.publishAsync('in', `${qos}`, { qos });
    assert.deepEqual(await inbox.until(6), ['0', '1', '2', '2', '2', '1']);
    await client.ping();
    await client.close();
    // The broker has our acknowledgements: nothing comes twice.
    const again = await openClient(broker.url, options);
    await again.client.publish('in', 'last');
    assert.deepEqual(await again.inbox.until(1), ['last']);
    await again.client.close({ forget: true });
    await other.endAsync();
  });

  it('gives after a reconnect what was kept meanwhile', async () => {
    const options = { clientId: newId(), sessionExpiry: 60 };
    const first = await openClient(broker.url, options);
    assert.equal(first.opened.sessionPresent, false);
    await first.client.subscribe('kept');
    await first.client.close();
    const other = await openClient(broker.url);
    await other.client.publish('kept', 'one');
    await other.client.publish('kept', 'two');
    const second = await openClient(broker.url, options);
    assert.equal(second.opened.sessionPresent, true);
    assert.deepEqual(await second.inbox.until(2), ['one', 'two']);
    await second.client.close({ forget: true });
    const third = await openClient(broker.url, options);
    assert.equal(third.opened.sessionPresent, false);
    await Promise.all([third.client.close(), other.client.close()]);
  });

  it('gets again what it has not acknowledged', async () => {
    const options = { clientId: newId(), sessionExpiry: 60 };
    const proxy = await TcpProxy.start(broker.port);
    const seen: string[] = [];
    const { client } = makeClient({}, ({ payload }) => {
      seen.push(new TextDecoder().decode(payload));
      return new Promise(() => {});
    });
    await client.connect({ url: proxy.url, ...options }, new AbortController().signal);
    await client.subscribe('unread');
    await client.publish('unread', 'take me');
    await client.ping();
    assert.deepEqual(seen, ['take me']);
    proxy.cut();
    assert.equal((await client.closed)?.code, 'connection/lost');
    const again = await openClient(broker.url, options);
    assert.deepEqual(await again.inbox.until(1), ['take me']);
    await again.client.close({ forget: true });
    await proxy.close();
  });

  it('stays within the Receive Maximum, in both directions', async () => {
    const { client, inbox, opened } = await openClient(broker.url, { receiveMaximum: 3 });
    assert.ok(opened.maxInFlight > 0 && opened.maxInFlight <= 65_535);
    await client.subscribe('both');
    const texts = Array.from({ length: 300 }, (_, i) => `${i}`);
    await Promise.all(texts.map((text) => client.publish('both', text)));
    assert.deepEqual(await inbox.until(300), texts);
    await client.close();
  });

  it('sends a megabyte', async () => {
    const { client } = await openClient(broker.url);
    // Over TCP: mosquitto 2.0.11 takes half a minute to write a megabyte to a WebSocket.
    const other = await vendor(broker);
    await other.subscribeAsync('large', { qos: 1 });
    const arrived = new Promise<string>((resolve) => {
      other.once('message', (_topic, payload) => resolve(payload.toString()));
    });
    const text = 'äöü€'.repeat(120_000);
    await client.publish('large', text);
    assert.equal(await arrived, text);
    await other.endAsync();
    await client.close();
  });

  it('carries how long a message is good for', async () => {
    const { client, inbox } = await openClient(broker.url);
    await client.subscribe('short');
    await client.publish('short', 'soon gone', { expiry: 100 });
    await client.publish('short', 'stays');
    await inbox.until(2);
    const [short, stays] = inbox.messages;
    assert.ok(short?.expiry && short.expiry > 90 && short.expiry <= 100);
    assert.equal(stays && 'expiry' in stays, false);
    await client.close();
  });

  it('leaves its will when it vanishes, after the delay; none when it says goodbye', async () => {
    const proxy = await TcpProxy.start(broker.port);
    const watcher = await openClient(broker.url);
    await watcher.client.subscribe('wills/+');
    const will = (name: string) => ({
      topic: `wills/${name}`,
      payload: name,
      retain: false,
      delay: 1,
    });
    const options = (name: string) => ({ will: will(name), sessionExpiry: 60 });
    const polite = await openClient(proxy.url, options('polite'));
    await polite.client.close();
    const returning = { ...options('returning'), clientId: newId() };
    await openClient(proxy.url, returning);
    await openClient(proxy.url, options('gone'));
    const since = Date.now();
    proxy.cut();
    const back = await openClient(broker.url, returning);
    assert.deepEqual(await watcher.inbox.until(1), ['gone']);
    assert.ok(Date.now() - since > 500, 'the will came without delay');
    await back.client.close();
    await watcher.client.close();
    assert.deepEqual(watcher.inbox.texts, ['gone']);
    await proxy.close();
  });

  it('finds out by a ping that nobody is there any more', async () => {
    const proxy = await TcpProxy.start(broker.port);
    const clock = fakeClock();
    const { client } = await openClient(proxy.url, {}, { clock });
    await client.ping();
    proxy.blackhole(true);
    const probe = client.ping();
    const unsure = assert.rejects(probe, { code: 'connection/lost', retryable: true });
    await clock.advance(3_000);
    await unsure;
    assert.equal((await client.closed)?.code, 'connection/lost');
    assert.equal(clock.armed, 0);
    await proxy.close();
  });
});

describe('the client and a mosquitto with users', { skip }, () => {
  let broker: Mosquitto;
  const ann = { username: 'ann', password: 'secret' };

  before(async () => {
    broker = await startMosquitto({ persistent: true });
    await broker.createUser({ ...ann, publish: ['room/a'], subscribe: ['room/a'] });
  });
  after(() => broker.stop());

  it('says that the token is refused for a wrong password', async () => {
    const refused = openClient(broker.url, { ...ann, password: 'not-the-password' });
    await assert.rejects(refused, (error: unknown) => {
      assert.ok(error instanceof TokenError);
      assert.equal(error.code, 'token/refused');
      assert.equal(error.reason, 0x87);
      assert.ok(!inspect(error).includes('not-the-password'));
      return true;
    });
  });

  it('says what is not allowed, and stays connected', async () => {
    const { client, inbox } = await openClient(broker.url, ann);
    await assert.rejects(client.publish('room/b', 'x'), { code: 'connection/not-authorized' });
    await assert.rejects(client.subscribe('room/b'), { code: 'connection/not-authorized' });
    await client.subscribe('room/a');
    await client.publish('room/a', 'x');
    assert.deepEqual(await inbox.until(1), ['x']);
    await client.close();
  });

  it('is sent away when its user is removed', async () => {
    await broker.createUser({ username: 'eve', password: 'secret', publish: [], subscribe: [] });
    const { client } = await openClient(broker.url, { username: 'eve', password: 'secret' });
    await broker.deleteUser('eve');
    const reason = await client.closed;
    assert.equal(reason?.code, 'token/refused');
    assert.equal(reason.reason, 0x98);
    assert.equal(reason.retryable, true);
  });

  it('ends when the broker is killed, and everything under way with it', async () => {
    const { client } = await openClient(broker.url, ann);
    await client.publish('room/a', 'arrives');
    const lost = { code: 'connection/lost', retryable: true };
    const killed = broker.kill();
    const publishes = Array.from({ length: 50 }, () =>
      client.publish('room/a', 'on its way').catch((error: unknown) => error),
    );
    await killed;
    assert.equal((await client.closed)?.code, 'connection/lost');
    await Promise.all(publishes);
    await assert.rejects(client.publish('room/a', 'too late'), lost);
    await assert.rejects(client.subscribe('room/a'), lost);
    await assert.rejects(client.ping(), lost);
    const unreachable = { code: 'connection/unreachable', retryable: true };
    await assert.rejects(openClient(broker.url, ann), unreachable);
    await broker.restart();
    const { client: next } = await openClient(broker.url, ann);
    await next.close();
  });
});
