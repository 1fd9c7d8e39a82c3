import type { Page, Request } from '@playwright/test';
import type { RtCall } from '../../src/index.js';
import { figures } from '../../scripts/size.js';
import {
  asked,
  callTag,
  factsOf,
  hangUp,
  inPhase,
  place,
  trigger,
  watchCalls,
} from './helpers/call.js';
import type { Stage } from './helpers/stage.js';
import { expect } from './fixtures.js';
import { test } from './helpers/test.js';

/** What a page has asked of the network. */
interface Traffic {
  /** Built files, without their folder. */
  files: string[];
  /** Token routes. */
  tokens: string[];
  /** Everything else but the page's own, by URL. */
  others: string[];
  sockets: string[];
}

const record = (page: Page): Traffic => {
  const traffic: Traffic = { files: [], tokens: [], others: [], sockets: [] };
  page.on('request', (request: Request) => {
    const { pathname, href } = new URL(request.url());
    if (pathname.startsWith('/dist/cdn/')) traffic.files.push(pathname.slice('/dist/cdn/'.length));
    else if (pathname.startsWith('/token')) traffic.tokens.push(pathname);
    else if (!/^\/(made-\d+|icon\.svg|demo\.css|favicon\.ico)$/.test(pathname)) {
      traffic.others.push(href);
    }
  });
  page.on('websocket', (socket) => traffic.sockets.push(new URL(socket.url()).pathname));
  return traffic;
};

/** Opens a page with these tags, and waits until it wants nothing more. */
const open = async (page: Page, stage: Stage, tags: string): Promise<Traffic> => {
  await watchCalls(page);
  const traffic = record(page);
  await stage.open(page, tags);
  await page.waitForLoadState('networkidle');
  return traffic;
};

const files = (name: string): string[] =>
  [...(figures().find((figure) => figure.name === name)?.files ?? [])].sort();
const devicesOf = (page: Page): Promise<number> => asked(page).then(({ length }) => length);

const tag = callTag({ mode: 'button', destination: '/public/echo', 'no-video': '' });

test.skip(
  ({ browserName }) => browserName !== 'chromium',
  'Firefox tells no test of its WebSockets',
);

test('an idle call costs its button: no token, no device, no socket, no provider', async ({
  page,
  stage,
}) => {
  const traffic = await open(page, stage, tag);
  await expect(trigger(page.locator('rt-call'))).toBeVisible();
  expect(traffic.files.sort()).toEqual(files('rt-call, idle'));
  expect(traffic).toMatchObject({ tokens: [], others: [], sockets: [] });
  expect(await devicesOf(page)).toBe(0);
});

for (const sign of ['hover', 'focus'] as const) {
  test(`a ${sign} brings the code, and nothing else`, async ({ page, stage }) => {
    const traffic = await open(page, stage, tag);
    traffic.files.length = 0;
    await trigger(page.locator('rt-call'))[sign]();
    await expect.poll(() => [...traffic.files].sort()).toEqual(files('rt-call, on intent'));
    await page.waitForLoadState('networkidle');
    await trigger(page.locator('rt-call'))[sign]();
    expect([...traffic.files].sort()).toEqual(files('rt-call, on intent'));
    expect(traffic).toMatchObject({ tokens: [], others: [], sockets: [] });
    expect(await devicesOf(page)).toBe(0);
    expect(await page.evaluate(() => callWatch.peers.length)).toBe(0);
  });
}

test('a click asks for the token while the devices are asked for, not after', async ({
  page,
  stage,
}) => {
  let give = (): void => undefined;
  const held = new Promise<void>((resolve) => (give = resolve));
  const route = stage.route(async (request) => {
    await held;
    return stage.demo(request, '/token/ada');
  });
  const slow = callTag({
    mode: 'button',
    destination: '/public/echo',
    'no-video': '',
    'token-endpoint': route.path,
  });
  const traffic = await open(page, stage, slow);
  const call = page.locator('rt-call');
  await trigger(call).click();
  // Both are under way, and neither waits for the other: the token is not there yet.
  await expect.poll(() => route.asked()).toBe(1);
  await expect.poll(() => asked(page)).toEqual([{ screen: false, audio: true, video: false }]);
  expect(await call.evaluate((element: RtCall) => element.phase)).toBe('preparing');
  expect(traffic.sockets).toEqual([]);
  give();
  await inPhase(call, 'connected');
  expect(traffic.sockets).toEqual(['/signalwire']);
  expect(route.asked()).toBe(1);
  await hangUp(call);
});

test('a page that calls by itself gets all that a call needs, each file once', async ({
  page,
  stage,
}) => {
  const traffic = await open(page, stage, tag);
  const call = page.locator('rt-call');
  await call.evaluate(async (element: RtCall) => element.dial());
  await inPhase(call, 'connected');
  expect(traffic.tokens).toEqual(['/token/ada']);
  expect(traffic.files).toEqual([...new Set(traffic.files)]);
  await hangUp(call);
});

test('a check before the call asks for devices, and for a token only when one calls', async ({
  page,
  stage,
}) => {
  const checked = callTag({ mode: 'button', destination: '/public/echo', 'check-devices': '' });
  const traffic = await open(page, stage, checked);
  const call = page.locator('rt-call');
  await trigger(call).click();
  await inPhase(call, 'checking');
  await expect.poll(() => devicesOf(page)).toBe(1);
  expect(traffic).toMatchObject({ tokens: [], sockets: [] });
  await call.locator('[part="join"]').click();
  await inPhase(call, 'connected');
  expect(traffic.tokens).toEqual(['/token/ada']);
  expect(await devicesOf(page)).toBe(1);
  await hangUp(call);
});

test('a page with a chat alone gets nothing of calls', async ({ page, stage }) => {
  const chat = '<rt-chat token-endpoint="/token/ada" room="lobby"></rt-chat>';
  const traffic = await open(page, stage, chat);
  await expect(page.getByRole('textbox')).toBeVisible();
  await expect.poll(() => traffic.sockets).toEqual(['/mqtt']);
  await page.locator('rt-chat').hover();
  await page.getByRole('textbox').focus();
  await page.waitForLoadState('networkidle');
  expect([...traffic.files].sort()).toEqual(files('rt-chat, live over MQTT'));
});

test('a page with a call alone gets nothing of chats, and no broker is asked', async ({
  page,
  stage,
}) => {
  const traffic = await open(page, stage, tag);
  const call = page.locator('rt-call');
  await place(call);
  await hangUp(call);
  expect(traffic.sockets).toEqual(['/signalwire']);
  expect(traffic.files.filter((file) => /rt-(chat|status)/.test(file))).toEqual([]);
  expect(await factsOf(page, 'rt-error')).toEqual([]);
});

test('a call below the fold is a tag and no more, until one comes near', async ({
  page,
  stage,
}) => {
  const screens = '<p>Above</p>'.repeat(200);
  const traffic = await open(page, stage, screens + tag);
  expect(traffic.files).toEqual(['rt-embed.iife.js']);
  await page.locator('rt-call').scrollIntoViewIfNeeded();
  await expect(trigger(page.locator('rt-call'))).toBeVisible();
  await expect.poll(() => [...traffic.files].sort()).toEqual(files('rt-call, idle'));
});

test('one that can be called opens its line as soon as it is loaded, and asks for no device', async ({
  page,
  stage,
}) => {
  const traffic = await open(page, stage, callTag({ mode: 'button', incoming: '' }));
  const call = page.locator('rt-call');
  await expect
    .poll(() => call.evaluate((element: RtCall) => element.connectionState))
    .toBe('online');
  expect(traffic.tokens).toEqual(['/token/ada']);
  expect(traffic.sockets).toEqual(['/signalwire']);
  expect(await devicesOf(page)).toBe(0);
});
