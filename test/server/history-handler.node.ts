import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHistoryHandler } from '../../src/server/index.js';
import type { HistoryHandlerOptions, HistoryRequest } from '../../src/server/index.js';

const url = 'https://site.example/history';
const secret = 'sk_live_do-not-tell';
const message = { user: 'ben', text: 'Hello', timestamp: 1_700_000_000_000, id: 'm-1' };

const setup = (own: Partial<HistoryHandlerOptions> = {}) => {
  const read: HistoryRequest[] = [];
  const asked: unknown[] = [];
  const reported: unknown[] = [];
  const handler = createHistoryHandler({
    authorize: (_request, wanted) => {
      asked.push(wanted);
      return { user: { id: 'ada', name: 'Ada' } };
    },
    read: (request) => {
      read.push(request);
      return { messages: [message], next: 'older' };
    },
    report: (error) => reported.push(error),
    ...own,
  });
  const ask = (query = '?room=lobby', init: RequestInit = {}) => {
    const headers = new Headers({ 'x-rt-embed': '1' });
    new Headers(init.headers).forEach((value, name) => headers.set(name, value));
    return handler(new Request(url + query, { ...init, headers }));
  };
  return { handler, ask, read, asked, reported };
};

const codeOf = async (response: Response): Promise<unknown> => {
  const { error } = (await response.json()) as { error?: { code?: unknown } };
  return error?.code;
};

describe('history handler: what it lets in', () => {
  it('answers with what the site has read', async () => {
    const response = await setup().ask();
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { messages: [message], next: 'older' });
  });

  it('asks the site’s one authorize, as the token route does', async () => {
    const { ask, asked, read } = setup();
    await ask('?room=lobby&before=m-9&limit=200');
    assert.deepEqual(asked, [{ purpose: 'chat', room: 'lobby' }]);
    const [{ signal, ...request } = assert.fail('nothing was read')] = read;
    assert.equal(signal.aborted, false);
    const user = { id: 'ada', name: 'Ada' };
    assert.deepEqual(request, { room: 'lobby', before: 'm-9', limit: 200, user });
  });

  it('reads the newest 50 where the page does not say', async () => {
    const { ask, read } = setup();
    await ask();
    assert.deepEqual([read[0]?.before, read[0]?.limit], [undefined, 50]);
  });

  it('forbids every cache to keep an answer, also a refusal', async () => {
    const { ask } = setup({ authorize: () => null });
    assert.equal((await setup().ask()).headers.get('cache-control'), 'no-store');
    assert.equal((await ask()).headers.get('cache-control'), 'no-store');
  });

  it('refuses a method other than GET and says which it takes', async () => {
    const { ask, read } = setup();
    const response = await ask('?room=lobby', { method: 'POST' });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'GET, OPTIONS');
    assert.equal(read.length, 0);
  });

  it('refuses a request without its own header', async () => {
    const { handler, read } = setup();
    const response = await handler(new Request(`${url}?room=lobby`));
    assert.equal(response.status, 403);
    assert.equal(await codeOf(response), 'request/header');
    assert.equal(read.length, 0);
  });

  for (const query of [
    '',
    '?room=',
    '?room=a%2Fb',
    '?room=%2B',
    '?room=%23',
    '?room=%24SYS',
    '?room=a%00b',
    `?room=${'a'.repeat(257)}`,
    '?room=lobby&limit=0',
    '?room=lobby&limit=201',
    '?room=lobby&limit=-1',
    '?room=lobby&limit=1e2',
    '?room=lobby&limit=',
    '?room=lobby&before=',
    `?room=lobby&before=${'x'.repeat(1025)}`,
  ]) {
    const shown = query.length > 60 ? `${query.slice(0, 30)}… of ${query.length}` : query;
    it(`answers 400 to "${shown}", and asks the site nothing`, async () => {
      const { ask, asked, read } = setup();
      const response = await ask(query);
      assert.equal(response.status, 400);
      assert.equal(await codeOf(response), 'request/malformed');
      assert.deepEqual([asked, read], [[], []]);
    });
  }
});

describe('history handler: whom it lets read', () => {
  it('answers 401 where nobody is signed in', async () => {
    const { ask, read } = setup({ authorize: () => null });
    assert.equal((await ask()).status, 401);
    assert.equal(read.length, 0);
  });

  it('answers 403 for a room that is not among those allowed', async () => {
    const user = { id: 'ada' };
    const { ask, read } = setup({ authorize: () => ({ user, rooms: ['garden'] }) });
    assert.equal((await ask('?room=lobby')).status, 403);
    assert.equal((await ask('?room=garden')).status, 200);
    assert.equal(read.length, 1);
  });

  it('answers 500 where a site in plain JavaScript gives rooms that are no list', async () => {
    for (const slip of ['lobby', '', null]) {
      const rooms = slip as unknown as string[];
      const { ask, read, reported } = setup({ authorize: () => ({ user: { id: 'ada' }, rooms }) });
      assert.equal((await ask('?room=lobby')).status, 500);
      assert.deepEqual(read, []);
      assert.match(String(reported[0]), /"rooms"/);
    }
  });
});

describe('history handler: other origins', () => {
  const origin = 'https://shop.example';

  it('refuses one that is not listed, before anything is read', async () => {
    const { ask, asked } = setup();
    const response = await ask('?room=lobby', { headers: { origin } });
    assert.equal(response.status, 403);
    assert.equal(response.headers.get('access-control-allow-origin'), null);
    assert.deepEqual(asked, []);
  });

  it('lets a listed one read, with cookies, and keeps caches from mixing them up', async () => {
    const { ask } = setup({ origins: [origin] });
    const response = await ask('?room=lobby', { headers: { origin } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('access-control-allow-origin'), origin);
    assert.equal(response.headers.get('access-control-allow-credentials'), 'true');
    assert.match(response.headers.get('vary') ?? '', /origin/);
  });

  it('tells a listed one beforehand that it may GET with the header', async () => {
    const { handler } = setup({ origins: [origin] });
    const response = await handler(new Request(url, { method: 'OPTIONS', headers: { origin } }));
    assert.equal(response.status, 204);
    assert.equal(response.headers.get('access-control-allow-methods'), 'GET');
    assert.match(response.headers.get('access-control-allow-headers') ?? '', /x-rt-embed/);
  });
});

describe('history handler: failures of the site', () => {
  const fail = (): never => {
    throw new Error(secret);
  };

  it('answers 500 without the cause where authorize throws, and reports it', async () => {
    const { ask, reported } = setup({ authorize: fail });
    const response = await ask();
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /sk_live/);
    assert.equal(reported.length, 1);
  });

  it('answers 502 without the cause where read throws, and reports it', async () => {
    const { ask, reported } = setup({ read: fail });
    const response = await ask();
    assert.equal(response.status, 502);
    assert.doesNotMatch(await response.text(), /sk_live/);
    assert.equal(reported.length, 1);
  });

  for (const [what, page] of [
    ['no page', null],
    ['no list', { messages: {}, next: null }],
    ['more than was asked for', { messages: [message, message], next: null }],
    ['a "next" that is no text', { messages: [], next: 7 }],
    ['no "next"', { messages: [] }],
    ['a "next" that no request could hand back', { messages: [], next: 'x'.repeat(1025) }],
  ] as const) {
    it(`answers 502 where read gives ${what}, and reports it`, async () => {
      const { ask, reported } = setup({ read: () => page as never });
      assert.equal((await ask('?room=lobby&limit=1')).status, 502);
      assert.equal(reported.length, 1);
    });
  }

  it('answers 500 where a site in plain JavaScript allows a visitor without an id', async () => {
    const { ask, read } = setup({ authorize: () => ({ user: {} as { id: string } }) });
    assert.equal((await ask()).status, 500);
    assert.equal(read.length, 0);
  });

  it('answers 504 where read never settles, and aborts its signal', async () => {
    let signal: AbortSignal | undefined;
    const { ask } = setup({
      timeout: 20,
      read: (request) => {
        signal = request.signal;
        return new Promise(() => undefined);
      },
    });
    const response = await ask();
    assert.equal(response.status, 504);
    assert.equal(await codeOf(response), 'history/timeout');
    assert.equal(signal?.aborted, true);
  });

  it('aborts read when the browser goes, and reports nothing', async () => {
    const browser = new AbortController();
    const { ask, reported } = setup({
      read: ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          browser.abort();
        }),
    });
    await ask('?room=lobby', { signal: browser.signal });
    assert.equal(reported.length, 0);
  });
});
