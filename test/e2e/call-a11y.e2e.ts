import type { Locator, Page } from '@playwright/test';
import type { RtCall } from '../../src/index.js';
import { expect } from './fixtures.js';
import { still, violations } from './helpers/axe.js';
import { callTag, hangUp, inPhase, press, quiet, remoteFrames, trigger } from './helpers/call.js';
import { httpStatus } from './helpers/noise.js';
import { test } from './helpers/test.js';

test.use({ demoOptions: { gatewayTimes: { ring: 25_000, drop: 300 } } });
test.skip(({ browserName }) => browserName !== 'chromium', 'Firefox can’t be told how to look');
test.beforeEach(({ demo }) => quiet(demo));

/** How a page can look, besides as it is; each puts back what it has changed. */
const looks: Record<string, (page: Page) => Promise<() => Promise<unknown>>> = {
  light: async () => async () => undefined,
  dark: async (page) => {
    const set = (scheme: string): Promise<void> =>
      page.evaluate((to) => {
        document.documentElement.style.colorScheme = to;
        document.documentElement.style.background = to === 'dark' ? '#111' : '';
        document.documentElement.style.color = to === 'dark' ? '#eee' : '';
      }, scheme);
    await set('dark');
    return () => set('light');
  },
  'forced colours': async (page) => {
    await page.emulateMedia({ forcedColors: 'active' });
    return () => page.emulateMedia({ forcedColors: 'none' });
  },
  'from right to left, 320 px': async (page) => {
    const size = page.viewportSize() ?? { width: 1280, height: 720 };
    await page.setViewportSize({ width: 320, height: 640 });
    await page.locator('html').evaluate((root) => root.setAttribute('dir', 'rtl'));
    return async () => {
      await page.locator('html').evaluate((root) => root.removeAttribute('dir'));
      await page.setViewportSize(size);
    };
  },
};

/** Everything that axe has against the page, by its looks; all of it is to be an empty list. */
const complaints = async (page: Page, ...names: string[]): Promise<string[]> => {
  const found: string[] = [];
  for (const name of names.length > 0 ? names : Object.keys(looks)) {
    const undo = await looks[name]?.(page);
    await still(page);
    // Looks change colours and sizes; all the rest has been looked at by then.
    const rules = name === 'light' ? undefined : ['color-contrast', 'target-size'];
    found.push(...(await violations(page, rules)).map((text) => `${name}: ${text}`));
    await undo?.();
  }
  return found;
};

/** Calls in their own boxes, each with its id as its name. */
const calls = (all: Record<string, Record<string, string>>): string => {
  const tags = Object.entries(all).map(([id, attributes]) =>
    callTag({ id, label: `Call ${id}`, 'no-video': '', loading: 'eager', ...attributes }),
  );
  return `<main><h1>Calls</h1>${tags.join('')}</main>`;
};

const echo = { destination: '/public/echo' };

test('axe finds nothing wrong with calls that are not connected yet', async ({
  page,
  stage,
  demo,
}) => {
  test.setTimeout(90_000);
  let grant = (): void => undefined;
  const granted = new Promise<void>((resolve) => (grant = resolve));
  const held = stage.route(async (request) => {
    await granted;
    return stage.demo(request, '/token/ada');
  });
  // What a call is placed with and answered with does not get there.
  await page.routeWebSocket(/signalwire/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const text = String(message);
      const placed = text.includes('verto.invite') && text.includes('/public/agent');
      if (!placed && !text.includes('verto.answer')) server.send(message);
    });
  });
  let load = (): void => undefined;
  const loaded = new Promise<void>((resolve) => (load = resolve));
  await page.route(/\/call-desk-/, async (route) => {
    await loaded;
    await route.continue();
  });
  await stage.open(
    page,
    calls({
      idle: echo,
      opening: { ...echo, mode: 'button', 'token-endpoint': held.path },
      check: { ...echo, 'check-devices': '' },
      preparing: { ...echo, 'token-endpoint': held.path },
      dialing: { destination: '/public/agent' },
      ringing: { destination: '/public/unanswered' },
      incoming: { incoming: '', 'token-endpoint': '/token/ben' },
      connecting: { incoming: '', 'token-endpoint': '/token/cyd' },
    }),
  );
  const call = (id: string): Locator => page.locator(`#${id}`);
  await trigger(call('opening')).click();
  await expect(call('opening').getByText('Opening…')).toBeVisible();
  expect(await complaints(page, 'light')).toEqual([]);
  load();
  for (const id of ['check', 'ringing', 'dialing', 'preparing']) await trigger(call(id)).click();
  for (const id of ['incoming', 'connecting']) {
    await expect
      .poll(() => call(id).evaluate((element: RtCall) => element.connectionState))
      .toBe('online');
  }
  demo.gateway.call('ben', { video: true, name: 'Grace' });
  demo.gateway.call('cyd', { name: 'Grace' });
  await call('connecting').getByRole('button', { name: 'Answer' }).click();
  const phases: Record<string, string> = { idle: 'idle', check: 'checking' };
  for (const id of ['preparing', 'dialing', 'ringing', 'incoming', 'connecting']) phases[id] = id;
  for (const [id, phase] of Object.entries(phases)) await inPhase(call(id), phase);
  expect(await complaints(page, 'light')).toEqual([]);
  // The others end by themselves when nothing comes of them.
  for (const id of ['idle', 'check', 'ringing', 'incoming']) {
    expect(await call(id).evaluate((element: RtCall) => element.phase), id).toBe(phases[id]);
  }
  expect(await complaints(page, 'dark', 'forced colours')).toEqual([]);
  grant();
  demo.gateway.hangUp();
});

test('axe finds nothing wrong with calls that are connected, with all that can be open', async ({
  page,
  stage,
}) => {
  test.setTimeout(90_000);
  const tags = calls({
    video: { ...echo, 'no-video': 'false' },
    keypad: { destination: '/public/room-keypad' },
    devices: { destination: '/public/room-devices' },
    texts: { destination: '/public/agent' },
    held: { destination: '/public/room-held' },
  }).replace(' no-video="false"', '');
  await stage.open(page, tags);
  const call = (id: string): Locator => page.locator(`#${id}`);
  const all = ['video', 'keypad', 'devices', 'texts', 'held'];
  for (const id of all) {
    await trigger(call(id)).click();
    await inPhase(call(id), 'connected');
  }
  await remoteFrames(call('video'), 2);
  await press(call('video'), 'microphone');
  await press(call('keypad'), 'keypad');
  await call('keypad').getByRole('button', { name: '1', exact: true }).click();
  await press(call('devices'), 'devices');
  await expect(call('devices').getByRole('combobox').first()).toBeVisible();
  await expect(call('texts').locator('[part="captions"]')).toBeVisible();
  await press(call('texts'), 'texts');
  await call('texts').getByRole('textbox').fill('Hello');
  await call('texts').getByRole('textbox').press('Enter');
  await expect(call('texts').locator('[part~="text"]').first()).toBeVisible();
  await press(call('held'), 'hold');
  await expect(call('held').getByText('The call is on hold.')).toBeVisible();
  expect(await complaints(page)).toEqual([]);
  await press(call('video'), 'share');
  await expect(call('video').getByText('You are sharing your screen.')).toBeVisible();
  expect(await complaints(page, 'light')).toEqual([]);
  for (const id of all) await hangUp(call(id));
});

test('axe finds nothing wrong with calls that are over, for each reason', async ({
  page,
  stage,
  demo,
  consoleGuard,
}) => {
  test.setTimeout(90_000);
  consoleGuard.allow(httpStatus(401), httpStatus(404));
  await stage.open(
    page,
    calls({
      hangup: { destination: '/public/room-over' },
      'remote-hangup': { destination: '/public/drops' },
      busy: { destination: '/public/busy' },
      'not-found': { destination: '/public/nowhere' },
      failed: { destination: '/private/ben', 'token-endpoint': '/token/fault/401' },
      canceled: { incoming: '', 'token-endpoint': '/token/ben' },
      declined: { incoming: '', 'token-endpoint': '/token/cyd' },
      'no-endpoint': { ...echo, 'token-endpoint': '' },
    }),
  );
  const call = (id: string): Locator => page.locator(`#${id}`);
  for (const id of ['hangup', 'remote-hangup', 'busy', 'not-found', 'failed', 'no-endpoint']) {
    await trigger(call(id)).click();
  }
  await inPhase(call('hangup'), 'connected');
  await call('hangup').locator('[part="hangup"]').click();
  for (const id of ['canceled', 'declined']) {
    await expect
      .poll(() => call(id).evaluate((element: RtCall) => element.connectionState))
      .toBe('online');
  }
  const ben = demo.gateway.call('ben', { name: 'Grace' });
  demo.gateway.call('cyd', { name: 'Hedy' });
  await inPhase(call('canceled'), 'incoming');
  ben?.cancel();
  await call('declined').getByRole('button', { name: 'Decline' }).click();
  for (const one of await page.locator('rt-call').all()) await inPhase(one, 'ended');
  await expect(call('busy').locator('[part="reason"]')).toHaveText('The line is busy.');
  await expect(call('failed').locator('[part="reason"]')).toBeVisible();
  expect(await complaints(page, 'light', 'from right to left, 320 px')).toEqual([]);
});
