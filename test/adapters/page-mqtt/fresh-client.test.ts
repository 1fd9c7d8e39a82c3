import { expect } from '@open-wc/testing';
import { foreignTransport } from '../../../src/adapters/foreign-transport.js';
import { freshClient } from '../../../src/adapters/page-mqtt/fresh-client.js';
import type { MqttJsClient } from '../../../src/adapters/page-mqtt/mqtt-js-types.js';

/** Opens a pipe with an mqtt.js that is connected at once, or throws. */
const open = async (url: string, problem?: Error) => {
  const asked: string[] = [];
  const client: MqttJsClient = {
    connected: true,
    on: (event, listener) =>
      event === 'connect' && queueMicrotask(() => (listener as (packet: object) => void)({})),
    removeListener: () => undefined,
    handleMessage: () => undefined,
    subscribe: () => undefined,
    unsubscribe: () => undefined,
    publish: () => undefined,
    end: () => undefined,
  };
  const make = freshClient((given) => {
    asked.push(given);
    if (problem) throw problem;
    return client;
  });
  const transport = foreignTransport(make)(() => undefined);
  const { signal } = new AbortController();
  const error: unknown = await transport
    .open({ provider: 'mqtt-js', url, token: 'tok' }, { clientId: 'rt-1' }, signal)
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  return { transport, asked, error };
};

describe('a client that the page’s mqtt.js makes', () => {
  for (const [url, used] of [
    ['/mqtt', `ws://${location.host}/mqtt`],
    ['https://broker.example/x?y=1', 'wss://broker.example/x?y=1'],
    ['wss://broker.example/mqtt', 'wss://broker.example/mqtt'],
  ] as const) {
    it(`opens ${url} as ${used.replace(location.host, 'this host')}`, async () => {
      const { transport, asked, error } = await open(url);
      expect(error).to.equal(undefined);
      expect(asked).to.deep.equal([used]);
      await transport.close();
    });
  }

  for (const url of ['wss://bad<host', 'http://', 'ftp://broker.example/']) {
    it(`says, once and for all, that ${url} is nothing to connect to`, async () => {
      const { transport, asked, error } = await open(url);
      expect(error).to.include({ code: 'config/bad-attribute', retryable: false });
      expect(asked).to.deep.equal([]);
      expect(await transport.closed).to.equal(error);
    });
  }

  it('says, once and for all, what the browser does not let the page open', async () => {
    const problem = new DOMException('Mixed content', 'SecurityError');
    const { error } = await open('ws://broker.example/mqtt', problem);
    expect(error).to.include({ code: 'config/bad-attribute', retryable: false, cause: problem });
  });

  it('says that a grant has no url', async () => {
    const { error } = await open('');
    expect(error).to.include({ code: 'token/malformed', retryable: false });
  });
});
