import { expect } from '@open-wc/testing';
import { embedGrants } from '../../../src/core/call/embed-token.js';
import { TokenClient } from '../../../src/core/token-client.js';
import { RtError } from '../../../src/protocol/errors.js';
import { fakeClock } from '../../helpers/fake-clock.js';

const embedToken = 'c2c_s3cr3t';
const signal = new AbortController().signal;

const setup = (answer: () => Response | Promise<Response>) => {
  const clock = fakeClock();
  const requests: { url: string; init: RequestInit }[] = [];
  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    requests.push({ url: input as string, init });
    return answer();
  };
  const ask = (host: string): Promise<unknown> =>
    embedGrants(host, embedToken, { fetch, now: () => clock.now() })({ purpose: 'call' }, signal);
  return { clock, requests, ask };
};

const guest = (more = {}) => setup(() => Response.json({ token: 'guest', ...more }));

const problemOf = async (promise: Promise<unknown>): Promise<RtError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(RtError);
  return error as RtError;
};

const badHost = (host: string): unknown => {
  try {
    embedGrants(host, embedToken);
    return undefined;
  } catch (error) {
    return (error as RtError).code;
  }
};

describe('embedGrants', () => {
  it('exchanges the token at its host, without cookies, and not in the URL', async () => {
    const { ask, requests } = guest();
    await ask('example.signalwire.com');
    const { url, init } = requests[0] ?? {};
    expect(url).to.equal('https://example.signalwire.com/api/fabric/embeds/tokens');
    expect(init).to.include({ method: 'POST', credentials: 'omit', signal });
    expect(JSON.parse(init?.body as string)).to.deep.equal({ token: embedToken });
  });

  it('makes a grant of the guest’s token, for as long as the SDK takes it to live', async () => {
    const { ask, clock } = guest();
    expect(await ask('example.signalwire.com')).to.deep.equal({
      provider: 'signalwire-v4',
      token: 'guest',
      expiresAt: clock.now() + 3_600_000,
    });
  });

  it('believes a host that says how long it lives', async () => {
    const { ask, clock } = guest({ expires_in: 300 });
    const grant = (await ask('example.signalwire.com')) as Record<string, unknown>;
    expect(grant['expiresAt']).to.equal(clock.now() + 300_000);
  });

  for (const host of ['127.0.0.1:8787', 'localhost:8787', '[::1]:8787', 'localhost']) {
    it(`asks ${host} without TLS, and calls there`, async () => {
      const { ask, requests } = guest();
      const grant = (await ask(host)) as Record<string, unknown>;
      expect(requests[0]?.url).to.equal(`http://${host}/api/fabric/embeds/tokens`);
      expect(grant['url']).to.equal(`ws://${host}/signalwire`);
    });
  }

  for (const host of ['localhost.example.com', '127.0.0.1.example.com', 'example.com:8443']) {
    it(`asks ${host} with TLS`, async () => {
      const { ask, requests } = guest();
      const grant = (await ask(host)) as Record<string, unknown>;
      expect(requests[0]?.url).to.equal(`https://${host}/api/fabric/embeds/tokens`);
      expect(grant['url']).to.equal(undefined);
    });
  }

  it('refuses what is no host', () => {
    const hosts = ['', 'https://example.com', 'example.com/x', 'a@b', 'a?b', 'a#b', 'a b', 'a:b'];
    expect(hosts.map(badHost)).to.deep.equal(hosts.map(() => 'config/bad-attribute'));
  });

  it('says what the host answered, and whether to ask again', async () => {
    for (const [status, retryable] of [
      [401, false],
      [422, false],
      [429, true],
      [503, true],
    ] as const) {
      const { ask } = setup(() => new Response('no', { status }));
      const error = await problemOf(ask('example.com'));
      expect(error).to.include({ code: 'token/http-status', status, retryable });
    }
  });

  it('can be tried again where the host can’t be reached', async () => {
    const { ask } = setup(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await problemOf(ask('example.com'))).to.include({
      code: 'token/network',
      retryable: true,
    });
  });

  it('keeps what the host sent out of its errors', async () => {
    const { ask } = setup(() => new Response('"guest-s3cr3t'));
    const error = await problemOf(ask('example.com'));
    expect(error.code).to.equal('token/malformed');
    const printed = [error.message, error.stack, String(error.cause)].join();
    expect(printed).not.to.contain('s3cr3t');
  });

  it('names a grant without a token', async () => {
    const { ask } = setup(() => Response.json({ error: 'unknown' }));
    expect((await problemOf(ask('example.com'))).code).to.equal('token/malformed');
  });

  it('is as good as a token route', async () => {
    const clock = fakeClock();
    const getToken = embedGrants('127.0.0.1:8787', embedToken, {
      fetch: () => Promise.resolve(Response.json({ token: 'guest' })),
      now: () => clock.now(),
    });
    const source = { credentials: 'same-origin', fallback: {}, getToken } as const;
    const grant = await new TokenClient(source, () => ({ purpose: 'call' }), { clock }).get(signal);
    expect(grant).to.deep.equal({
      provider: 'signalwire-v4',
      url: 'ws://127.0.0.1:8787/signalwire',
      token: 'guest',
      expiresAt: clock.now() + 3_600_000,
      refreshAt: clock.now() + 3_240_000,
    });
  });
});
