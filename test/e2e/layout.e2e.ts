import type { Page } from '@playwright/test';
import type { RtChat, RtStatus } from '../../src/index.js';
import { boxOf } from '../helpers/box-of.js';
import { expect, test } from './helpers/around.js';
import { html } from './helpers/markup.js';
import { painted, shifts } from './helpers/shifts.js';

const chat = '<rt-chat token-endpoint="/token/ada" room="lobby"></rt-chat>';
const status = '<rt-status token-endpoint="/token/ada" room="lobby"></rt-status>';
const call = '<rt-call token-endpoint="/token/ada" destination="/public/echo"></rt-call>';
const inlineCall = call.replace('<rt-call', '<rt-call mode="inline"');
const content = `<p>Above</p>${call}<p>And</p>${chat}<p>Between</p>${status}${inlineCall}<p>Below</p>`;

/** What a page says of its own where the script comes after the first paint. */
const boxCss = `${(['rt-call', 'rt-chat', 'rt-status'] as const).map((tag) => `${tag}{${boxOf(tag)}}`).join('')}rt-call[mode=inline]{display:block;block-size:32rem}`;

const online = async (page: Page, ...selectors: string[]): Promise<void> => {
  for (const selector of selectors) {
    await expect
      .poll(() => page.locator(selector).evaluate((one: RtChat | RtStatus) => one.connectionState))
      .toBe('online');
  }
};

test.describe('nothing on the page moves (Chromium measures it, Firefox has no such API),', () => {
  test.skip(({ browserName }) => browserName !== 'chromium', 'Firefox has no layout-shift entries');

  const ways: Record<string, { head?: string; foot?: string; css?: string }> = {
    'with the script in the head': {
      head: '<script src="/cdn/rt-embed.iife.js"></script>',
    },
    'with an async script': {
      head: '<script async src="/cdn/rt-embed.iife.js"></script>',
      css: boxCss,
    },
    'with a deferred script': {
      head: '<script defer src="/cdn/rt-embed.iife.js"></script>',
      css: boxCss,
    },
    'with the script at the end': {
      foot: '<script src="/cdn/rt-embed.iife.js"></script>',
      css: boxCss,
    },
    'with the one-file script': {
      head: '<script defer src="/cdn/rt-embed.full.iife.js"></script>',
      css: boxCss,
    },
  };
  for (const [name, { head = '', foot = '', css = '' }] of Object.entries(ways)) {
    test(name, async ({ page, site }) => {
      const script = /embed\.[a-z.]*js/;
      // A blocking script has to come before there is anything to paint.
      const arrived = name.includes('head') ? () => undefined : site.hold(script);
      const loaded = site.hold(/\/(autoloader|rt-call|rt-chat|rt-status)\.js/);
      const granted = site.hold(/^\/token/);
      site.page('/page.css', `${css} p { margin: 1rem }`, 'text/css');
      const link = '<link rel="stylesheet" href="/page.css">';
      await page.goto(site.page('/', html(content + foot, link + head)), { waitUntil: 'commit' });
      await expect(page.getByText('Above')).toBeVisible();
      await painted(page);
      arrived();
      await page.waitForFunction(() => globalThis.RtEmbed);
      await painted(page);
      loaded();
      await expect(page.getByRole('textbox')).toBeVisible();
      await page.locator('rt-call[mode]').scrollIntoViewIfNeeded();
      await expect(page.getByRole('button', { name: 'Call' })).toHaveCount(2);
      await painted(page);
      granted();
      await online(page, 'rt-chat', 'rt-status');
      await painted(page);
      expect(await shifts(page)).toEqual([]);
    });
  }

  test('with a script that another one puts in late', async ({ page, site }) => {
    site.page('/page.css', boxCss, 'text/css');
    const link = '<link rel="stylesheet" href="/page.css">';
    await page.goto(site.page('/', html(content, link)));
    await painted(page);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.src = '/cdn/rt-embed.iife.js';
      document.head.append(script);
    });
    await online(page, 'rt-chat', 'rt-status');
    await painted(page);
    expect(await shifts(page)).toEqual([]);
  });

  for (const path of ['/', '/script-tag', '/esm', '/errors']) {
    test(`on the demo’s page ${path}`, async ({ page, demo, consoleGuard }) => {
      consoleGuard.allow(/Failed to load resource/);
      await page.goto(demo.url + path);
      await page.locator('rt-chat').first().scrollIntoViewIfNeeded();
      await expect
        .poll(() =>
          page
            .locator('rt-chat')
            .first()
            .evaluate((one: RtChat) => one.connectionState),
        )
        .toMatch(/^(online|error)$/);
      await painted(page);
      expect(await shifts(page)).toEqual([]);
    });
  }

  test('on the demo’s page /calls', async ({ page, demo }) => {
    await page.goto(`${demo.url}/calls`);
    await expect(page.locator('rt-call#ada:state(reachable)')).toBeVisible();
    await expect(page.locator('rt-call#ben:state(reachable)')).toBeVisible();
    await painted(page);
    expect(await shifts(page)).toEqual([]);
  });

  test('is something that this measurement would see', async ({ page, site }) => {
    await page.goto(site.page('/', html('<p id="first">First</p><p>Second</p>')));
    await painted(page);
    await page.locator('#first').evaluate((first) => first.before('Something new'));
    await painted(page);
    expect(await shifts(page)).not.toEqual([]);
  });
});

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const whole = (all: Box): Partial<Box> => all;

test.describe('an element has its box before its code', () => {
  const cases: Record<string, { markup: string; css?: string; of?: (box: Box) => Partial<Box> }> = {
    'a chat': { markup: chat },
    'a chat with a height of the page’s own': {
      markup: chat,
      css: 'rt-chat { block-size: 250px; inline-size: 70%; margin: 10px auto }',
    },
    'a chat with its own custom property': {
      markup: chat,
      css: 'main { --rt-height: 400px }',
    },
    'a chat in a flex row': {
      markup: chat,
      css: 'main { display: flex; gap: 10px } rt-chat { flex: 1 }',
    },
    'a chat in a grid': {
      markup: chat,
      css: 'main { display: grid; grid: auto 300px / 1fr 1fr } rt-chat { block-size: 100% }',
    },
    'a hidden chat': { markup: chat.replace('<rt-chat', '<rt-chat hidden') },
    // Its width is that of its words.
    'a call': { markup: call, of: ({ x, y, height }) => ({ x, y, height }) },
    'a call in a line of text': {
      markup: `<p>Now: ${call}</p>`,
      of: ({ x, y, height }) => ({ x, y, height }),
    },
    'a call in its own box': { markup: inlineCall },
    'a call with a height of the page’s own': {
      markup: inlineCall,
      css: 'rt-call { --rt-height: 400px }',
    },
    'a status': { markup: status, of: ({ x, y, height }) => ({ x, y, height }) },
    'a status of a size of the page’s own': {
      markup: status,
      css: 'rt-status { font-size: 24px; min-inline-size: 15em }',
    },
    'a status in a line of text': {
      markup: `<p>Now: ${status}</p>`,
      of: ({ x, y, height }) => ({ x, y, height }),
    },
    'a progress bar': {
      markup:
        '<rt-status token-endpoint="/token/ada" topic="jobs/build" value-path="value" kind="progress" label="Build"></rt-status>',
      of: ({ x, y, height }) => ({ x, y, height }),
    },
    'a badge': {
      markup:
        '<rt-status token-endpoint="/token/ada" topic="services/api" value-path="state" kind="badge"></rt-status>',
      of: ({ x, y, height }) => ({ x, y, height }),
    },
  };
  for (const [name, { markup, css = '', of = whole }] of Object.entries(cases)) {
    test(name, async ({ page, site }) => {
      site.broker.publish('jobs/build', { value: 40 });
      site.broker.publish('services/api', { state: 'Operational' });
      site.page('/page.css', css, 'text/css');
      const loaded = site.hold(/\/(rt-call|rt-chat|rt-status)\.js/);
      const head =
        '<link rel="stylesheet" href="/page.css"><script src="/cdn/rt-embed.iife.js"></script>';
      await page.goto(site.page('/', html(`${markup}<p id="after">After</p>`, head)));
      const measure = async () => {
        await painted(page);
        const [element, after] = await Promise.all([
          box(page, 'rt-call, rt-chat, rt-status'),
          box(page, '#after'),
        ]);
        return { element: of(element), after };
      };
      const before = await measure();
      loaded();
      if (name.includes('call')) await expect(page.getByRole('button')).toBeVisible();
      else if (!name.includes('hidden')) await online(page, 'rt-chat, rt-status');
      else
        await page.evaluate(() =>
          (globalThis.RtEmbed as { define(of: string): unknown }).define('rt-chat'),
        );
      expect(await measure()).toEqual(before);
    });
  }
});

const box = (page: Page, selector: string): Promise<Box> =>
  page.locator(selector).evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y, width, height };
  });
