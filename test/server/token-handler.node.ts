import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTokenHandler } from '../../src/server/index.js';
import type { MintContext, TokenHandlerOptions } from '../../src/server/index.js';

const url = 'https://site.example/token';
const secret = 'sk_live_do-not-tell';

const setup = (own: Partial<TokenHandlerOptions> = {}) => {
  const minted: MintContext[] = [];
  const reported: unknown[] = [];
  const handler = createTokenHandler({
    authorize: () => ({ user: { id: 'ada', name: 'Ada' } }),
    mint: async (context) => {
      minted.push(context);
      return { provider: 'mqtt', token: 'a-token' };
    },
    report: (error) => reported.push(error),
    ...own,
  });
  const ask = (body: unknown = { purpose: 'chat', room: 'lobby' }, init: RequestInit = {}) => {
    const headers = new Headers({ 'content-type': 'application/json', 'x-rt-embed': '1' });
    new Headers(init.headers).forEach((value, name) => headers.set(name, value));
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return handler(new Request(url, { method: 'POST', body: text, ...init, headers }));
  };
  return { handler, ask, minted, reported };
};

const codeOf = async (response: Response): Promise<unknown> => {
  const { error } = (await response.json()) as { error?: { code?: unknown } };
  return error?.code;
};

describe('token handler: what it lets in', () => {
  it('answers with the grant and the user whom authorize named', async () => {
    const response = await setup().ask();
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), {
      provider: 'mqtt',
      token: 'a-token',
      user: { id: 'ada', name: 'Ada' },
    });
  });

  it('forbids every cache to keep an answer', async () => {
    const { ask } = setup({ authorize: () => null });
    assert.equal((await setup().ask()).headers.get('cache-control'), 'no-store');
    assert.equal((await ask()).headers.get('cache-control'), 'no-store');
  });

  it('refuses a method other than POST and says which it takes', async () => {
    const response = await setup().handler(new Request(url, { headers: { 'x-rt-embed': '1' } }));
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'POST, OPTIONS');
  });

  it('refuses a request without its own header', async () => {
    const response = await setup().ask(undefined, { headers: { 'x-rt-embed': '0' } });
    assert.equal(response.status, 403);
    assert.equal(await codeOf(response), 'request/header');
  });

  it('refuses a body that is not called JSON', async () => {
    const response = await setup().ask(undefined, { headers: { 'content-type': 'text/plain' } });
    assert.equal(response.status, 415);
  });

  it('takes JSON with a charset', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    assert.equal((await setup().ask(undefined, { headers })).status, 200);
  });

  it('refuses a body over 16 kB, even one that hides its length', async () => {
    const { ask, handler } = setup();
    const large = JSON.stringify({ purpose: 'chat', note: 'x'.repeat(16 * 1024) });
    assert.equal((await ask(large)).status, 413);
    const headers = { 'content-type': 'application/json', 'x-rt-embed': '1' };
    const body = new Blob([large]).stream();
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      headers,
      body,
      duplex: 'half',
    };
    assert.equal((await handler(new Request(url, init))).status, 413);
  });

  it('answers 400 to a body that breaks off', async () => {
    const body = new ReadableStream({
      pull: (controller) => controller.error(new Error('connection reset')),
    });
    const headers = { 'content-type': 'application/json', 'x-rt-embed': '1' };
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      headers,
      body,
      duplex: 'half',
    };
    const { handler, reported } = setup();
    assert.equal((await handler(new Request(url, init))).status, 400);
    assert.deepEqual(reported, []); // a visitor's doing
  });

  it('answers 408 to a body that never ends', async () => {
    const headers = { 'content-type': 'application/json', 'x-rt-embed': '1' };
    const body = new ReadableStream();
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      headers,
      body,
      duplex: 'half',
    };
    const { handler, reported } = setup({ timeout: 5 });
    assert.equal((await handler(new Request(url, init))).status, 408);
    assert.deepEqual(reported, []);
  });

  for (const [what, body] of Object.entries({
    'broken JSON': '{"purpose":',
    'a list': [],
    'no purpose': { room: 'lobby' },
    'an unknown purpose': { purpose: 'admin' },
    'a room that is no string': { purpose: 'chat', room: 7 },
    'a wildcard room': { purpose: 'chat', room: '+' },
    'a room with a slash': { purpose: 'chat', rooms: ['lobby/messages'] },
    'a wildcard topic': { purpose: 'status', topics: ['jobs/#'] },
    'a topic of the broker': { purpose: 'status', topics: ['$SYS/uptime'] },
    'a room with a NUL': { purpose: 'chat', room: 'a\u0000b' },
    'rooms that are no list': { purpose: 'chat', rooms: 'lobby' },
    'too many rooms': { purpose: 'chat', rooms: Array.from({ length: 51 }, (_, i) => `r${i}`) },
    'a refresh without an id': { purpose: 'chat', refresh: {} },
    'a fingerprint that is no string': { purpose: 'call', fingerprint: { key: 'x' } },
  })) {
    it(`answers 400 to ${what}`, async () => {
      const { ask, minted } = setup();
      const response = await ask(body);
      assert.equal(response.status, 400);
      assert.equal(await codeOf(response), 'request/malformed');
      assert.equal(minted.length, 0);
    });
  }
});

describe('token handler: origins', () => {
  const other = 'https://shop.example';

  it('takes its own origin', async () => {
    const headers = { origin: 'https://site.example' };
    assert.equal((await setup().ask(undefined, { headers })).status, 200);
  });

  it('takes the word of a browser behind a proxy that renames the host', async () => {
    const headers = { origin: 'https://public.example', 'sec-fetch-site': 'same-origin' };
    assert.equal((await setup().ask(undefined, { headers })).status, 200);
  });

  it('refuses a strange origin and an opaque one, and tells their pages nothing', async () => {
    for (const origin of [other, 'null']) {
      const { ask, minted } = setup();
      const response = await ask(undefined, {
        headers: { origin, 'sec-fetch-site': 'cross-site' },
      });
      assert.equal(response.status, 403);
      assert.equal(response.headers.get('access-control-allow-origin'), null);
      assert.equal(minted.length, 0);
    }
  });

  it('takes a listed origin, with cookies', async () => {
    const { ask } = setup({ origins: [other] });
    const response = await ask(undefined, { headers: { origin: other } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('access-control-allow-origin'), other);
    assert.equal(response.headers.get('access-control-allow-credentials'), 'true');
    assert.match(response.headers.get('vary') ?? '', /origin/i);
  });

  it('takes no part of an origin that stands where a list belongs', async () => {
    const { ask } = setup({ origins: `${other}.example` as unknown as string[] });
    assert.equal((await ask(undefined, { headers: { origin: other } })).status, 403);
  });

  it('lets the page of a listed origin read an error as well', async () => {
    const { ask } = setup({ origins: [other], authorize: () => null });
    const response = await ask(undefined, { headers: { origin: other } });
    assert.equal(response.status, 401);
    assert.equal(response.headers.get('access-control-allow-origin'), other);
  });

  it('answers the preflight of a listed origin', async () => {
    const { handler } = setup({ origins: [other] });
    const response = await handler(
      new Request(url, { method: 'OPTIONS', headers: { origin: other } }),
    );
    assert.equal(response.status, 204);
    assert.equal(response.headers.get('access-control-allow-origin'), other);
    assert.equal(response.headers.get('access-control-allow-credentials'), 'true');
    assert.equal(response.headers.get('access-control-allow-methods'), 'POST');
    assert.equal(response.headers.get('access-control-allow-headers'), 'content-type, x-rt-embed');
  });

  it('refuses the preflight of any other origin', async () => {
    const { handler } = setup();
    const response = await handler(
      new Request(url, { method: 'OPTIONS', headers: { origin: other } }),
    );
    assert.equal(response.status, 403);
    assert.equal(response.headers.get('access-control-allow-origin'), null);
  });
});

describe('token handler: permission', () => {
  it('answers 401 where authorize names nobody', async () => {
    const { ask, minted } = setup({ authorize: () => null });
    const response = await ask();
    assert.equal(response.status, 401);
    assert.equal(await codeOf(response), 'auth/not-signed-in');
    assert.equal(minted.length, 0);
  });

  it('mints for every room asked for, each once, where authorize does not say', async () => {
    const { ask, minted } = setup();
    await ask({ purpose: 'chat', room: 'lobby', rooms: ['lobby', 'games'] });
    assert.deepEqual(minted[0]?.wanted.rooms, ['lobby', 'games']);
  });

  it('mints for no topic that authorize did not name', async () => {
    const { ask, minted } = setup({
      authorize: () => ({ user: { id: 'ada' }, topics: ['jobs/build', 'jobs/other'] }),
    });
    await ask({ purpose: 'status', topics: ['jobs/build', 'jobs/secret'] });
    assert.deepEqual(minted[0]?.wanted.topics, ['jobs/build']);
  });

  it('narrows rooms to those allowed, and never widens what was asked', async () => {
    const { ask, minted } = setup({
      authorize: () => ({ user: { id: 'ada' }, rooms: ['games', 'cellar'] }),
    });
    await ask({ purpose: 'chat', room: 'lobby', rooms: ['lobby', 'games'] });
    assert.deepEqual(minted[0]?.wanted.rooms, ['games']);
    assert.equal(minted[0]?.wanted.room, undefined);
  });

  it('answers 403 where nothing of what was asked is allowed', async () => {
    const { ask, minted } = setup({ authorize: () => ({ user: { id: 'ada' }, rooms: [] }) });
    const response = await ask();
    assert.equal(response.status, 403);
    assert.equal(await codeOf(response), 'auth/not-allowed');
    assert.equal(minted.length, 0);
  });

  it('mints for a page that asks for a bare connection', async () => {
    const { ask } = setup({ authorize: () => ({ user: { id: 'ada' }, rooms: [] }) });
    assert.equal((await ask({ purpose: 'status' })).status, 200);
  });

  it('does not believe the user that the page names', async () => {
    const { ask, minted } = setup();
    const response = await ask({ purpose: 'chat', room: 'lobby', user: 'root' });
    assert.equal(minted[0]?.user.id, 'ada');
    assert.deepEqual(((await response.json()) as { user: unknown }).user, {
      id: 'ada',
      name: 'Ada',
    });
  });

  it('hands on nothing else of what the site knows of a user', async () => {
    const user = { id: 'ada', avatar: '/ada.png', passwordHash: secret, roles: ['admin'] };
    const { ask, minted } = setup({ authorize: () => ({ user }) });
    const { user: told } = (await (await ask()).json()) as { user: unknown };
    assert.deepEqual(told, { id: 'ada', avatar: '/ada.png' });
    assert.deepEqual(minted[0]?.user, told);
  });

  it('hands authorize the request with its cookies, and what was asked', async () => {
    const seen: unknown[] = [];
    const { ask } = setup({
      authorize: (request, wanted) => {
        seen.push(request.headers.get('cookie'), wanted.room, wanted['plan']);
        return null;
      },
    });
    await ask({ purpose: 'chat', room: 'lobby', plan: 'pro' }, { headers: { cookie: 'sid=1' } });
    assert.deepEqual(seen, ['sid=1', 'lobby', 'pro']);
  });
});

describe('token handler: tokens for calls', () => {
  const call = (destination?: string) => ({ purpose: 'call', ...(destination && { destination }) });

  it('allows the destination that was asked for, where the site says nothing of destinations', async () => {
    const { ask, minted } = setup();
    await ask(call('/public/echo'));
    await ask(call());
    assert.equal(minted[0]?.wanted.destination, '/public/echo');
    assert.deepEqual(
      minted.map(({ wanted }) => wanted.destinations),
      [['/public/echo'], []],
    );
  });

  it('hands on all destinations that the site allows, since one line serves several calls', async () => {
    const destinations = ['/public/*', '/private/ben'];
    const { ask, minted } = setup({ authorize: () => ({ user: { id: 'ada' }, destinations }) });
    for (const asked of ['/public/echo?channel=audio', '/private/ben', undefined]) {
      assert.equal((await ask(call(asked))).status, 200, asked);
    }
    for (const { wanted } of minted) assert.deepEqual(wanted.destinations, destinations);
  });

  it('refuses a destination that the site does not allow', async () => {
    const destinations = ['/public/*', '/private/ben'];
    const { ask, minted } = setup({ authorize: () => ({ user: { id: 'ada' }, destinations }) });
    for (const asked of ['/private/benno', '/private/cyd', '/publicity', 'x/public/echo', '']) {
      const response = await ask({ purpose: 'call', destination: asked });
      assert.equal(response.status, 403, asked);
      assert.equal(await codeOf(response), 'auth/not-allowed');
    }
    assert.deepEqual(minted, []);
  });

  it('lets a chat by address go where a call may, and nowhere else', async () => {
    const [ben, boss] = ['%2Fprivate%2Fben', '%2fstaff%2Fboss'];
    const destinations = ['/private/*'];
    const { ask, minted } = setup({ authorize: () => ({ user: { id: 'ada' }, destinations }) });
    await ask({ purpose: 'chat', room: ben, rooms: [boss, 'lobby'] });
    assert.deepEqual(minted[0]?.wanted.rooms, [ben, 'lobby']);
    assert.equal(await codeOf(await ask({ purpose: 'chat', room: boss })), 'auth/not-allowed');
    const named = setup({
      authorize: () => ({ user: { id: 'ada' }, rooms: ['lobby'], destinations }),
    });
    assert.equal(await codeOf(await named.ask({ purpose: 'chat', room: ben })), 'auth/not-allowed');
  });

  it('opens no address that the site has not named, be it asked for with a call', async () => {
    const boss = '%2Fprivate%2Fboss';
    const nothing = setup();
    await nothing.ask({ ...call('/public/support'), rooms: [boss, 'lobby'] });
    assert.deepEqual(nothing.minted[0]?.wanted.rooms, ['lobby']);
    const refused = await nothing.ask({ purpose: 'chat', room: boss });
    assert.equal(await codeOf(refused), 'auth/not-allowed');
    const { ask, minted } = setup({ authorize: () => ({ user: { id: 'ada' }, rooms: [boss] }) });
    await ask({ purpose: 'chat', room: boss });
    assert.deepEqual(minted[0]?.wanted.rooms, [boss]);
  });

  it('gives no destinations to a token for anything else', async () => {
    const destinations = ['/public/*'];
    const { ask, minted } = setup({ authorize: () => ({ user: { id: 'ada' }, destinations }) });
    await ask({ purpose: 'chat', room: 'lobby', destination: '/private/ben' });
    assert.deepEqual(minted[0]?.wanted.destinations, []);
    assert.equal(minted[0]?.wanted.room, 'lobby');
  });
});

describe('token handler: failures of the site', () => {
  const fail = (): never => {
    throw new Error(`database said no to ${secret}`);
  };

  it('answers 500 without the cause where authorize throws, and reports it', async () => {
    const { ask, reported } = setup({ authorize: fail });
    const response = await ask();
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /sk_live|database/);
    assert.equal(reported.length, 1);
  });

  it('answers 502 without the cause where mint throws, and reports it', async () => {
    const { ask, reported } = setup({ mint: fail });
    const response = await ask();
    assert.equal(response.status, 502);
    assert.doesNotMatch(await response.text(), /sk_live|database/);
    assert.equal(reported.length, 1);
  });

  it('answers 500 where a site in plain JavaScript allows a visitor without an id', async () => {
    for (const slip of [{}, { user: {} }, { user: { id: '' } }]) {
      const authorize: unknown = () => slip;
      const { ask, minted } = setup({ authorize: authorize as TokenHandlerOptions['authorize'] });
      assert.equal((await ask()).status, 500);
      assert.equal(minted.length, 0);
    }
  });

  for (const list of ['rooms', 'topics', 'destinations']) {
    it(`answers 500 where such a site gives ${list} that are no list of texts, and reports it`, async () => {
      for (const slip of ['/public/*', '', null, false, [7], { 0: 'lobby' }]) {
        const authorize: unknown = () => ({ user: { id: 'ada' }, [list]: slip });
        const { ask, minted, reported } = setup({
          authorize: authorize as TokenHandlerOptions['authorize'],
        });
        const response = await ask({ purpose: 'call', destination: '/private/ben' });
        assert.equal(response.status, 500, JSON.stringify(slip));
        assert.equal(await codeOf(response), 'auth/failed');
        assert.deepEqual(minted, []);
        assert.ok(String(reported[0]).includes(`"${list}"`), String(reported[0]));
      }
    });
  }

  it('takes a list that is undefined for one that is not given', async () => {
    const { ask } = setup({ authorize: () => ({ user: { id: 'ada' }, rooms: undefined }) });
    assert.equal((await ask()).status, 200);
  });

  it('answers 500 where what was minted can be no JSON, and reports it', async () => {
    const expiresAt: unknown = 1_800_000_000_000n;
    const { ask, reported } = setup({
      mint: async () => ({ provider: 'mqtt', token: secret, expiresAt: expiresAt as number }),
    });
    const response = await ask();
    assert.equal(response.status, 500);
    assert.equal(await codeOf(response), 'request/failed');
    assert.ok(reported[0] instanceof TypeError);
    assert.equal(reported.length, 1);
  });

  it('answers the same where report throws, or rejects later', async (test) => {
    const printed = test.mock.method(console, 'error', () => undefined);
    for (const report of [fail, () => Promise.reject(new Error('log is away'))]) {
      const { ask } = setup({ mint: fail, report });
      const response = await ask();
      assert.equal(response.status, 502);
      assert.equal(await codeOf(response), 'mint/failed');
    }
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(printed.mock.callCount(), 4); // what was to be reported, and why it was not
  });

  it('answers 504 where authorize never settles, and reports it', async () => {
    const { ask, reported } = setup({ authorize: () => new Promise(() => undefined), timeout: 5 });
    const response = await ask();
    assert.equal(response.status, 504);
    assert.equal(await codeOf(response), 'auth/timeout');
    assert.match(String(reported), /took too long to tell who is asking/);
  });

  it('answers 504 where mint never settles, aborts its signal, and reports it', async () => {
    const signals: AbortSignal[] = [];
    const { ask, reported } = setup({
      timeout: 5,
      mint: ({ signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    const response = await ask();
    assert.equal(response.status, 504);
    assert.equal(await codeOf(response), 'mint/timeout');
    assert.equal(signals[0]?.aborted, true);
    assert.match(String(reported), /Making a token took too long/);
  });

  it('aborts mint when the browser goes, and reports nothing', async () => {
    const browser = new AbortController();
    const { ask, reported } = setup({
      mint: ({ signal }) => {
        browser.abort();
        return Promise.reject(signal.reason as Error);
      },
    });
    assert.equal((await ask(undefined, { signal: browser.signal })).status, 502);
    assert.deepEqual(reported, []);
  });
});
