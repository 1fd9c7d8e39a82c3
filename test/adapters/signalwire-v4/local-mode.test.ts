import { expect } from '@open-wc/testing';
import { reroute } from '../../../src/adapters/signalwire-v4/local-fetch.js';
import { isLocal } from '../../../src/adapters/signalwire-v4/local-mode.js';

describe('a gateway on this machine', () => {
  for (const url of [
    'ws://127.0.0.1:8787/signalwire',
    'ws://localhost:8787/signalwire',
    'ws://gateway.localhost/signalwire',
    'ws://[::1]:8787/signalwire',
  ]) {
    it(`is ${url}`, () => expect(isLocal(url)).to.equal(true));
  }

  for (const url of [
    undefined,
    '',
    'not a url',
    'wss://localhost/signalwire',
    'ws://localhost.example.com/signalwire',
    'ws://10.0.0.1/signalwire',
    'ws://127.0.0.1.example.com/signalwire',
  ]) {
    it(`is not ${String(url)}`, () => expect(isLocal(url)).to.equal(false));
  }
});

describe('rerouted requests', () => {
  const original = globalThis.fetch;
  let asked: string[];

  beforeEach(() => {
    asked = [];
    globalThis.fetch = async (input) => {
      asked.push(input instanceof Request ? input.url : String(input));
      return new Response();
    };
  });

  afterEach(() => (globalThis.fetch = original));

  it('are the SDK’s, and no others', async () => {
    const { leave } = reroute('ws://127.0.0.1:1/signalwire');
    await fetch('https://fabric.signalwire.com/api/fabric/addresses?name=x');
    await fetch('https://fabric.signalwire.com.example.com/api');
    await fetch('/token');
    leave();
    expect(asked).to.deep.equal([
      'http://127.0.0.1:1/api/fabric/addresses?name=x',
      'https://fabric.signalwire.com.example.com/api',
      '/token',
    ]);
  });

  it('are so until the last line has gone', async () => {
    const before = globalThis.fetch;
    const one = reroute('ws://127.0.0.1:1/signalwire');
    const two = reroute('ws://127.0.0.1:2/signalwire');
    one.leave();
    one.leave();
    await fetch('https://fabric.signalwire.com/a');
    two.leave();
    await fetch('https://fabric.signalwire.com/b');
    expect(asked).to.deep.equal(['http://127.0.0.1:2/a', 'https://fabric.signalwire.com/b']);
    expect(globalThis.fetch).to.equal(before);
  });

  it('leave the patch of somebody else in place', () => {
    const { leave } = reroute('ws://127.0.0.1:1/signalwire');
    const theirs: typeof fetch = async () => new Response();
    globalThis.fetch = theirs;
    leave();
    expect(globalThis.fetch).to.equal(theirs);
  });
});
