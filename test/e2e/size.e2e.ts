import { statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import type { RtCall, RtChat, RtStatus } from '../../src/index.js';
import { figures } from '../../scripts/size.js';
import { expect, test } from './helpers/around.js';
import { html, loader } from './helpers/markup.js';
import type { Site } from './helpers/site.js';

const online = (page: Page, selector: string): Promise<void> =>
  expect
    .poll(() => page.locator(selector).evaluate((one: RtChat | RtStatus) => one.connectionState))
    .toBe('online');

/** What the site has sent, weighed as it would be sent by a site that compresses well. */
const weigh = ({ served }: Site) => ({
  files: served.map(({ path }) => path.replace('/cdn/', '')).sort(),
  bytes: served.reduce((sum, { body }) => sum + gzipSync(body, { level: 9 }).length, 0),
});

const uses: Record<string, { body: string; use?: (page: Page) => Promise<void> }> = {
  loader: { body: '<p>Nothing of ours.</p>' },
  'rt-status, live over MQTT': {
    body: '<rt-status token-endpoint="/token/ada" topic="jobs/build" value-path="state"></rt-status>',
    use: async (page) => {
      await online(page, 'rt-status');
      await expect(page.locator('rt-status')).toHaveText('Packing');
    },
  },
  'rt-chat, live over MQTT': {
    body: '<rt-chat token-endpoint="/token/ada" room="lobby"></rt-chat>',
    use: async (page) => {
      await online(page, 'rt-chat');
      await page.getByRole('textbox').fill('Hello www.example.com');
      await page.getByRole('textbox').press('Enter');
      await expect(page.getByRole('img', { name: 'Sent' })).toBeVisible();
    },
  },
  'rt-call, idle': {
    body: '<rt-call token-endpoint="/token/ada" destination="/public/echo"></rt-call>',
    use: (page) => expect(page.getByRole('button', { name: 'Call' })).toBeVisible(),
  },
};

const cdn = new URL('../../dist/cdn/', import.meta.url);
const byWeight = (a: string, b: string): number =>
  statSync(new URL(b, cdn)).size - statSync(new URL(a, cdn)).size;

for (const [name, { body, use }] of Object.entries(uses)) {
  test(`a page downloads what is promised: ${name}`, async ({ page, site }) => {
    site.broker.publish('jobs/build', { state: 'Packing' });
    await page.goto(site.page('/', html(body, loader)));
    await use?.(page);
    await page.waitForLoadState('networkidle');
    const promised = figures().find((figure) => figure.name === name);
    const { files, bytes } = weigh(site);
    expect(files).toEqual([...(promised?.files ?? [])].sort());
    expect(bytes).toBe(promised?.bytes);
    expect(bytes).toBeLessThanOrEqual(promised?.budget ?? 0);
  });
}

for (const sign of ['hover', 'focus'] as const) {
  test(`a page downloads what is promised: rt-call, on ${sign}`, async ({ page, site }) => {
    await page.goto(site.page('/', html(uses['rt-call, idle']?.body ?? '', loader)));
    const call = page.locator('rt-call');
    await expect(call.getByRole('button')).toBeVisible();
    await page.waitForLoadState('networkidle');
    site.served.length = 0;
    await call.getByRole('button')[sign]();
    const promised = figures().find(({ name }) => name === 'rt-call, on intent');
    await expect.poll(() => weigh(site).files).toEqual([...(promised?.files ?? [])].sort());
    await page.waitForLoadState('networkidle');
    expect(weigh(site)).toEqual({
      files: [...(promised?.files ?? [])].sort(),
      bytes: promised?.bytes,
    });
    expect(await call.evaluate((element: RtCall) => element.phase)).toBe('idle');
    expect(site.grants).toEqual([]);
  });
}

test('no page downloads the SDK of a service that it does not use', () => {
  const all = figures();
  /** Whoever downloads the largest file of one. */
  const users = (name: string): string[] => {
    const [largest] = all.find((one) => one.name === name)?.files.toSorted(byWeight) ?? [];
    return all.filter(({ files }) => files.includes(largest ?? '')).map((one) => one.name);
  };
  expect(users('more, for signalwire-pubsub')).toEqual([
    'more, for signalwire-chat',
    'more, for signalwire-pubsub',
    'more, for signalwire-video',
  ]);
  expect(users('rt-call, on intent')).toEqual(['rt-call, on intent', 'more, for signalwire']);
});

test('the budgets are those that were promised', () => {
  const budgets = figures().filter(({ budget }) => budget !== undefined);
  expect(budgets.map(({ name, budget }) => [name, budget])).toEqual([
    ['loader', 600],
    ['rt-status, live over MQTT', 18_000],
    ['rt-chat, live over MQTT', 32_000],
    ['rt-call, idle', 18_000],
  ]);
});
