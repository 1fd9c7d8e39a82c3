import { aedesBroker } from '../faults/brokers.js';
import { brokerService, mqttPromises } from './mqtt-service.js';
import type { RtEmbed } from '../../src/loader/rt-embed.js';
import { Side } from './side.js';
import { expect, test } from './test.js';
import { transportContract } from './transport-contract.js';

transportContract({
  name: 'the page’s mqtt.js',
  provider: 'mqtt-js',
  entry: 'test/contract/pages/mqtt-js.ts',
  ...mqttPromises,
  start: async () =>
    brokerService(await aedesBroker({}), (grant) => ({ ...grant, provider: 'mqtt-js' })),
});

test('a client that the page has connected is used, and stays the page’s', async ({
  openPage,
  service,
}) => {
  const ann = new Side(await openPage(), service, { user: 'ann', room: 'shared' });
  const grant = (await ann.grant()) as { url: string; token: string };
  await ann.page.evaluate(async ({ url, token }) => {
    const client = await mqttJs.connectAsync(url, {
      protocolVersion: 5,
      username: 'ann',
      password: token,
      reconnectPeriod: 100,
      timerVariant: 'native',
    });
    client.on('error', () => undefined);
    Object.assign(globalThis, { pageClient: client });
    (globalThis.RtEmbed as RtEmbed).defaults = { mqtt: client };
  }, grant);
  await ann.join();
  const [first, second] = ann.write(2);
  const sent = async (message: typeof first) => {
    const { error } = await ann.tryPublish(ann.messages, JSON.stringify(message));
    expect(error).toBeUndefined();
    await expect.poll(async () => (await ann.heard()).map(({ id }) => id)).toEqual([message?.id]);
  };
  await sent(first);
  expect((await ann.ping()).error).toBeUndefined();
  service.drop();
  expect(await ann.ended()).toMatchObject({ code: 'connection/lost', retryable: true });
  // It waits until the page's client is back by itself.
  await ann.join();
  await sent(second);
  expect(await ann.close()).toBeNull();
  expect(await ann.page.evaluate('pageClient.connected')).toBe(true);
  expect(service.sockets).toBe(1);
});
