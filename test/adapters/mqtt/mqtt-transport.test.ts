import { expect } from '@open-wc/testing';
import { createTransport, mqttOptions } from '../../../src/adapters/mqtt/mqtt-transport.js';
import type { Grant } from '../../../src/protocol/grant.js';
import { TokenError } from '../../../src/protocol/errors.js';

const options = { clientId: 'me' };
const grant = (more: Partial<Grant> = {}): Grant => ({
  provider: 'mqtt',
  url: 'wss://broker.example/mqtt',
  token: 'tok',
  ...more,
});

describe('the MQTT transport: what a grant means', () => {
  it('signs in with the token, as the user that it names', () => {
    expect(mqttOptions(grant({ user: { id: 'ann' } }), options)).to.deep.equal({
      url: 'wss://broker.example/mqtt',
      clientId: 'me',
      username: 'ann',
      password: 'tok',
      sessionExpiry: 3600,
      will: undefined,
    });
  });

  it('signs in as "token" where the grant names nobody', () => {
    expect(mqttOptions(grant(), options)).to.include({ username: 'token', password: 'tok' });
  });

  it('prefers the credentials that are meant for MQTT', () => {
    const mqtt = { username: 'u', password: 'p' };
    const read = mqttOptions(grant({ mqtt, user: { id: 'ann' } }), options);
    expect(read).to.include({ username: 'u', password: 'p' });
  });

  it('hands on the will', () => {
    const will = { topic: 't', payload: '', retain: true, delay: 8 };
    expect(mqttOptions(grant(), { ...options, will }).will).to.equal(will);
  });

  const { host } = location;
  const urls: [given: string, used: string][] = [
    ['/mqtt', `ws://${host}/mqtt`],
    [`//${host}/mqtt`, `ws://${host}/mqtt`],
    ['http://broker.example:8080/x', 'ws://broker.example:8080/x'],
    ['https://broker.example/x?y=1', 'wss://broker.example/x?y=1'],
    ['ws://broker.example', 'ws://broker.example/'],
  ];
  for (const [given, used] of urls) {
    it(`opens ${given} as ${used.replace(host, 'this host')}`, () => {
      expect(mqttOptions(grant({ url: given }), options).url).to.equal(used);
    });
  }

  it('says that a grant has no url', async () => {
    const without: Grant = { provider: 'mqtt', token: 'tok' };
    const transport = createTransport(() => {});
    const opened = transport.open(without, options, new AbortController().signal);
    const error = await opened.catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(TokenError).with.include({ code: 'token/malformed' });
    expect((error as TokenError).message).to.contain('"url"');
    expect(await transport.closed).to.equal(undefined);
  });

  for (const url of ['ftp://broker.example/', 'http://']) {
    it(`says that ${url} is nothing to connect to`, async () => {
      const transport = createTransport(() => {});
      const opened = transport.open(grant({ url }), options, new AbortController().signal);
      const error: unknown = await opened.catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'config/bad-attribute', retryable: false });
      expect(await transport.closed).to.equal(error);
    });
  }
});
