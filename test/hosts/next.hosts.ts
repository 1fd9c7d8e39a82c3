import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type { RtCall } from '../../src/elements/rt-call/rt-call.js';
import type { RtChat } from '../../src/elements/rt-chat/rt-chat.js';
import type { ConsoleGuard } from '../e2e/console-guard.js';
import { place, releasedDevices, remoteFrames, watchCalls } from '../e2e/helpers/call.js';
import { online, showsAll, write } from '../e2e/helpers/chat.js';
import { expect, test } from './fixtures.js';
import { host } from './host.js';

// Next.js 16 as `next build` and `next start` run it: the site makes its own tokens, for the broker and
// the call gateway of a demo with the same key.

test.afterEach(async ({ demo, page }) => {
  await page.close();
  await expect.poll(() => demo.broker.connections).toBe(0);
  demo.forget();
});

/** Another visitor at one of the site's pages. */
const visit = async (browser: Browser, guard: ConsoleGuard, address: string): Promise<Page> => {
  const context = await browser.newContext();
  guard.watch(context);
  const page = await context.newPage();
  await page.goto(address);
  return page;
};

test('three visitors talk: by script tag, by client component, and with the Pages Router', async ({
  page,
  browser,
  url,
  consoleGuard,
}) => {
  await page.goto('/');
  const team = await visit(browser, consoleGuard, `${url}/team`);
  const classic = await visit(browser, consoleGuard, `${url}/classic`);
  const chats = [page, team, classic].map((one) => one.locator('rt-chat'));
  await online(...chats);
  const said = ['from the script tag', 'from the component', 'from the Pages Router'];
  for (const [index, chat] of chats.entries()) {
    await write(chat, said[index] ?? '');
    for (const each of chats)
      await showsAll(each, ...said.slice(0, index + 1).map((text) => [text]));
  }
  await expect(team.locator('output')).toHaveText('2 from others');
  await expect(classic.locator('rt-status')).toContainText('%');
  await team.context().close();
  await classic.context().close();
});

test('an element that the server has rendered keeps its attributes, and gets properties and listeners', async ({
  page,
}) => {
  await page.addInitScript(() => {
    // The server's own elements, before any script of the page.
    addEventListener('DOMContentLoaded', () => {
      const elements = [...document.querySelectorAll('rt-chat, rt-call')];
      Object.assign(globalThis, { served: elements.map((one) => [one, one.outerHTML]) });
    });
  });
  await page.goto('/team');
  const chat = page.locator('rt-chat');
  await online(chat);
  await expect(chat.getByText('Say hello to the team')).toBeVisible();
  const served = await page.evaluate(() => {
    const known = (globalThis as unknown as { served: [Element, string][] }).served;
    return known.map(([element, html]) => ({
      html,
      now: element.isConnected ? element.outerHTML : 'replaced',
    }));
  });
  expect(served).toEqual(served.map(({ html }) => ({ html, now: html })));
  expect(served.map(({ html }) => html)).toEqual([
    '<rt-chat room="lobby" label="Team chat" token-endpoint="/token"></rt-chat>',
    '<rt-call no-video="" destination="/public/echo" label="Talk" token-endpoint="/token"></rt-call>',
  ]);
  expect(await chat.evaluate((element: RtChat) => element.room + element.tokenEndpoint)).toBe(
    'lobby/token',
  );
  expect(await page.locator('rt-call').evaluate((element: RtCall) => element.noVideo)).toBe(true);
});

test('a chat that stays from page to page stays connected, and one that goes is disconnected', async ({
  page,
  demo,
}) => {
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await page.goto('/team');
  const chat = page.locator('rt-chat');
  await online(chat);
  await write(chat, 'before');
  await showsAll(chat, ['before']);
  await page.getByRole('link', { name: 'Notes' }).click();
  await expect(page.getByRole('heading', { name: 'Notes' })).toBeVisible();
  await write(chat, 'after');
  await showsAll(chat, ['before', 'after']);
  expect(sockets).toEqual([demo.broker.url]);
  await page.getByRole('link', { name: 'About' }).click();
  await expect.poll(() => demo.broker.connections).toBe(0);
  // By script tag it comes back as well, though the script is loaded once only.
  for (const name of ['Script tag', 'About', 'Script tag']) {
    await page.getByRole('link', { name }).click();
  }
  await online(chat);
  expect(demo.broker.connections).toBe(1);
});

test('an echo call shows a moving picture, and leaving its page ends it', async ({
  page,
  demo,
}) => {
  await watchCalls(page);
  await page.goto('/');
  const call = page.locator('rt-call');
  await call.scrollIntoViewIfNeeded();
  await place(call);
  const [width, height] = await remoteFrames(call, 10);
  expect(Math.min(width, height)).toBeGreaterThan(100);
  expect(demo.gateway.legs).not.toEqual([]);
  await page.getByRole('link', { name: 'About' }).click();
  await releasedDevices(page, 2);
  await expect.poll(() => demo.gateway.legs).toEqual([]);
});

test('the policy is strict: markup from a text is refused, and so are scripts of other sites', async ({
  page,
  consoleGuard,
}) => {
  consoleGuard.allow(/TrustedHTML|TrustedScriptURL|Content Security Policy/);
  for (const path of ['/', '/team', '/classic']) {
    const answer = await page.goto(path);
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w-]{36}' 'strict-dynamic';/);
    expect(policy).not.toContain('unsafe');
    const refused = await page.evaluate(() => {
      const tries = [
        () => (document.body.innerHTML = '<b>markup</b>'),
        () => (document.createElement('script').src = 'https://elsewhere.example/script.js'),
      ];
      return tries.filter((attempt) => {
        try {
          attempt();
          return false;
        } catch {
          return true;
        }
      }).length;
    });
    expect(refused).toBe(2);
  }
});

test('both token routes know who is asking, and take no other site’s request', async ({
  page,
  url,
}) => {
  await page.goto('/about');
  const lobby = { purpose: 'chat', room: 'lobby', user: 'somebody-else' };
  const ask = (path: string, headers: Record<string, string>, wanted: object = lobby) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-rt-embed': '1', ...headers },
      body: JSON.stringify(wanted),
    });
  const [{ name, value } = { name: '', value: '' }] = await page.context().cookies();
  const cookie = `${name}=${value}`;
  for (const path of ['/token', '/api/token']) {
    expect((await ask(path, {})).status).toBe(401);
    expect((await ask(path, { cookie, origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await ask(path, { cookie, 'x-rt-embed': '' })).status).toBe(403);
    const staff = { purpose: 'call', destination: '/private/staff' };
    expect((await ask(path, { cookie }, staff)).status).toBe(403);
    // Next names this machine its own way; a browser says that the page is of the same site.
    const granted = await ask(path, { cookie, origin: url, 'sec-fetch-site': 'same-origin' });
    expect(granted.status).toBe(200);
    expect(granted.headers.get('cache-control')).toBe('no-store');
    expect(await granted.json()).toMatchObject({ user: { name: /^Guest / } });
  }
});

test('what browsers load holds neither the key nor what makes tokens', () => {
  const folder = join(host.folder, '.next/static');
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => readFileSync(join(folder, path), 'utf8'));
  expect(scripts.length).toBeGreaterThan(5);
  const telling = /TOKEN_KEY|BROKER_URL|createTokenHandler|HMAC/;
  expect(scripts.filter((text) => telling.test(text))).toEqual([]);
});
