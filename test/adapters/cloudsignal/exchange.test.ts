import { expect } from '@open-wc/testing';
import { forgetLogin, login } from '../../../src/adapters/cloudsignal/exchange.js';
import type { RtError } from '../../../src/protocol/errors.js';
import type { Grant } from '../../../src/protocol/grant.js';

const secret = 'a-token-that-nobody-may-read';
const now = Date.parse('2026-01-01T00:00:00Z');
const credentials = { username: 'ann@org_1', password: 'tkn_1' };

const setup = (...answers: (() => Response | Promise<Response>)[]) => {
  const asked: { url: string; body: unknown; credentials: string | undefined }[] = [];
  const fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    asked.push({
      url: String(url),
      body: JSON.parse(init.body as string),
      credentials: init.credentials,
    });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    return answer ? answer() : Response.error();
  };
  const options = {
    tokenServiceUrl: 'https://auth.example/',
    fetch: fetch as never,
    now: () => now,
  };
  const grant: Grant = { provider: 'cloudsignal', token: secret, organizationId: 'org_1' };
  return { asked, options, grant, signal: new AbortController().signal };
};

const good = (more: object = {}) => Response.json({ mqtt_credentials: credentials, ...more });

const failure = async (act: Promise<unknown>): Promise<RtError> =>
  act.then(
    () => {
      throw new Error('It was to fail.');
    },
    (error: unknown) => error as RtError,
  );

describe('the exchange at CloudSignal', () => {
  it('asks for what the broker takes, once for a grant', async () => {
    const { asked, options, grant, signal } = setup(() => good());
    expect(await login(grant, options, signal)).to.deep.equal(credentials);
    expect(await login(grant, options, signal)).to.deep.equal(credentials);
    expect(asked).to.deep.equal([
      {
        url: 'https://auth.example/v2/tokens/exchange',
        body: { organization_id: 'org_1', token: secret },
        credentials: 'omit',
      },
    ]);
    forgetLogin(grant);
    await login(grant, options, signal);
    expect(asked).to.have.length(2);
  });

  it('asks nobody where the grant has credentials already', async () => {
    const { asked, options, grant, signal } = setup();
    const own = { username: 'ann', password: 'p' };
    expect(await login({ ...grant, mqtt: own }, options, signal)).to.equal(own);
    expect(asked).to.deep.equal([]);
  });

  it('takes the organization from the page, and says where there is none', async () => {
    const { asked, options, grant, signal } = setup(() => good());
    delete grant.organizationId;
    const error = await failure(login(grant, options, signal));
    expect(error).to.include({ code: 'token/malformed', retryable: false });
    expect(error.message).to.contain('organizationId');
    await login(grant, { ...options, organizationId: 'org_2' }, signal);
    expect(asked[0]?.body).to.deep.equal({ organization_id: 'org_2', token: secret });
  });

  it('has a grant renewed before its credentials end', async () => {
    const dates = {
      expires_at: '2026-01-01T01:00:00Z',
      refresh_recommended_at: '2026-01-01T00:50:00Z',
    };
    const { options, grant, signal } = setup(() => good(dates));
    grant.refreshAt = now + 2 * 3_600_000;
    await login(grant, options, signal);
    expect(grant.refreshAt).to.equal(now + 50 * 60_000);
    const sooner = { ...grant, refreshAt: now + 60_000 };
    await login(sooner, options, signal);
    expect(sooner.refreshAt).to.equal(now + 60_000);
    const past = setup(() => good({ refresh_recommended_at: '2020-01-01T00:00:00Z' }));
    await login(past.grant, past.options, signal);
    expect(past.grant.refreshAt, 'no loop where a clock is wrong').to.equal(undefined);
  });

  const refusals: [status: number, code: string, retryable: boolean][] = [
    [401, 'token/refused', false],
    [404, 'connection/refused', false],
    [422, 'connection/refused', false],
    [429, 'connection/refused', true],
    [503, 'connection/refused', true],
  ];
  for (const [status, code, retryable] of refusals) {
    it(`says what ${status} means, and nothing of what was answered`, async () => {
      const { options, grant, signal } = setup(() =>
        Response.json(
          { error: secret, detail: secret },
          { status, headers: { 'Retry-After': '3' } },
        ),
      );
      const error = await failure(login(grant, options, signal));
      expect(error).to.include({ code, retryable, status });
      if (code === 'connection/refused') expect(error.retryAfter).to.equal(3_000);
      expect(`${error.message} ${String(error.cause)} ${error.stack ?? ''}`).not.to.contain(secret);
    });
  }

  it('says that nobody is there, or that it was no answer', async () => {
    const away = setup(() => Promise.reject(new TypeError('Failed to fetch')));
    const error = await failure(login(away.grant, away.options, away.signal));
    expect(error).to.include({ code: 'connection/unreachable', retryable: true });
    for (const answer of [() => new Response(`<p>${secret}`), () => Response.json({})]) {
      const wrong = setup(answer);
      const malformed = await failure(login(wrong.grant, wrong.options, wrong.signal));
      expect(malformed.code).to.equal('token/malformed');
      expect(malformed.cause).to.equal(undefined);
    }
  });

  it('ends with its signal', async () => {
    const { options, grant } = setup(() => new Promise<Response>(() => undefined));
    const controller = new AbortController();
    const asked = failure(login(grant, options, controller.signal));
    controller.abort(new Error('enough'));
    expect((await asked).message).to.equal('enough');
  });
});
