import { expect } from '@open-wc/testing';
import { vendorClient } from '../../../src/adapters/cloudsignal/vendor-client.js';
import type { CloudSignalClient } from '../../../src/adapters/cloudsignal/vendor-types.js';
import type { Will } from '../../../src/core/transport.js';

type Calls = Partial<Record<keyof CloudSignalClient, unknown[][]>>;

const setup = async ({
  will,
  url = 'wss://broker.example/',
}: { will?: Will; url?: string } = {}) => {
  const calls: Calls = {};
  const options: Record<string, unknown>[] = [];
  let connected = true;
  class Fake {
    onConnectionStatusChange: CloudSignalClient['onConnectionStatusChange'] = null;
    onAuthError = null;
    constructor(given: Record<string, unknown>) {
      options.push(given);
    }
    isConnected = () => connected;
    connect = note('connect');
    disconnect = note('disconnect');
    destroy = note('destroy');
    subscribe = note('subscribe');
    unsubscribe = note('unsubscribe');
    transmit = note('transmit');
    onMessage = note('onMessage');
  }
  const held = new Map<string, Promise<void>>();
  const note =
    (name: keyof CloudSignalClient) =>
    async (...told: unknown[]): Promise<void> => {
      (calls[name] ??= []).push(told);
      await held.get(name);
    };
  /** Its answers wait until the function that is returned is called. */
  const hold = (name: keyof CloudSignalClient): (() => void) => {
    let release = (): void => undefined;
    held.set(name, new Promise((resolve) => (release = resolve)));
    return () => release();
  };
  const login = { username: 'ann', password: 'p' };
  const client = vendorClient((_grant, _signal, open) => open(Fake, login, url))(
    () => undefined,
    () => undefined,
  );
  const { signal } = new AbortController();
  const grant = { provider: 'cloudsignal' };
  await client.connect(grant, { clientId: 'rt-1', will }, signal);
  return { client, calls, options, hold, lose: () => (connected = false) };
};

describe('the client of @cloudsignal/mqtt-client', () => {
  it('is made to try once, to hold nothing back, and to leave no session', async () => {
    const { options } = await setup();
    expect(options[0]).to.include({
      ...{ reconnectPeriod: 0, enableOfflineQueue: false, autoRefresh: false },
      ...{ cleanSession: true, keepalive: 0, protocolVersion: 5 },
    });
  });

  for (const [url, host] of [
    ['https://broker.example/mqtt', 'wss://broker.example/mqtt'],
    ['/mqtt', `ws://${location.host}/mqtt`],
  ] as const) {
    it(`connects to ${host.replace(location.host, 'this host')} where the grant says ${url}`, async () => {
      const { calls } = await setup({ url });
      expect(calls.connect?.[0]?.[0]).to.include({ host });
    });
  }

  for (const url of ['wss://bad<host', 'ftp://broker.example/']) {
    it(`is not made to try ${url}, which is nothing to connect to`, async () => {
      const error: unknown = await setup({ url }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).to.include({ code: 'config/bad-attribute', retryable: false });
    });
  }

  it('is not given what it would drop and call sent', async () => {
    const { client, calls, lose } = await setup();
    lose();
    const error = await client.publish('a', 'b', {}).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.include({ code: 'connection/lost', retryable: true });
    expect(calls.transmit).to.equal(undefined);
  });

  it('asks anew for what it has, so that last values come again', async () => {
    const { client, calls } = await setup();
    await client.subscribe('a/+');
    await client.subscribe('a/+');
    expect(calls.subscribe).to.have.length(2);
    expect(calls.unsubscribe).to.deep.equal([['a/+']]);
  });

  it('goes on reading messages that a second reader asks for', async () => {
    const { client, calls } = await setup();
    await client.subscribe('chat/a/messages');
    await client.subscribe('chat/a/messages');
    expect(calls.subscribe).to.have.length(1);
    expect(calls.unsubscribe).to.equal(undefined);
  });

  it('joins again only what it has surely left', async () => {
    const { client, calls, hold } = await setup();
    await client.subscribe('chat/a/messages');
    const release = hold('unsubscribe');
    const left = client.unsubscribe('chat/a/messages');
    const joined = client.subscribe('chat/a/messages');
    const other = client.subscribe('chat/b/messages');
    await other;
    expect(calls.subscribe).to.have.length(2);
    release();
    await Promise.all([left, joined]);
    expect(calls.subscribe?.map(([topic]) => topic)).to.deep.equal([
      'chat/a/messages',
      'chat/b/messages',
      'chat/a/messages',
    ]);
  });

  it('lets what an empty will would take back end by itself', async () => {
    const will = { topic: 'chat/a/presence/s', payload: '', retain: true, delay: 10 };
    const { client, calls } = await setup({ will });
    expect(calls.connect?.[0]?.[0]).not.to.have.property('willTopic');
    await client.publish(will.topic, '{}', { retain: true, expiry: 86_400 });
    await client.publish('chat/a/messages', '{}', { expiry: 86_400 });
    const lives = calls.transmit?.map(([, , options]) => options);
    expect(lives).to.deep.equal([
      { qos: 1, retain: true, properties: { messageExpiryInterval: 300 } },
      { qos: 1, retain: false, properties: { messageExpiryInterval: 86_400 } },
    ]);
    client.end({ politely: true, forget: true });
  });
});
