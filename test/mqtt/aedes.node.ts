import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startAedes } from './helpers/aedes.js';
import type { TestAedes } from './helpers/aedes.js';
import { makeClient, newId, openClient } from './helpers/open-client.js';

describe('the client and aedes', () => {
  let broker: TestAedes;

  before(async () => {
    broker = await startAedes({
      authenticate: (_client, _username, password, done) =>
        done(null, password === undefined || password.toString() === 'right'),
      authorizePublish: (_client, { topic }, done) =>
        done(topic.startsWith('secret') ? new Error('no') : null),
      authorizeSubscribe: (_client, subscription, done) =>
        done(null, subscription.topic.startsWith('secret') ? null : subscription),
    });
  });
  after(() => broker.stop());

  it('passes messages of QoS 0 and 1 from one client to another', async () => {
    const { client: ann } = await openClient(broker.url);
    const { client: ben, inbox } = await openClient(broker.url);
    await ben.subscribe('room/+');
    await ann.publish('room/a', 'grüße 🎈');
    await ann.publish('room/b', 'at most once', { qos: 0 });
    assert.deepEqual(await inbox.until(2), ['grüße 🎈', 'at most once']);
    assert.deepEqual(
      inbox.messages.map(({ topic, retain }) => ({ topic, retain })),
      [
        { topic: 'room/a', retain: false },
        { topic: 'room/b', retain: false },
      ],
    );
    await Promise.all([ann.close(), ben.close()]);
  });

  it('gives the retained value of a topic after subscribing', async () => {
    const { client, inbox } = await openClient(broker.url);
    await client.publish('state/a', 'on', { retain: true });
    await client.subscribe('state/a');
    assert.deepEqual(await inbox.until(1), ['on']);
    assert.equal(inbox.messages[0]?.retain, true);
    await client.close();
  });

  it('hears no more of what it unsubscribed from', async () => {
    const { client, inbox } = await openClient(broker.url);
    await client.subscribe('room/x');
    await client.subscribe('room/y');
    await client.unsubscribe('room/x');
    await client.publish('room/x', 'unheard');
    await client.publish('room/y', 'heard');
    assert.deepEqual(await inbox.until(1), ['heard']);
    await client.close();
  });

  it('says that the token is refused for a wrong password', async () => {
    const { client } = makeClient();
    const options = { url: broker.url, clientId: newId(), username: 'ann', password: 'wrong' };
    const refused = client.connect(options, new AbortController().signal);
    await assert.rejects(refused, { name: 'TokenError', code: 'token/refused' });
    assert.equal((await client.closed)?.code, 'token/refused');
  });

  it('says what is not allowed, and stays connected', async () => {
    const { client } = await openClient(broker.url, { username: 'ann', password: 'right' });
    const notAllowed = { code: 'connection/not-authorized', reason: 0x87, retryable: false };
    await assert.rejects(client.publish('secret/a', 'x'), notAllowed);
    await assert.rejects(client.subscribe('secret/a'), { reason: 0x87 });
    await client.publish('room/a', 'x');
    await client.close();
  });

  const farewells = [
    { reasonCode: 0x87, code: 'token/refused', retryable: true },
    { reasonCode: 0x98, code: 'token/refused', retryable: true },
    { reasonCode: 0x8b, code: 'connection/lost', retryable: true },
  ];
  for (const { reasonCode, code, retryable } of farewells) {
    it(`ends with ${code} when sent away with ${reasonCode.toString(16)}`, async () => {
      const clientId = newId();
      const { client } = await openClient(broker.url, { clientId });
      await client.ping();
      broker.client(clientId).disconnect({ reasonCode });
      const reason = await client.closed;
      assert.deepEqual(
        { code: reason?.code, reason: reason?.reason, retryable: reason?.retryable },
        { code, reason: reasonCode, retryable },
      );
    });
  }

  it('ends when another connection takes over its session', async () => {
    const clientId = newId();
    const { client: first } = await openClient(broker.url, { clientId });
    const { client: second } = await openClient(broker.url, { clientId });
    const reason = await first.closed;
    assert.equal(reason?.code, 'connection/lost');
    assert.equal(reason?.reason, 0x8e);
    await second.publish('room/a', 'still here');
    await second.close();
  });

  it('publishes a thousand messages at once, all acknowledged and in order', async () => {
    const { client: ann } = await openClient(broker.url);
    const { client: ben, inbox } = await openClient(broker.url);
    await ben.subscribe('many');
    const texts = Array.from({ length: 1000 }, (_, i) => String(i));
    await Promise.all(texts.map((text) => ann.publish('many', text)));
    assert.deepEqual(await inbox.until(1000), texts);
    await Promise.all([ann.close(), ben.close()]);
  });

  it('carries a megabyte', async () => {
    const { client, inbox } = await openClient(broker.url);
    await client.subscribe('large');
    const text = 'äöü€'.repeat(120_000);
    await client.publish('large', text);
    assert.equal((await inbox.until(1))[0], text);
    await client.close();
  });

  it('answers a ping', async () => {
    const { client } = await openClient(broker.url);
    await client.ping();
    await client.close();
    assert.equal(await client.closed, undefined);
  });
});
