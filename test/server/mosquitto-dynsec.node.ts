import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { after, before, describe, it } from 'node:test';
import { connectAsync, type MqttClient } from 'mqtt';
import {
  mosquittoDynsec,
  removeExpired,
  type DynsecCommand,
  type DynsecResponse,
  type GrantAnswer,
  type SendDynsec,
} from '../../src/server/index.js';
import { mosquittoMissing, startMosquitto, type Mosquitto } from '../helpers/mosquitto.js';
import { asking } from './minting.js';

const url = 'wss://mq.example/';

describe('dynamic security minter', () => {
  const setup = (answer: (commands: DynsecCommand[]) => Promise<DynsecResponse[]>) => {
    const sent: DynsecCommand[] = [];
    const send: SendDynsec = (commands) => {
      sent.push(...commands);
      return answer(commands);
    };
    return { sent, mint: mosquittoDynsec({ url, send, now: () => 1_800_000_000_000, ttl: 60 }) };
  };
  const fine = async (commands: DynsecCommand[]): Promise<DynsecResponse[]> =>
    commands.map(({ command }) => ({ command }));

  it('makes a role and a user of one name, whose password only the grant holds', async () => {
    const { mint, sent } = setup(fine);
    const grant = await mint(asking({ rooms: ['lobby'], topics: ['jobs/build'] }));
    const { username, password } = grant.mqtt ?? {};
    assert.match(username ?? '', /^ada-rt-1800000060-/);
    assert.deepEqual(grant, {
      provider: 'mqtt',
      url,
      mqtt: { username, password },
      expiresAt: 1_800_000_060_000,
      refreshAt: 1_800_000_048_000,
    });
    const [role, client] = sent;
    const may = (acltype: string): unknown[] =>
      (role?.['acls'] as { acltype: string; topic: string; allow: boolean }[])
        .filter((acl) => acl.acltype === acltype && acl.allow)
        .map(({ topic }) => topic);
    const room = ['messages', 'presence/+', 'sync', 'typing/+'].map((name) => `chat/lobby/${name}`);
    assert.deepEqual(may('publishClientSend'), [...room, 'chat/lobby/receipts/ada']);
    const readable = ['jobs/build', ...room, 'chat/lobby/receipts/+'];
    for (const type of ['subscribePattern', 'unsubscribePattern', 'publishClientReceive']) {
      assert.deepEqual(may(type), readable, type);
    }
    assert.equal(role?.['rolename'], username);
    const roles = [{ rolename: username }];
    assert.deepEqual(client, { command: 'createClient', username, password, roles });
  });

  it('refuses a room that would be a wildcard, and sends nothing', async () => {
    const { mint, sent } = setup(fine);
    await assert.rejects(mint(asking({ rooms: ['+'] })), { code: 'config/bad-attribute' });
    assert.deepEqual(sent, []);
  });

  const failures: Record<string, [string, SendDynsec]> = {
    'cannot be reached': [
      'vendor/unreachable',
      (commands) => Promise.reject(new Error(`not sent: ${JSON.stringify(commands)}`)),
    ],
    refuses: [
      'vendor/refused',
      async (commands) =>
        commands.map((command) => ({ command: 'x', error: JSON.stringify(command) })),
    ],
    'answers too little': ['vendor/malformed', async () => []],
  };
  for (const [what, [code, answer]] of Object.entries(failures)) {
    it(`tells no secret where the broker ${what}`, async () => {
      const { mint, sent } = setup(answer);
      const error: unknown = await mint(asking()).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.equal((error as { code?: unknown } | undefined)?.code, code);
      const password = String(sent.find(({ command }) => command === 'createClient')?.['password']);
      assert.equal(password.length, 72);
      assert.equal(inspect(error, { depth: 20, showHidden: true }).includes(password), false);
    });
  }
});

describe('dynamic security minter at a real broker', { skip: mosquittoMissing() ?? false }, () => {
  let broker: Mosquitto;
  before(async () => (broker = await startMosquitto()));
  after(() => broker.stop());

  const open = async ({ mqtt }: GrantAnswer): Promise<MqttClient> =>
    connectAsync(broker.url, { ...mqtt, protocolVersion: 5, reconnectPeriod: 0 });

  it('limits a token to its rooms and topics', async () => {
    const mint = mosquittoDynsec({ url: broker.url, send: broker.send });
    const client = await open(await mint(asking({ rooms: ['lobby'], topics: ['jobs/7'] })));
    for (const topic of ['chat/lobby/messages', 'chat/lobby/receipts/+', 'jobs/7']) {
      await client.subscribeAsync(topic, { qos: 1 });
    }
    await client.publishAsync('chat/lobby/receipts/ada', 'x', { qos: 1 });
    for (const topic of ['chat/lobby/receipts/ben', 'chat/staff/messages', 'jobs/7']) {
      await assert.rejects(client.publishAsync(topic, 'x', { qos: 1 }), { code: 0x87 }, topic);
    }
    for (const topic of ['chat/staff/messages', 'chat/#', '$CONTROL/#']) {
      await assert.rejects(client.subscribeAsync(topic), /Not authorized/, topic);
    }
    await client.endAsync();
  });

  it('lets a user whose id fits no topic chat, and publish no receipts', async () => {
    const mint = mosquittoDynsec({ url: broker.url, send: broker.send });
    const client = await open(await mint(asking({ rooms: ['lobby'] }, { id: 'auth0|a/b+#$' })));
    await client.subscribeAsync('chat/lobby/messages', { qos: 1 });
    await client.publishAsync('chat/lobby/messages', 'x', { qos: 1 });
    for (const name of ['ben', 'auth0|a/b']) {
      const topic = `chat/lobby/receipts/${name}`;
      await assert.rejects(client.publishAsync(topic, 'x', { qos: 1 }), { code: 0x87 }, topic);
    }
    await client.endAsync();
  });

  it('removes the users whose time is over, and no others', async () => {
    await broker.createUser({ username: 'recorder', password: 'own', subscribe: ['chat/#'] });
    const brief = mosquittoDynsec({ url: broker.url, send: broker.send, ttl: 60 });
    const long = mosquittoDynsec({ url: broker.url, send: broker.send, ttl: 600 });
    const over = await brief(asking({}, { id: 'ben' }));
    const client = await open(over);
    const goodbye = new Promise((resolve) => client.once('disconnect', resolve));
    const good = await long(asking({}, { id: 'cyd' }));

    assert.equal(await removeExpired(broker.send), 0);
    assert.equal(await removeExpired(broker.send, Date.now() + 61_000), 1);
    await goodbye;
    await client.endAsync(true);
    await assert.rejects(open(over), { code: 0x87 });
    for (const mqtt of [good.mqtt, { username: 'recorder', password: 'own' }]) {
      await (await open({ provider: 'mqtt', ...(mqtt && { mqtt }) })).endAsync();
    }
  });
});
