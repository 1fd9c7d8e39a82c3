import { expect } from '@open-wc/testing';
import { embedGrants } from '../../../src/core/call/embed-token.js';
import { TokenClient } from '../../../src/core/token-client.js';
import { RtError } from '../../../src/protocol/errors.js';
import type { Grant } from '../../../src/protocol/grant.js';
import { fakeClock } from '../../helpers/fake-clock.js';

const embedToken = 'c2c_s3cr3t';
const signal = new AbortController().signal;

const setup = (answer: () => Response | Promise<Response>, clock = fakeClock()) => {
  const requests: { url: string; init: RequestInit }[] = [];
  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    requests.push({ url: input as string, init });
    return answer();
  };
  const grants = (host: string) => embedGrants(host, embedToken, { fetch, now: () => clock.now() });
  const ask = (host: string): Promise<unknown> => grants(host)({ purpose: 'call' }, signal);
  /** What comes of it where the page's other grants come from. */
  const grantOf = (host: string): Promise<Grant> => {
    const source = { credentials: 'same-origin', fallback: {}, getToken: grants(host) } as const;
    return new TokenClient(source, () => ({ purpose: 'call' }), { clock }).get(signal);
  };
  return { clock, requests, ask, grantOf };
};

const guest = (more = {}, clock = fakeClock()) =>
  setup(() => Response.json({ token: 'guest', ...more }), clock);

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
    const { grantOf, clock } = guest();
    expect(await grantOf('example.signalwire.com')).to.deep.equal({
      provider: 'signalwire-v4',
      token: 'guest',
      expiresAt: clock.now() + 3_600_000,
      refreshAt: clock.now() + 3_240_000,
    });
  });

  it('believes a host that says how long it lives', async () => {
    const { grantOf, clock } = guest({ expires_in: 300 });
    const { expiresAt } = await grantOf('example.signalwire.com');
    expect(expiresAt).to.equal(clock.now() + 300_000);
  });

  for (const [how, ahead] of [
    ['behind', -7_200_000],
    ['ahead', 7_200_000],
  ] as const) {
    it(`takes a token for as good as it is where the visitor’s clock is ${how}`, async () => {
      const clock = fakeClock();
      const issued = Math.floor((clock.now() - ahead) / 1_000);
      const claims = btoa(JSON.stringify({ iat: issued, exp: issued + 3_600 }));
      const { grantOf } = guest({ token: `e30.${claims}.x` }, clock);
      const { expiresAt, refreshAt } = await grantOf('example.signalwire.com');
      expect(expiresAt).to.equal(clock.now() + 3_600_000);
      expect(refreshAt).to.equal(clock.now() + 3_240_000);
    });
  }

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
    const { grantOf, clock } = guest();
    expect(await grantOf('127.0.0.1:8787')).to.deep.equal({
      provider: 'signalwire-v4',
      url: 'ws://127.0.0.1:8787/signalwire',
      token: 'guest',
      expiresAt: clock.now() + 3_600_000,
      refreshAt: clock.now() + 3_240_000,
    });
  });
});
