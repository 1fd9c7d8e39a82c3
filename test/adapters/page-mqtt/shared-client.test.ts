import { expect } from '@open-wc/testing';
import type { MqttJsClient } from '../../../src/adapters/page-mqtt/mqtt-js-types.js';
import { sharedClient } from '../../../src/adapters/page-mqtt/shared-client.js';

describe('a client of mqtt.js that is the page’s', () => {
  it('keeps what the page itself may read', async () => {
    const asked: string[] = [];
    const listeners = new Set<unknown>();
    const page: MqttJsClient = {
      connected: true,
      on: (_event, listener) => listeners.add(listener),
      removeListener: (_event, listener) => listeners.delete(listener),
      handleMessage: () => undefined,
      subscribe: (topic, _options, done) => {
        asked.push(`+ ${topic}`);
        done();
      },
      unsubscribe: (topic, done) => {
        asked.push(`- ${topic}`);
        done();
      },
      publish: () => undefined,
      end: () => asked.push('end'),
    };
    const nothing = (): void => undefined;
    const client = sharedClient(page)(nothing, nothing);
    const { signal } = new AbortController();
    await client.connect({ provider: 'mqtt-js' }, { clientId: 'rt-1' }, signal);
    await client.subscribe('jobs/build');
    await client.subscribe('jobs/other');
    await client.unsubscribe('jobs/build');
    client.end({ politely: true, forget: true });
    expect(asked).to.deep.equal(['+ jobs/build', '+ jobs/other']);
    expect(listeners.size).to.equal(0);
  });
});
