import type { Locator, Page } from '@playwright/test';
import type { RtChat } from '../../src/index.js';
import { renderSkeleton } from '../../src/server/index.js';
import { boxOf } from '../helpers/box-of.js';
import { expect, test } from './helpers/around.js';
import { write } from './helpers/chat.js';
import { html, loader } from './helpers/markup.js';
import { painted, shifts } from './helpers/shifts.js';
import { renderedPage } from './pages/rendered-page.mjs';
import { bubbles } from './fixtures.js';

const header = 'content-security-policy';
const nonce = 'c29tZQ==';
const text = 'Please wait';
const policy = (style: string): string =>
  `default-src 'none'; script-src 'self'; style-src 'self' ${style}; connect-src 'self' ws:; img-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html`;

/** What a site's server would send, of each element one. */
const rendered = (options: { nonce?: string }): string => {
  const skeleton = (...[tag, attributes]: Parameters<typeof renderSkeleton>): string =>
    renderSkeleton(tag, { 'token-endpoint': '/token/ada', ...attributes }, { ...options, text });
  return `<p>Above</p>${skeleton('rt-call', { destination: '/public/echo' })}
    <p>And</p>${skeleton('rt-chat', { room: 'lobby' })}
    <p>Between</p>${skeleton('rt-status', { room: 'lobby' })}<p>Below</p>`;
};

const online = (chat: Locator): Promise<void> =>
  expect.poll(() => chat.evaluate((one: RtChat) => one.connectionState)).toBe('online');

/** The boxes of what is on the page; of a call and a status, the width is that of their words. */
const boxes = (page: Page): Promise<unknown[]> =>
  page.locator('main > *').evaluateAll((all) =>
    all.map((one) => {
      const { x, y, width, height } = one.getBoundingClientRect();
      return { x, y, height, ...(one.matches('p, rt-chat') && { width }) };
    }),
  );

/** Looks at every frame whether there is something in each element. */
const watchFrames = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const bare: string[] = [];
    Object.assign(globalThis, { bare });
    const look = (): void => {
      for (const { localName, shadowRoot } of document.querySelectorAll('rt-call,rt-chat')) {
        if (!shadowRoot?.querySelector(':not(style)')) bare.push(localName);
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
const bareFrames = (page: Page): Promise<unknown> =>
  page.evaluate(() => (globalThis as { bare?: string[] }).bare);

/** What is left of the placeholders. */
const remains = (page: Page): Promise<string[]> =>
  page
    .locator('rt-call, rt-chat, rt-status')
    .evaluateAll((all) =>
      all.flatMap((one) =>
        [...(one.shadowRoot?.querySelectorAll('style, template, [part=placeholder]') ?? [])]
          .concat([...one.querySelectorAll('template')])
          .map((node) => `${one.localName}: ${node.localName}`),
      ),
    );

const boxCss = (['rt-call', 'rt-chat', 'rt-status'] as const)
  .map((tag) => `${tag}{${boxOf(tag)}}`)
  .join('');
const late = /\/cdn\/(rt-embed|rest|rt-call|rt-chat|rt-status)[.\w]*js|\/demo\/esm\.js/;

test.describe('what a server has rendered is there before the script, and gives way to the element', () => {
  const ways: Record<string, { script: string; nonce?: string; css?: string }> = {
    'with an async script': {
      script: '<script async src="/cdn/rt-embed.iife.js"></script>',
      nonce,
    },
    'with the one-file script': {
      script: '<script defer src="/cdn/rt-embed.full.iife.js"></script>',
      nonce,
    },
    'with the second half of the script alone': {
      script: '<script type="module" src="/cdn/rest.js"></script>',
      nonce,
    },
    'without a nonce, with a box from the page’s own CSS': {
      script: '<script async src="/cdn/rt-embed.iife.js"></script>',
      css: boxCss,
    },
    'without a nonce, with a box from the script': {
      script: '<script defer src="/cdn/rt-embed.iife.js"></script>',
    },
  };
  for (const [name, { script, nonce: given, css = '' }] of Object.entries(ways)) {
    test(name, async ({ page, site, said, violations, browserName }) => {
      const boxComes = !given && !css;
      const loaded = site.hold(boxComes ? /\/(rest|rt-call|rt-chat|rt-status)\.js/ : late);
      site.headers[header] = policy(given ? `'nonce-${given}'` : '');
      site.page('/page.css', `${css} p { margin: 1rem }`, 'text/css');
      await watchFrames(page);
      const head = `<link rel="stylesheet" href="/page.css">${script}`;
      const body = rendered(given ? { nonce: given } : {});
      await page.goto(site.page('/', html(body, head)), { waitUntil: 'commit' });
      await expect(page.getByText(text)).toHaveCount(3);
      if (boxComes) await page.waitForFunction(() => globalThis.RtEmbed);
      await painted(page);
      const before = await boxes(page);
      loaded();
      await online(page.locator('rt-chat'));
      await expect(page.getByRole('button', { name: 'Call' })).toBeVisible();
      await expect(page.locator('rt-status')).toHaveText('1 person here');
      await painted(page);
      expect(await remains(page)).toEqual([]);
      expect(await boxes(page)).toEqual(before);
      expect(await bareFrames(page)).toEqual([]);
      if (browserName === 'chromium' && !boxComes) expect(await shifts(page)).toEqual([]);
      expect(violations).toEqual([]);
      expect(said).toEqual([]);
    });
  }

  test('with the npm package’s own elements', async ({ page, site, said, violations }) => {
    const loaded = site.hold(late);
    site.folder('/demo/', 'dist/demo/');
    site.headers[header] = policy(`'nonce-${nonce}'`);
    const body = renderSkeleton(
      'rt-chat',
      { 'token-endpoint': '/token/ada', room: 'lobby' },
      { nonce, text },
    );
    const script = '<script type="module" src="/demo/esm.js"></script>';
    await page.goto(site.page('/', html(`${body}<output id="last"></output>`, script)), {
      waitUntil: 'commit',
    });
    await expect(page.getByText(text)).toBeVisible();
    loaded();
    await online(page.locator('rt-chat'));
    await write(page.locator('rt-chat'), 'Hello');
    await expect(page.locator('#last')).toHaveText('Hello');
    expect(await remains(page)).toEqual([]);
    expect(violations).toEqual([]);
    expect(said).toEqual([]);
  });
});

test('the page of the README works', async ({ page, site, said, violations, browserName }) => {
  const response = renderedPage();
  site.headers[header] = response.headers.get(header) ?? '';
  site.folder('/rt-embed/', 'dist/cdn/');
  const loaded = site.hold(/\/rt-embed\/rt-embed\.iife\.js/);
  await page.goto(site.page('/', await response.text()), { waitUntil: 'commit' });
  await expect(page.getByText('The chat is loading…')).toBeVisible();
  await painted(page);
  loaded();
  const chat = page.locator('rt-chat');
  await online(chat);
  await write(chat, 'Hello');
  await expect(bubbles(chat)).toHaveText([/^Hello/]);
  await expect(page.getByText('The chat is loading…')).toHaveCount(0);
  if (browserName === 'chromium') expect(await shifts(page)).toEqual([]);
  expect(violations).toEqual([]);
  expect(said).toEqual([]);
});

test('attributes come through as they were given, however hostile', async ({
  page,
  site,
  said,
}) => {
  const hostile = `"'><script>document.title='run'</script>&quot;&amp;\r\n\t</template><!--`;
  const attributes = { label: hostile, room: 'a', 'read-only': true };
  const body = renderSkeleton('rt-chat', attributes, { text: hostile });
  await page.goto(site.page('/', html(body)));
  const found = await page.locator('rt-chat').evaluate((chat) => ({
    attributes: [...chat.attributes].map(({ name, value }) => [name, value]),
    inside: [...(chat.shadowRoot?.querySelectorAll('*') ?? [])].map(({ localName }) => localName),
    text: chat.shadowRoot?.textContent,
    children: chat.childNodes.length,
  }));
  expect(found).toEqual({
    attributes: [
      ['label', hostile],
      ['room', 'a'],
      ['read-only', ''],
    ],
    inside: ['span'],
    text: hostile,
    children: 0,
  });
  await expect(page).toHaveTitle('A page');
  expect(said).toEqual([]);
});

/** What Chromium says where an element was there before what the server has sent for it. */
const secondRoot = /A second declarative shadow root cannot be created on a host/;

test.describe('a tag that is taken up before its placeholder is parsed works, and shows no placeholder', () => {
  test.beforeEach(({ consoleGuard }) => consoleGuard.allow(secondRoot));

  test('where it is defined already', async ({ page, site }) => {
    const script = '<script src="/cdn/rt-embed.full.iife.js"></script>';
    await page.goto(site.page('/', html(rendered({ nonce }), script)));
    await online(page.locator('rt-chat'));
    await expect(page.locator('rt-status')).toHaveText('1 person here');
    await expect(page.getByText(text)).toHaveCount(0);
  });

  test('where the page comes in pieces', async ({ page, site }) => {
    const whole = html(rendered({ nonce }), '<script src="/cdn/rt-embed.iife.js"></script>');
    const cut = whole.indexOf('<template', whole.indexOf('<rt-chat'));
    let finish = (): void => undefined;
    const waited = new Promise<void>((resolve) => (finish = resolve));
    const pieces = async function* () {
      yield whole.slice(0, cut);
      await waited;
      yield whole.slice(cut);
    };
    await page.goto(site.page('/', pieces()), { waitUntil: 'commit' });
    // The loader gives a tag its box as soon as it is there.
    await page.waitForFunction(() => document.querySelector('rt-chat')?.shadowRoot);
    finish();
    await online(page.locator('rt-chat'));
    await expect(page.getByText(text)).toHaveCount(0);
  });
});

test.describe('where an element’s code cannot be had, that is said in place of the placeholder', () => {
  const cases: [files: RegExp, says: string][] = [
    [/\/(rt-chat|rt-embed\.full\.iife)\.js/, 'rt-chat could not be loaded.'],
    [/\/(rt-chat|rt-embed\.full\.iife|rest)\.js/, 'Not loaded'],
  ];
  for (const [files, says] of cases) {
    test(says, async ({ page, site, consoleGuard }) => {
      consoleGuard.allow(/Failed to load resource.* 503/, /Loading module from .* was blocked/);
      site.fail(files);
      const body = renderSkeleton('rt-chat', { room: 'lobby' }, { nonce, text });
      await page.goto(site.page('/', html(body, loader)));
      const chat = page.locator('rt-chat');
      await expect(chat).toHaveText(says);
      expect((await chat.boundingBox())?.height).toBe(512);
    });
  }
});
