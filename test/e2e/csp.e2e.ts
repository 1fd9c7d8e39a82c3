import type { Page } from '@playwright/test';
import type { RtChat } from '../../src/index.js';
import { everything, html, loader } from './helpers/markup.js';
import type { Site } from './helpers/site.js';
import { expect, test } from './helpers/around.js';
import { callTag, hangUp, place, press, remoteFrames } from './helpers/call.js';
import { Stage } from './helpers/stage.js';
import { bubbles } from './fixtures.js';

const strict = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self' ws:",
  "worker-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

const header = 'content-security-policy';

/** Uses all there is on a page with {@link everything}. */
const useEverything = async (page: Page, { broker }: Site): Promise<void> => {
  broker.publish('jobs/build', { value: 40, state: 'Compiling' });
  broker.publish('services/api', { state: 'Operational' });
  const ada = page.locator('#ada');
  // A broker keeps no message for who is not there yet.
  await expect(page.locator('rt-chat#ben:state(online)')).toBeVisible();
  await ada.getByRole('textbox').fill('Hello, see https://example.com/hello');
  await ada.getByRole('textbox').press('Enter');
  await expect(bubbles(page.locator('#ben'))).toHaveText([/^Hello, see/]);
  await page.locator('#ben').evaluate(async (chat: RtChat) => {
    for (let n = 1; n <= 20; n += 1) await chat.send(`Message ${n}: www.example.com/${n}`);
  });
  await expect(bubbles(ada)).toHaveCount(21);
  await expect(ada.getByRole('link')).toHaveCount(21);
  const status = (id: string) => page.locator(`#${id}`);
  // Those that are far from view are not loaded before.
  await status('progress').scrollIntoViewIfNeeded();
  await expect(status('page')).toHaveText('Online');
  await expect(status('one')).toContainText('Online');
  await expect(status('people')).toHaveText('2 people here');
  await expect(status('text')).toContainText('Compiling');
  await expect(status('badge')).toContainText('Operational');
  await expect(status('progress').getByRole('progressbar')).toHaveJSProperty('value', 0.4);
};

// With no image allowed, Firefox reports the tab's icon, which it looks for by itself.
test.beforeEach(({ consoleGuard }) => consoleGuard.allow(/\(img-src\) at \S+\/favicon\.ico /));

test.describe('under the strictest policy', () => {
  test('a page is heard when it breaks the policy', async ({
    page,
    site,
    consoleGuard,
    violations,
  }) => {
    consoleGuard.allow(/Content.Security.Policy/);
    site.headers[header] = strict;
    await page.goto(site.page('/', html('<script>window.inline = true;</script>')));
    await expect.poll(() => violations.join()).toContain('script-src-elem: inline');
  });

  for (const [name, script] of Object.entries({
    'the script tag': loader,
    'the one-file script': '<script defer src="/cdn/rt-embed.full.iife.js"></script>',
  })) {
    test(`${name} does all it can, with an empty console`, async ({
      page,
      site,
      said,
      violations,
    }) => {
      site.headers[header] = strict;
      await page.goto(site.page('/', html(everything, script)));
      await useEverything(page, site);
      expect(violations).toEqual([]);
      expect(said).toEqual([]);
    });
  }
});

test('a nonce with strict-dynamic is enough', async ({ page, site, said, violations }) => {
  site.headers[header] =
    "default-src 'none'; script-src 'nonce-c29tZQ==' 'strict-dynamic'; connect-src 'self' ws:; require-trusted-types-for 'script'; trusted-types lit-html; base-uri 'none'";
  const script = '<script async nonce="c29tZQ==" src="/cdn/rt-embed.iife.js"></script>';
  await page.goto(site.page('/', html(everything, script)));
  await useEverything(page, site);
  expect(violations).toEqual([]);
  expect(said).toEqual([]);
});

test('a policy that names the CDN is enough', async ({ page, site, cdn, said, violations }) => {
  site.headers[header] = strict.replace("script-src 'self'", `script-src ${cdn.url}`);
  const script = `<script async src="${cdn.url}/cdn/rt-embed.iife.js"></script>`;
  await page.goto(site.page('/', html(everything, script)));
  await useEverything(page, site);
  expect(violations).toEqual([]);
  expect(said).toEqual([]);
  expect(site.files, 'files from the page’s own origin').toEqual([]);
});

test.describe('the demo’s pages, as they are served,', () => {
  for (const path of ['/', '/script-tag', '/esm']) {
    test(`leave the console empty: ${path}`, async ({ page, demo, said, violations }) => {
      const response = await page.goto(demo.url + path);
      for (const directive of strict.split('; ')) {
        expect(response?.headers()[header]).toContain(directive);
      }
      const chat = page.locator('rt-chat').first();
      await chat.scrollIntoViewIfNeeded();
      await chat.getByRole('textbox').fill('Hello');
      await chat.getByRole('button', { name: 'Send' }).click();
      await expect(bubbles(chat).last().getByRole('img', { name: 'Sent' })).toBeVisible();
      expect(violations).toEqual([]);
      expect(said).toEqual([]);
    });
  }

  test('leave the console empty: /calls', async ({ page, demo, said, violations }) => {
    test.slow();
    await page.goto(`${demo.url}/calls`);
    const [ada, ben] = [page.locator('#ada'), page.locator('#ben')];
    await expect(page.locator('rt-call#ada:state(reachable)')).toBeVisible();
    await expect(page.locator('rt-call#ben:state(reachable)')).toBeVisible();
    await ada.getByRole('button', { name: 'Call Ben' }).click();
    await ben.getByRole('button', { name: 'Answer with video' }).click();
    await expect(page.locator('rt-call#ada:state(connected)')).toBeVisible();
    await ada.getByRole('button', { name: 'Hang up' }).click();
    await expect(page.locator('rt-call#ben:state(ended)')).toBeVisible();
    expect(violations).toEqual([]);
    expect(said).toEqual([]);
  });

  test('violate nothing where everything is broken: /errors', async ({
    page,
    demo,
    consoleGuard,
    violations,
  }) => {
    // What browsers say of an answer that is not good, whoever asked.
    consoleGuard.allow(/Failed to load resource/);
    await page.goto(`${demo.url}/errors`);
    for (const chat of await page.locator('rt-chat:not(#never)').all()) {
      await chat.scrollIntoViewIfNeeded();
      await expect
        .poll(() => chat.evaluate((element: RtChat) => element.connectionState))
        .toMatch(/^(error|offline)$/);
    }
    expect(violations).toEqual([]);
  });
});

test.describe('a call, under the strictest policy,', () => {
  const ways: Record<string, (base: string) => string> = {
    'with the script tag': (base) => `<script async src="${base}/rt-embed.iife.js"></script>`,
    'with the one-file script': (base) =>
      `<script defer src="${base}/rt-embed.full.iife.js"></script>`,
    'on an ESM page': (base) => `<script type="module" src="${base}/rt-call.js"></script>`,
  };
  for (const [name, script] of Object.entries(ways)) {
    test(`goes on as anywhere, with an empty console: ${name}`, async ({
      page,
      demo,
      said,
      violations,
    }) => {
      const stage = await Stage.start(demo.url);
      const tag = callTag({ destination: '/public/echo', loading: 'eager' });
      await page.goto(stage.url + stage.page(tag, script('/dist/cdn')));
      const call = page.locator('rt-call');
      await place(call);
      await remoteFrames(call, 3);
      await press(call, 'keypad');
      await call.getByRole('button', { name: '5', exact: true }).click();
      await expect(call.locator('[part="digits"]')).toHaveText('5');
      await hangUp(call);
      expect(violations).toEqual([]);
      expect(said).toEqual([]);
      await stage.close();
    });
  }
});
