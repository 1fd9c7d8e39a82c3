import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RtError } from '../../src/protocol/errors.js';
import { createTokenHandler, type TokenHandlerOptions } from '../../src/server/index.js';
import { rateLimiter } from '../../src/server/rate-limit.js';

const url = 'https://site.example/token';

/** A route whose visitor says who they are. */
const setup = (own: Partial<TokenHandlerOptions> = {}) => {
  const reported: unknown[] = [];
  let minted = 0;
  const handler = createTokenHandler({
    authorize: ({ headers }) => ({ user: { id: headers.get('cookie') ?? 'ada' } }),
    mint: async () => ({ provider: 'mqtt', token: `token-${(minted += 1)}` }),
    report: (error) => reported.push(error),
    ...own,
  });
  const ask = (user = 'ada', headers: Record<string, string> = {}): Promise<Response> =>
    handler(
      new Request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-rt-embed': '1',
          cookie: user,
          ...headers,
        },
        body: '{"purpose":"chat","room":"lobby"}',
      }),
    );
  const statuses = async (count: number, user?: string): Promise<number[]> => {
    const all: number[] = [];
    for (let i = 0; i < count; i += 1) all.push((await ask(user)).status);
    return all;
  };
  return { ask, statuses, reported, minted: () => minted };
};

/** The same with a limit of 3 in a minute, on a clock that the test moves. */
const limited = () => {
  const clock = { ms: 1_800_000_000_000 };
  return { ...setup({ rateLimit: { tokens: 3, perSeconds: 60, now: () => clock.ms } }), clock };
};

describe('rate limit', () => {
  it('answers 429 to who asks too often, and says when to come back', async () => {
    const { ask, statuses, clock, minted, reported } = limited();
    assert.deepEqual(await statuses(3), [200, 200, 200]);
    clock.ms += 4_500;
    const response = await ask();
    assert.equal(response.status, 429);
    assert.equal(response.headers.get('retry-after'), '16'); // one each 20 s
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.match(await response.text(), /mint\/too-many/);
    assert.equal(minted(), 3);
    assert.deepEqual(reported, []); // a visitor's doing

    clock.ms += 16_000;
    assert.deepEqual(await statuses(2), [200, 429]);
  });

  it('does not let one user spend what is another’s', async () => {
    const { statuses } = limited();
    assert.deepEqual(await statuses(4, 'eve'), [200, 200, 200, 429]);
    assert.deepEqual(await statuses(1, 'ben'), [200]);
  });

  it('saves up no more than its number, and does not fall behind a clock that is set back', async () => {
    const { statuses, clock } = limited();
    await statuses(4);
    clock.ms += 3_600_000;
    assert.deepEqual(await statuses(4), [200, 200, 200, 429]);
    clock.ms -= 3_600_000;
    assert.deepEqual(await statuses(1), [429]);
    clock.ms += 20_000;
    assert.deepEqual(await statuses(1), [200]);
  });

  it('forgets those it has not seen for longest, and only those', () => {
    const limit = rateLimiter({ tokens: 1, perSeconds: 3_600, now: () => 0 });
    const request = new Request(url);
    const refuses = (user: string): boolean => limit(user, request) !== undefined;
    for (const user of ['first', 'second']) assert.equal(refuses(user), false);
    for (let i = 0; i < 9_998; i += 1) assert.equal(refuses(`user-${i}`), false);
    assert.equal(refuses('first'), true); // seen again: it goes to the end
    assert.equal(refuses('one-more'), false);
    assert.equal(refuses('first'), true);
    assert.equal(refuses('second'), false);
  });

  it('is 60 at once and then one a second where the site says nothing, and none where it says so', async () => {
    const { ask, statuses } = setup();
    const start = Date.now();
    const first = (await statuses(150)).indexOf(429);
    const response = await ask();
    const seconds = (Date.now() - start) / 1000;
    assert.ok(first >= 60 && first <= 60 + seconds, `${first} in ${seconds} s`);
    assert.equal(response.headers.get('retry-after'), '1');
    const none = await setup({ rateLimit: false }).statuses(150);
    assert.equal(none.indexOf(429), -1);
  });

  it('asks the function of a site that has several servers', async () => {
    const asked: string[] = [];
    let wait: number | undefined = 2.2;
    const { ask, reported, minted } = setup({
      rateLimit: async (userId, request) => {
        asked.push(`${userId} ${request.headers.get('x-forwarded-for')}`);
        return wait;
      },
    });
    const refused = await ask('ben', { 'x-forwarded-for': '192.0.2.1' });
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('retry-after'), '3');
    assert.deepEqual(asked, ['ben 192.0.2.1']);
    for (wait of [undefined, 0, -1]) assert.equal((await ask()).status, 200);
    wait = Infinity;
    assert.equal((await ask()).headers.get('retry-after'), '86400');
    assert.equal(minted(), 3);
    assert.deepEqual(reported, []);
  });

  it('mints nothing where that function fails', async () => {
    const { ask, minted, reported } = setup({ rateLimit: () => Promise.reject(new Error('down')) });
    assert.equal((await ask()).status, 500);
    assert.equal(minted(), 0);
    assert.equal(reported.length, 1);
  });

  it('lets the page of a listed origin see when to come back', async () => {
    const origin = 'https://shop.example';
    const { ask } = setup({ origins: [origin], rateLimit: () => 5 });
    const response = await ask('ada', { origin });
    assert.equal(response.status, 429);
    assert.match(response.headers.get('access-control-expose-headers') ?? '', /retry-after/);
  });

  it('refuses numbers that would let nobody in', () => {
    for (const rateLimit of [
      { tokens: 0, perSeconds: 60 },
      { tokens: 5, perSeconds: 0 },
      { tokens: NaN, perSeconds: 60 },
    ]) {
      assert.throws(() => setup({ rateLimit }), RtError);
    }
  });
});
