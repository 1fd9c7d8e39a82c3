import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connect, connectAsync, type MqttClient } from 'mqtt';
import { dynsecMint } from './dynsec-mint.js';
import { mosquittoMissing, startMosquitto, type Mosquitto } from './mosquitto.js';

const open = (url: string, username: string): Promise<MqttClient> =>
  connectAsync(url, { username, password: 'secret', protocolVersion: 5, reconnectPeriod: 0 });

const nextMessage = (client: MqttClient): Promise<[topic: string, text: string]> =>
  new Promise((resolve) => {
    client.once('message', (topic, payload) => resolve([topic, payload.toString()]));
  });

/** The reason code with which the broker refuses; 0 where it does not. */
const refusal = async (attempt: Promise<unknown>): Promise<number> => {
  try {
    await attempt;
    return 0;
  } catch (error) {
    return (error as { code?: number }).code ?? -1;
  }
};

describe('the mosquitto helper', { skip: mosquittoMissing() ?? false }, () => {
  let broker: Mosquitto;

  before(async () => {
    broker = await startMosquitto({ persistent: true });
    for (const username of ['ann', 'ben', 'kim']) {
      const own = { publish: ['room/a'], subscribe: ['room/a', 'room/a/+'] };
      await broker.createUser({ username, password: 'secret', ...own });
    }
  });
  after(() => broker.stop());

  it('lets a user publish and subscribe to what is listed', async () => {
    const client = await open(broker.url, 'ann');
    const message = nextMessage(client);
    assert.equal(await refusal(client.subscribeAsync('room/a', { qos: 1 })), 0);
    assert.equal(await refusal(client.publishAsync('room/a', 'hello', { qos: 1 })), 0);
    assert.deepEqual(await message, ['room/a', 'hello']);
    await client.endAsync();
  });

  it('refuses other topics with 0x87 and keeps the connection', async () => {
    const client = await open(broker.url, 'ann');
    assert.equal(await refusal(client.publishAsync('room/b', 'x', { qos: 1 })), 0x87);
    await assert.rejects(client.subscribeAsync('room/b', { qos: 1 }), /Not authorized/);
    assert.equal(await refusal(client.publishAsync('room/a', 'x', { qos: 1 })), 0);
    assert.ok(client.connected);
    await client.endAsync();
  });

  it('refuses whom it does not know', async () => {
    assert.equal(await refusal(open(broker.url, 'eve')), 0x87);
  });

  it('limits a minted token to its room and its topics', async () => {
    const names: string[] = [];
    const mint = dynsecMint(broker, { minted: (name) => names.push(name) });
    const grant = await mint({
      user: { id: 'ann' },
      wanted: { purpose: 'chat', rooms: ['lobby'], topics: ['jobs/7'], destinations: [] },
      signal: new AbortController().signal,
    });
    const client = await connectAsync(grant.url ?? '', {
      ...grant.mqtt,
      protocolVersion: 5,
      reconnectPeriod: 0,
    });
    const readable = ['chat/lobby/messages', 'chat/lobby/presence/+', 'chat/lobby/sync', 'jobs/7'];
    for (const topic of readable) await client.subscribeAsync(topic, { qos: 1 });
    assert.equal(await refusal(client.publishAsync('chat/lobby/messages', 'x', { qos: 1 })), 0);
    assert.equal(await refusal(client.publishAsync('chat/lobby/presence/s', 'x', { qos: 1 })), 0);
    assert.equal(await refusal(client.publishAsync('jobs/7', 'x', { qos: 1 })), 0x87);
    await assert.rejects(client.subscribeAsync('chat/+/messages'), /Not authorized/);
    await client.endAsync();
    for (const name of names) await broker.deleteUser(name);
  });

  it('disconnects a user that is deleted', async () => {
    const client = await open(broker.url, 'kim');
    const goodbye = new Promise<number | undefined>((resolve) => {
      client.once('disconnect', ({ reasonCode }) => resolve(reasonCode));
    });
    await broker.deleteUser('kim');
    assert.equal(await goodbye, 0x98);
    await client.endAsync(true);
    assert.equal(await refusal(open(broker.url, 'kim')), 0x87);
  });

  it('keeps users and what was acknowledged over a kill', async () => {
    const session = {
      username: 'ben',
      password: 'secret',
      clientId: 'ben',
      clean: false,
      protocolVersion: 5,
      reconnectPeriod: 0,
      properties: { sessionExpiryInterval: 60 },
    } as const;
    const reader = await connectAsync(broker.url, session);
    await reader.subscribeAsync('room/a', { qos: 1 });
    await reader.endAsync();
    const writer = await open(broker.url, 'ann');
    await writer.publishAsync('room/a', 'kept', { qos: 1 });
    await broker.kill();
    await writer.endAsync(true);
    await broker.restart();

    const again = connect(broker.url, { ...session, manualConnect: true });
    const message = nextMessage(again);
    again.connect();
    assert.deepEqual(await message, ['room/a', 'kept']);
    await again.endAsync();
  });
});
