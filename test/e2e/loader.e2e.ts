import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import sirv from 'sirv';

/** Two origins: the page's, which knows its HTML, and the CDN's, which has the built files. */
let site: Server;
let cdn: Server;
const origin = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const script = () => `${origin(cdn)}/rt-embed.iife.js`;
const listen = (server: Server) =>
  new Promise<Server>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });

let html = '';
let headers: Record<string, string> = {};

test.beforeAll(async () => {
  const files = sirv(fileURLToPath(new URL('../../dist/cdn/', import.meta.url)), { dev: true });
  cdn = await listen(
    createServer((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      files(request, response, () => void response.writeHead(404).end());
    }),
  );
  site = await listen(
    createServer((request, response) => {
      const found = request.url === '/';
      response.writeHead(found ? 200 : 404, { 'content-type': 'text/html', ...headers });
      response.end(found ? html : '');
    }),
  );
});

test.afterAll(() => {
  site.close();
  cdn.close();
});

test.beforeEach(() => {
  headers = {};
});

const open = async (page: Page, head: string, body = '<rt-status></rt-status>') => {
  html = `<!doctype html><html lang="en"><head><title>t</title>${head}</head><body>${body}</body></html>`;
  await page.goto(origin(site));
};
const tag = (attributes = '') => `<script src="${script()}" ${attributes}></script>`;
const ready = (page: Page) =>
  page.evaluate(async () => {
    const rt = globalThis.RtEmbed as { ready: Promise<unknown> };
    return (await rt.ready) === rt;
  });
const defined = (page: Page, name: string) =>
  page.evaluate((of) => customElements.get(of) !== undefined, name);
/** The files that were asked for, without what comes after `?`. */
const requests = (page: Page) => {
  const files: string[] = [];
  page.on('request', (request) => {
    files.push(new URL(request.url()).pathname.slice(1));
  });
  return files;
};

test('a script tag from another origin brings what is in sight, and nothing else', async ({
  page,
}) => {
  await open(page, '', '');
  const before = await page.evaluate(() => Object.keys(globalThis));
  const files = requests(page);
  await open(page, tag('async'));
  expect(await ready(page)).toBe(true);
  expect(await defined(page, 'rt-status')).toBe(true);
  expect(await defined(page, 'rt-chat')).toBe(false);
  expect(files).not.toContain('rt-chat.js');
  // Besides Lit's own, by which it finds several copies of itself, and the test driver's.
  const others = /^(lit[A-Z]|reactiveElementVersions|__)/;
  const own = (await page.evaluate(() => Object.keys(globalThis))).filter(
    (name) => !before.includes(name) && !others.test(name),
  );
  expect(own).toEqual(['RtEmbed']);
});

test('a page without tags downloads the loader alone', async ({ page }) => {
  const files = requests(page);
  await open(page, tag(), '<p>Hello</p>');
  await page.waitForLoadState('networkidle');
  expect(files.filter((file) => file.endsWith('.js'))).toEqual(['rt-embed.iife.js']);
});

test('data attributes, the queue and later calls set defaults', async ({ page }) => {
  await open(
    page,
    `<script>window.RtEmbed = window.RtEmbed || []; RtEmbed.push((rt) => rt.configure({ theme: 'dark' }));</script>
    ${tag('data-token-endpoint="/token" data-locale="de"')}
    <script>RtEmbed.configure({ provider: 'mqtt' });</script>`,
  );
  await ready(page);
  expect(
    await page.evaluate(() => ({ ...(globalThis.RtEmbed as { defaults: object }).defaults })),
  ).toEqual({
    tokenEndpoint: '/token',
    locale: 'de',
    theme: 'dark',
    provider: 'mqtt',
  });
  await page.evaluate(() => {
    const seen: string[] = [];
    (globalThis.RtEmbed as unknown[]).push(() => seen.push('called'));
    document.title = seen.join();
  });
  await expect(page).toHaveTitle('called');
});

test('a theme set later reaches an element that is there', async ({ page }) => {
  await open(page, tag());
  await ready(page);
  await page.evaluate(() =>
    (globalThis.RtEmbed as { configure(of: object): void }).configure({ theme: 'dark' }),
  );
  await expect
    .poll(() => page.evaluate(() => document.querySelector('rt-status')?.matches(':state(dark)')))
    .toBe(true);
});

test('the script twice, put in by a script, and the one-file script after it do no harm', async ({
  page,
}) => {
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await open(page, tag() + tag());
  await page.evaluate(async (base) => {
    for (const file of ['rt-embed.iife.js', 'rt-embed.full.iife.js', 'rt-embed.full.iife.js']) {
      const late = document.createElement('script');
      late.src = `${base}/${file}`;
      document.head.append(late);
      await new Promise((resolve) => late.addEventListener('load', resolve));
    }
  }, origin(cdn));
  expect(await ready(page)).toBe(true);
  expect(errors).toEqual([]);
});

test('the one-file script needs no other file', async ({ page }) => {
  const files = requests(page);
  await open(
    page,
    `<script src="${origin(cdn)}/rt-embed.full.iife.js" data-theme="dark"></script>`,
  );
  expect(await ready(page)).toBe(true);
  expect(await defined(page, 'rt-chat')).toBe(true);
  expect(files.filter((file) => file.endsWith('.js'))).toEqual(['rt-embed.full.iife.js']);
});

test('it works with a base element and a query in its URL', async ({ page }) => {
  await open(
    page,
    `<base href="https://elsewhere.invalid/"><script src="${script()}?v=2"></script>`,
  );
  expect(await ready(page)).toBe(true);
  expect(await defined(page, 'rt-status')).toBe(true);
});

test('a nonce is enough, under Trusted Types', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  headers = {
    'content-security-policy': `default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; require-trusted-types-for 'script'; trusted-types lit-html`,
  };
  await open(page, tag('nonce="abc"'), '<rt-status></rt-status><rt-chat></rt-chat>');
  expect(await ready(page)).toBe(true);
  expect(await defined(page, 'rt-chat')).toBe(true);
  expect(complaints).toEqual([]);
});

test.describe('when a file cannot be had', () => {
  /** Both ways to get an `<rt-status>`: by itself, and in one file with the rest. */
  const status = /\/rt-(status|embed\.full\.iife)\.js/;
  const catchErrors = `<script>
    window.errors = [];
    document.addEventListener('rt-error', (event) => window.errors.push(event.detail.error.code));
  </script>`;
  const codes = (page: Page) =>
    page.evaluate(() => (window as unknown as { errors: string[] }).errors);

  test('it is asked for once more, which can help', async ({ page }) => {
    let times = 0;
    await page.route('**/rt-status.js*', (route) =>
      times++ === 0 ? route.abort() : route.continue(),
    );
    await open(page, catchErrors + tag());
    await ready(page);
    expect(await defined(page, 'rt-status')).toBe(true);
    expect(await codes(page)).toEqual([]);
  });

  test('the element says so, once', async ({ page }) => {
    await page.route(status, (route) => route.abort());
    await open(page, catchErrors + tag());
    await ready(page);
    await expect(page.locator('rt-status')).toHaveText('rt-status could not be loaded.');
    expect(await codes(page)).toEqual(['config/load-failed']);
  });

  test('the element forgets that when the file comes after all', async ({ page }) => {
    await page.route(status, (route) => route.abort());
    await open(page, tag());
    const first = page.locator('rt-status').first();
    await expect(first).toHaveText('rt-status could not be loaded.');
    await page.unroute(status);
    await page.evaluate(() => document.body.append(document.createElement('rt-status')));
    await expect.poll(() => defined(page, 'rt-status')).toBe(true);
    await expect(first).not.toContainText('could not be loaded');
  });

  test('so does it where the loader gets no further than itself', async ({ page }) => {
    await page.route(/\/(rt-status|rest)\.js/, (route) => route.abort());
    await open(page, tag());
    await expect(page.locator('rt-status')).toHaveText('Not loaded');
  });
});
