import type { Page } from '@playwright/test';
import type { RtChat, RtEmbed } from '../../src/index.js';
import { bubbles } from './fixtures.js';
import { expect, test } from './helpers/around.js';
import { html, loader } from './helpers/markup.js';

const chat = '<rt-chat token-endpoint="/token/ada" room="lobby"></rt-chat>';
/** As high as several screens, at any size of the window. */
const screens = '<div class="screens"></div>';
const css = '<link rel="stylesheet" href="/page.css">';

/** Waits until the loader has looked at the page and the browser has nothing more to fetch. */
const settled = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle');
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
};

const online = (page: Page, selector = 'rt-chat'): Promise<void> =>
  expect
    .poll(() => page.locator(selector).evaluate((element: RtChat) => element.connectionState))
    .toBe('online');

/** All that a page gets whose elements are far away. */
const alone = ['/cdn/rt-embed.iife.js'];

test.beforeEach(({ site }) => {
  site.page('/page.css', '.screens { block-size: 500vh }', 'text/css');
});

test.describe('a chat below the fold', () => {
  test.beforeEach(async ({ page, site }) => {
    await page.goto(site.page('/', html(screens + chat, css + loader)));
    await settled(page);
    expect(site.files).toEqual(alone);
    expect(site.asked.filter((path) => path.startsWith('/token'))).toEqual([]);
  });

  test('is loaded when it comes near the viewport', async ({ page, site }) => {
    const stopShortBy = (screen: number) =>
      page.locator('rt-chat').evaluate((element, short) => {
        scrollBy(0, element.getBoundingClientRect().top - innerHeight * (1 + short));
      }, screen);
    await stopShortBy(0.7);
    await settled(page);
    expect(site.files).toEqual(alone);
    await stopShortBy(0.3);
    await expect.poll(() => site.files).toContain('/cdn/rt-chat.js');
    await expect(page.locator('rt-chat')).not.toBeInViewport();
    await online(page);
    expect(site.files.filter((path) => path.includes('rt-status'))).toEqual([]);
  });

  test('is loaded when one gets to it by Tab', async ({ page, site }) => {
    await page.locator('rt-chat').evaluate((element) => (element.tabIndex = 0));
    await page.keyboard.press('Tab');
    await expect(page.locator('rt-chat')).toBeFocused();
    await expect.poll(() => site.files).toContain('/cdn/rt-chat.js');
    await online(page);
  });

  test('is loaded when the page asks for it', async ({ page, site }) => {
    const name = await page.evaluate(async () => {
      const element = await (globalThis.RtEmbed as RtEmbed).define('rt-chat');
      return element === customElements.get('rt-chat');
    });
    expect(name).toBe(true);
    expect(site.files).toContain('/cdn/rt-chat.js');
    await online(page);
  });
});

test('an eager chat is loaded wherever it is', async ({ page, site }) => {
  const eager = chat.replace('<rt-chat', '<rt-chat loading="eager"');
  await page.goto(site.page('/', html(screens + eager, css + loader)));
  await online(page);
  await expect(page.locator('rt-chat')).not.toBeInViewport();
});

test('a chat that becomes eager right after it was added is loaded too', async ({ page, site }) => {
  await page.goto(site.page('/', html(screens, css + loader)));
  await settled(page);
  await page.evaluate(() => {
    const added = document.createElement('rt-chat');
    document.body.append(added);
    added.setAttribute('token-endpoint', '/token/ada');
    added.setAttribute('room', 'lobby');
    added.setAttribute('loading', 'eager');
  });
  await online(page);
  await expect(page.locator('rt-chat')).not.toBeInViewport();
});

test('a chat that is not shown is loaded once it is', async ({ page, site }) => {
  await page.goto(site.page('/', html(`<div hidden>${chat}</div>`, loader)));
  await settled(page);
  expect(site.files).toEqual(alone);
  await page.locator('div').evaluate((element) => element.removeAttribute('hidden'));
  await online(page);
});

test('a page without our tags gets the loader, and the rest with the first tag', async ({
  page,
  site,
}) => {
  await page.goto(site.page('/', html('<p id="place">Hello</p>', loader)));
  await settled(page);
  expect(site.files).toEqual(alone);
  await page.locator('#place').evaluate((place) => {
    const added = document.createElement('rt-chat');
    added.setAttribute('token-endpoint', '/token/ada');
    added.setAttribute('room', 'lobby');
    place.after(added);
  });
  await online(page);
});

test('a chat in a shadow root is loaded after the root was handed over', async ({ page, site }) => {
  await page.goto(site.page('/', html('<div id="host"></div>', loader)));
  await page.locator('#host').evaluate((host) => {
    host
      .attachShadow({ mode: 'open' })
      .setHTMLUnsafe('<rt-chat token-endpoint="/token/ada" room="lobby"></rt-chat>');
  });
  await settled(page);
  expect(site.files).toEqual(alone);
  await page.locator('#host').evaluate(async (host) => {
    if (host.shadowRoot) await (globalThis.RtEmbed as RtEmbed).observe(host.shadowRoot);
  });
  await online(page);
});

test('calls that were pushed before the script run, in order, with the real thing', async ({
  page,
  site,
}) => {
  const queue = `<script>
    (window.RtEmbed ||= []).push((rt) => rt.configure({ tokenEndpoint: '/token/ben' }));
    (window.RtEmbed ||= []).push(async (rt) => { document.title = (await rt.ready).version; });
  </script>`;
  await page.goto(site.page('/', html('<rt-chat room="lobby"></rt-chat>', queue + loader)));
  await online(page);
  expect(site.asked).toContain('/token/ben');
  await expect(page).toHaveTitle(/^\d+\.\d+\.\d+/);
});

test('RtEmbed.ready waits for what is due, not for what is far away', async ({ page, site }) => {
  await page.goto(site.page('/', html(`<rt-status></rt-status>${screens}${chat}`, css + loader)));
  await page.waitForFunction(() => globalThis.RtEmbed);
  const defined = await page.evaluate(async () => {
    await (globalThis.RtEmbed as RtEmbed).ready;
    return ['rt-status', 'rt-chat'].map((tag) => customElements.get(tag) !== undefined);
  });
  expect(defined).toEqual([true, false]);
});

test('the script twice, the one-file script and a bundle share a page in peace', async ({
  page,
  site,
  said,
}) => {
  site.folder('/demo/', 'dist/demo/');
  const scripts = `
    ${loader}${loader}
    <script defer src="/cdn/rt-embed.full.iife.js"></script>
    <script type="module" src="/demo/esm.js"></script>`;
  await page.goto(
    site.page('/', html(`${chat}<output id="last"></output><rt-status></rt-status>`, scripts)),
  );
  await online(page);
  await page.getByRole('textbox').fill('Peace');
  await page.getByRole('textbox').press('Enter');
  await expect(bubbles(page.locator('rt-chat'))).toHaveText([/^Peace/]);
  await expect(page.locator('#last')).toHaveText('Peace');
  expect(site.asked.filter((path) => path === '/token/ada')).toHaveLength(1);
  expect(said).toEqual([]);
});

test('what another copy has defined meanwhile is not fetched again', async ({ page, site }) => {
  await page.goto(site.page('/', html(screens + chat, css + loader)));
  await settled(page);
  expect(site.files).toEqual(alone);
  await page.addScriptTag({ url: '/cdn/rt-embed.full.iife.js' });
  await page.locator('rt-chat').scrollIntoViewIfNeeded();
  await online(page);
  await settled(page);
  expect(site.files).toEqual([...alone, '/cdn/rt-embed.full.iife.js']);
});

test('the one-file script before the loader does no harm', async ({ page, site, said }) => {
  const scripts = '<script src="/cdn/rt-embed.full.iife.js"></script>' + loader;
  await page.goto(site.page('/', html(chat, scripts)));
  await online(page);
  await settled(page);
  expect([...site.files].sort()).toEqual(['/cdn/rt-embed.full.iife.js', '/cdn/rt-embed.iife.js']);
  expect(said).toEqual([]);
});

test('a script that another script puts in works', async ({ page, site }) => {
  await page.goto(site.page('/', html(chat)));
  await page.waitForLoadState();
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.src = '/cdn/rt-embed.iife.js';
    script.dataset['tokenEndpoint'] = '/token/ben';
    document.head.append(script);
  });
  await online(page);
});

test('a base element moves neither files nor token route', async ({ page, site, cdn }) => {
  const script = `<script async src="${cdn.url}/cdn/rt-embed.iife.js?v=1"></script>`;
  const route = chat.replace('/token', `${site.url}/token`);
  await page.goto(site.page('/', html(route, '<base href="/elsewhere/">' + script)));
  await online(page);
  expect(cdn.files).toContain('/cdn/rt-chat.js');
});

test('the script tag’s data attributes are the defaults of all elements', async ({
  page,
  site,
}) => {
  const script = `<script async src="/cdn/rt-embed.iife.js" data-token-endpoint="/token/ada"
    data-theme="dark" data-locale="de" data-provider="mqtt"></script>`;
  await page.goto(site.page('/', html('<rt-chat room="lobby"></rt-chat>', script)));
  await online(page);
  expect(site.asked).toContain('/token/ada');
  expect(site.grants[0]).toMatchObject({ provider: 'mqtt' });
  const element = page.locator('rt-chat');
  await expect(element).toHaveCSS('color-scheme', 'dark');
  await page.getByRole('textbox').fill('Hallo');
  await page.getByRole('textbox').press('Enter');
  const time = element.locator('[part="time"]');
  const expected = await time.evaluate((node) =>
    new Intl.DateTimeFormat('de', { dateStyle: 'full', timeStyle: 'short' }).format(
      Date.parse(node.getAttribute('datetime') ?? ''),
    ),
  );
  await expect(time).toHaveAttribute('title', expected);
});

test('an attribute wins over the script tag’s data', async ({ page, site }) => {
  const script =
    '<script async src="/cdn/rt-embed.iife.js" data-token-endpoint="/token/ada" data-theme="dark"></script>';
  await page.goto(site.page('/', html(chat.replace('ada"', 'ben" theme="light"'), script)));
  await online(page);
  expect(site.asked.filter((path) => path.startsWith('/token'))).toEqual(['/token/ben']);
  await expect(page.locator('rt-chat')).toHaveCSS('color-scheme', 'light');
});

test('the page gets no global but RtEmbed and a mark of Lit, and no style', async ({
  page,
  site,
}) => {
  const look = () =>
    page.evaluate(() => ({
      globals: Object.keys(window),
      sheets: document.styleSheets.length + document.adoptedStyleSheets.length,
      head: [...document.head.children].map(({ outerHTML }) => outerHTML),
      body: [...document.body.querySelectorAll('*')].map(({ outerHTML }) => outerHTML),
    }));
  const script = '<script async id="tag"></script>';
  await page.goto(site.page('/', html(`${chat}<rt-status></rt-status>`, css + script)));
  const before = await look();
  await page.evaluate(() => {
    (document.getElementById('tag') as HTMLScriptElement).src = '/cdn/rt-embed.iife.js';
  });
  await online(page);
  await expect(page.locator('rt-status')).toHaveText('Online');
  const after = await look();
  const own = after.globals.filter(
    (name) => !before.globals.includes(name) && !name.startsWith('__pw'),
  );
  // Lit, inside, marks its version on the window, for copies of itself.
  expect(own.sort()).toEqual(['RtEmbed', 'litHtmlVersions']);
  expect(after.sheets).toBe(before.sheets);
  expect(after.head.map((tag) => tag.replace(' src="/cdn/rt-embed.iife.js"', ''))).toEqual(
    before.head,
  );
  expect(after.body).toEqual(before.body);
});

test('nothing is asked of anybody but the page’s own site, and nothing twice', async ({
  page,
  site,
  said,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('websocket', (socket) => asked.push(socket.url().replace('ws:', 'http:')));
  await page.goto(site.page('/', html(`${chat}<rt-status for="nobody"></rt-status>`, loader)));
  await online(page);
  await settled(page);
  expect([...new Set(asked.map((url) => new URL(url).origin))]).toEqual([site.url]);
  const own = site.asked.filter((path) => path !== '/favicon.ico');
  expect(own).toEqual([...new Set(own)]);
  expect(own.filter((path) => path.startsWith('/token'))).toEqual(['/token/ada']);
  expect(said).toEqual([]);
});

test.describe('a file that can’t be had', () => {
  const errors = `<script>
    window.codes = [];
    document.addEventListener('rt-error', ({ detail }) => window.codes.push(detail.error.code));
  </script>`;
  const codes = (page: Page) =>
    page.evaluate(() => (window as unknown as { codes: string[] }).codes);

  test.beforeEach(({ consoleGuard }) => {
    consoleGuard.allow(/Failed to load resource.* 503/, /Loading module from .* was blocked/);
  });

  test('at first is asked for again', async ({ page, site }) => {
    site.fail(/\/rt-chat\.js/, 1);
    await page.goto(site.page('/', html(chat, errors + loader)));
    await online(page);
    expect(site.files).not.toContain('/cdn/rt-embed.full.iife.js');
    expect(await codes(page)).toEqual([]);
  });

  // Firefox does not ask twice for what a module imports: there the one-file script comes instead.
  test('and is shared by elements is asked for again, or comes in one file', async ({
    page,
    site,
    browserName,
  }) => {
    site.fail(/\/chunks\//, 1);
    const tags = `${chat}<rt-status></rt-status>`;
    await page.goto(site.page('/', html(tags, errors + loader)));
    await online(page);
    await expect(page.locator('rt-status')).toHaveText('Online');
    const inOneFile = site.files.includes('/cdn/rt-embed.full.iife.js');
    expect(inOneFile).toBe(browserName === 'firefox');
    expect(await codes(page)).toEqual([]);
  });

  test('at all is told in the element and to the page, once', async ({ page, site, said }) => {
    site.fail(/\/(rt-chat|rt-embed\.full\.iife)\.js/);
    await page.goto(site.page('/', html(`${chat}<rt-status></rt-status>`, errors + loader)));
    await expect(page.locator('rt-chat')).toHaveText('rt-chat could not be loaded.');
    await expect.poll(() => codes(page)).toEqual(['config/load-failed']);
    // Its neighbour does not suffer.
    await expect(page.locator('rt-status')).toHaveText('Not connected');
    await settled(page);
    expect(await codes(page)).toEqual(['config/load-failed']);
    expect(said.filter((line) => !/Failed to load resource/.test(line))).toEqual([]);
  });

  test('is asked for again when the next tag comes', async ({ page, site }) => {
    const mend = site.fail(/\/(rt-chat|rt-embed\.full\.iife)\.js/);
    await page.goto(site.page('/', html(chat, errors + loader)));
    await expect.poll(() => codes(page)).toEqual(['config/load-failed']);
    mend();
    await page.locator('rt-chat').evaluate((element) => element.after(element.cloneNode()));
    await online(page, 'rt-chat >> nth=1');
    await online(page, 'rt-chat >> nth=0');
    await expect(page.getByText('could not be loaded')).toHaveCount(0);
  });
});
