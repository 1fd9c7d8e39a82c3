import type { BrowserContext, Locator, Page } from '@playwright/test';
import type { RtChat } from '../../src/index.js';
import { expect } from './fixtures.js';
import {
  allSent,
  banner,
  chatTag,
  field,
  numbered,
  online,
  showsAll,
  write,
} from './helpers/chat.js';
import { httpStatus, socketFailed } from './helpers/noise.js';
import { watchPage } from './helpers/page-watch.js';
import type { Stage } from './helpers/stage.js';
import { test } from './helpers/test.js';

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(...socketFailed, httpStatus(503));
});

// A test that fails in the middle must not leave the others without a broker.
test.afterEach(async ({ demo }) => {
  await demo.broker.start();
});

/** A token route that a test can turn off, as if the network were gone. */
const switchedRoute = (stage: Stage, user: string) => {
  const state = { off: false };
  const { path } = stage.route((request) =>
    state.off
      ? Promise.resolve(new Response(null, { status: 503 }))
      : stage.demo(request, `/token/${user}`),
  );
  return { path, state };
};

const openIn = async (context: BrowserContext, stage: Stage, tag: string): Promise<Page> => {
  const page = await context.newPage();
  await stage.open(page, tag);
  return page;
};

const chatOf = (page: Page): Locator => page.locator('rt-chat');

/** All that the browser has stored, as one text. */
const stored = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('rt-embed');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('closed'));
    });
    const all = await new Promise((resolve) => {
      const request = db.transaction('outbox').objectStore('outbox').getAll();
      request.onsuccess = () => resolve(request.result);
    });
    db.close();
    return JSON.stringify([all, { ...sessionStorage }, { ...localStorage }]);
  });

for (const offline of ['the broker is away', 'neither the broker nor the token route answers']) {
  test(`a reload in the middle of sending 100 messages while ${offline}: all 100 arrive once, in order`, async ({
    page,
    context,
    stage,
    demo,
  }) => {
    test.setTimeout(90_000);
    const room = `reload-${offline.length}`;
    const token = switchedRoute(stage, 'ada');
    await stage.open(page, chatTag('ada', room, token.path));
    const other = await openIn(context, stage, chatTag('ben', room));
    const [ada, ben] = [chatOf(page), chatOf(other)];
    await online(ada, ben);
    await write(ada, 'Ada is here');
    await showsAll(ben, ['Ada is here']);

    const said = numbered('Ada', 100);
    await demo.broker.stop();
    token.state.off = offline.startsWith('neither');
    await expect(banner(ada)).not.toHaveText(/^\s*$/);
    await write(ada, ...said.slice(0, 50));
    await page.reload();
    await expect(field(ada)).toBeVisible();
    // At once, still unsent, in their order.
    await showsAll(ada, said.slice(0, 50));
    await expect(ada.getByRole('img', { name: 'Sending' })).toHaveCount(50);
    await write(ada, ...said.slice(50));
    await showsAll(ada, said);

    token.state.off = false;
    await demo.broker.start();
    await showsAll(ben, ['Ada is here', ...said]);
    await allSent(ada);
    await write(ada, 'Ada is done');
    await showsAll(ben, ['Ada is here', ...said, 'Ada is done']);
    await showsAll(ada, [...said, 'Ada is done']);
    await expect.poll(() => stored(page)).not.toContain('Ada says');
  });
}

test('what a tab that has crashed could not send is sent by the next page, once', async ({
  context,
  page: other,
  stage,
  demo,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'only Chromium can be made to crash');
  const room = 'crash';
  const path = stage.page(chatTag('ada', room));
  const first = await context.newPage();
  await first.goto(stage.url + path);
  await stage.open(other, chatTag('ben', room));
  const ben = chatOf(other);
  await online(chatOf(first));
  await other.bringToFront();
  await online(ben);
  await demo.broker.stop();
  await first.bringToFront();
  const said = numbered('Ada', 5);
  await write(chatOf(first), ...said);
  await field(chatOf(first)).fill('Not finished');
  await expect.poll(() => stored(first)).toContain('Ada says 5');
  const devtools = await context.newCDPSession(first);
  const crashed = first.waitForEvent('crash');
  void devtools.send('Page.crash').catch(() => undefined); // it takes its answer with it
  await crashed;
  await demo.broker.start();

  const second = await context.newPage();
  await second.goto(stage.url + path);
  await online(chatOf(second));
  await showsAll(chatOf(second), said);
  await allSent(chatOf(second));
  await other.bringToFront();
  await showsAll(ben, said);
});

test('another tab that lives sends what a closed one could not', async ({
  context,
  page: other,
  stage,
  demo,
}) => {
  const room = 'closed';
  const first = await openIn(context, stage, chatTag('ada', room));
  const second = await openIn(context, stage, chatTag('ada', room));
  await stage.open(other, chatTag('ben', room));
  for (const one of [first, second, other]) {
    await one.bringToFront();
    await online(chatOf(one));
  }
  await demo.broker.stop();
  await first.bringToFront();
  const said = numbered('Ada', 3);
  await write(chatOf(first), ...said);
  await expect.poll(() => stored(first)).toContain('Ada says 3');
  await first.close();
  await demo.broker.start();
  await other.bringToFront();
  await showsAll(chatOf(other), said);
  await second.bringToFront();
  await showsAll(chatOf(second), said);
});

test('two people in one browser: nothing of one goes out or is shown as the other’s', async ({
  page,
  context,
  stage,
  demo,
}) => {
  const room = 'shared';
  const state = { user: 'ada' };
  const { path } = stage.route((request) => stage.demo(request, `/token/${state.user}`));
  await stage.open(page, chatTag('chat', room, path));
  const chat = chatOf(page);
  await online(chat);
  await demo.broker.stop();
  await write(chat, 'Only Ada says this');
  await field(chat).fill('Ada’s draft');
  await expect.poll(() => stored(page)).toContain('Only Ada');

  // Ada signs out, Ben signs in: same browser, same tab, same page.
  state.user = 'ben';
  await demo.broker.start();
  await page.reload();
  await online(chat);
  const tab = await openIn(context, stage, chatTag('chat', room, path));
  await online(chatOf(tab));
  await write(chatOf(tab), 'Ben is here');
  await showsAll(chatOf(tab), ['Ben is here']);
  await page.bringToFront();
  await showsAll(chat, ['Ben is here']);
  await expect(field(chat)).toHaveValue('');
  await tab.close();

  state.user = 'ada';
  await page.reload();
  await online(chat);
  await expect(chat.locator('[part="text"]').filter({ hasText: 'Only Ada' })).toBeVisible();
  await allSent(chat);
  const users = await chat.evaluate((element: RtChat) =>
    element.messages.map(({ user, text }) => `${user}: ${text}`),
  );
  expect(users).toContain('ada: Only Ada says this');
});

test('no token, secret or word of the token request is ever stored', async ({
  page,
  stage,
  demo,
}) => {
  const tokens: string[] = [];
  const { path } = stage.route(async (request) => {
    const answer = await stage.demo(request, '/token/ada');
    const text = await answer.text();
    tokens.push((JSON.parse(text) as { token: string }).token);
    return new Response(text, { headers: { 'content-type': 'application/json' } });
  });
  await stage.open(
    page,
    `<rt-chat room="secrets" token-endpoint="${path}" token-body='{"pass":"hunter2"}'></rt-chat>`,
  );
  const chat = chatOf(page);
  await online(chat);
  await demo.broker.stop();
  await write(chat, 'Waiting');
  await expect.poll(() => stored(page)).toContain('Waiting');
  const all = await stored(page);
  expect(tokens.length).toBeGreaterThan(0);
  for (const secret of [...tokens, 'hunter2']) expect(all).not.toContain(secret);
});

test.describe('where the browser stores nothing', () => {
  const told = (page: Page): Promise<string[]> =>
    page.evaluate(() => (globalThis as unknown as { told: string[] }).told);
  const listen = async (page: Page): Promise<void> => {
    await page.addInitScript(() => {
      const told: string[] = [];
      Object.assign(globalThis, { told });
      document.addEventListener('rt-state-change', ({ detail }) => {
        if (detail.storage) told.push(`${detail.state === detail.previous} ${detail.storage}`);
      });
    });
  };

  for (const how of ['throws', 'hangs', 'is missing'] as const) {
    test(`because IndexedDB ${how}, it says so once, and sends`, async ({
      page,
      context,
      stage,
    }) => {
      const watch = await watchPage(page);
      await listen(page);
      await page.addInitScript((kind) => {
        if (kind === 'is missing')
          Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
        else {
          IDBFactory.prototype.open = () => {
            if (kind === 'throws') throw new DOMException('Denied.', 'SecurityError');
            return new EventTarget() as IDBOpenDBRequest;
          };
        }
      }, how);
      const room = `blocked-${how.length}`;
      await stage.open(page, chatTag('ada', room));
      const other = await openIn(context, stage, chatTag('ben', room));
      const [ada, ben] = [chatOf(page), chatOf(other)];
      await online(ben);
      await page.bringToFront();
      await online(ada);
      await write(ada, 'Still here', 'Still there');
      await showsAll(ben, ['Still here', 'Still there']);
      await allSent(ada);
      const all = await told(page);
      // Once by itself; the state's own changes carry it as well.
      expect(all).toContain('true memory');
      expect(all.filter((one) => one === 'true memory')).toHaveLength(1);
      expect(await watch.errors()).toEqual([]);
    });
  }

  test('because the frame is sandboxed, it says so and sends', async ({ page, stage }) => {
    const room = 'sandbox';
    // Such a frame has no origin: everything is another origin's to it.
    const token = stage.route(async (request) => {
      const headers = {
        'access-control-allow-origin': '*',
        'access-control-allow-headers': 'content-type, x-rt-embed',
      };
      if (request.method === 'OPTIONS') return new Response(null, { headers });
      const answer = await stage.demo(request, '/token/ada');
      return new Response(await answer.text(), { headers });
    });
    const inner = stage.route(
      async () =>
        new Response(
          `<!doctype html><title>Nothing yet</title>
           <script>document.addEventListener('rt-state-change', ({ detail }) => {
             if (detail.storage) document.title = detail.storage;
           });</script>
           <script async src="${stage.url}/dist/cdn/rt-embed.iife.js"></script>
           ${chatTag('ada', room, stage.url + token.path)}`,
          { headers: { 'content-type': 'text/html' } },
        ),
    );
    const outer = stage.route(
      async () =>
        new Response(
          `<!doctype html><link rel="icon" href="/icon.svg"><iframe sandbox="allow-scripts" src="${inner.path}" width="600" height="600"></iframe>`,
          { headers: { 'content-type': 'text/html' } },
        ),
    );
    // As a CDN has it.
    await page.route('**/dist/cdn/**', async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), 'access-control-allow-origin': '*' };
      await route.fulfill({ response, headers });
    });
    await page.goto(stage.url + outer.path);
    const other = await openIn(page.context(), stage, chatTag('ben', room));
    await online(chatOf(other));
    await page.bringToFront();
    const ada = page.frameLocator('iframe').locator('rt-chat');
    await online(ada);
    await write(ada, 'From the box');
    await allSent(ada);
    await showsAll(chatOf(other), ['From the box']);
    expect(await page.frames()[1]?.title()).toBe('memory');
  });
});
