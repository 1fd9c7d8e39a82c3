import type { Page } from '@playwright/test';
import { bundle } from '../helpers/bundle.js';
import { peerName } from '../helpers/peers.js';
import { allSent, chatTag, numbered, online, showsAll, write } from './helpers/chat.js';
import { socketFailed } from './helpers/noise.js';
import type { Stage } from './helpers/stage.js';
import { test as base } from './helpers/test.js';
import { expect } from './fixtures.js';
import type {} from './cloudsignal/global.js';

const test = base.extend<{ bensPage: Page }, { global: string }>({
  global: [
    // Playwright reads the names of the fixtures from this pattern; it needs none of them.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => use(await bundle('test/e2e/cloudsignal/global.ts')),
    { scope: 'worker' },
  ],

  bensPage: async ({ browser, consoleGuard }, use) => {
    const context = await browser.newContext();
    consoleGuard.watch(context);
    await use(await context.newPage());
    await context.close();
  },
});

// So that a token and what it was exchanged for end several times in a test.
test.use({ demoOptions: { tokenTtl: 8 } });

const script = (more = ''): string =>
  `<script async src="/dist/cdn/rt-embed.iife.js" data-token-service-url="/cloudsignal" ${more}></script>`;

const chat = (user: string, room: string): string =>
  chatTag(user, room, `/cloudsignal/token/${user}`);

/** The page, under the strictest policy that lets a script that is named be loaded by another. */
const strict = (stage: Stage, markup: string): string => {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self' ws:",
    "worker-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html rt-embed-cloudsignal',
  ].join('; ');
  const headers = { 'content-type': 'text/html', 'content-security-policy': policy };
  const html = `<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="/icon.svg">${markup}`;
  return stage.route(async () => new Response(html, { headers })).path;
};

test('two pages talk through the exchange, over several lives of their tokens', async ({
  page,
  bensPage,
  stage,
}) => {
  const exchanged: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/v2/tokens/exchange')) exchanged.push(request.postData() ?? '');
  });
  await page.goto(stage.url + stage.page(chat('ada', 'exchange'), script()));
  await bensPage.goto(stage.url + stage.page(chat('ben', 'exchange'), script()));
  const [ada, ben] = [page.locator('#ada'), bensPage.locator('#ben')];
  await online(ada, ben);
  const [fromAda, fromBen] = [numbered('Ada', 12), numbered('Ben', 12)];
  for (let n = 0; n < 12; n += 1) {
    await write(ada, fromAda[n] ?? '');
    await write(ben, fromBen[n] ?? '');
    await page.waitForTimeout(1_200);
  }
  await showsAll(ada, fromAda, fromBen);
  await showsAll(ben, fromAda, fromBen);
  expect(exchanged.length).toBeGreaterThanOrEqual(2);
  expect(new Set(exchanged).size, 'a token is exchanged once').toBe(exchanged.length);
  expect(JSON.parse(exchanged[0] ?? '{}')).toMatchObject({ organization_id: 'org_demo' });
});

test('what is written while the broker is away arrives once it is back', async ({
  page,
  bensPage,
  stage,
  demo,
  consoleGuard,
}) => {
  consoleGuard.allow(...socketFailed);
  await page.goto(stage.url + stage.page(chat('ada', 'away'), script()));
  await bensPage.goto(stage.url + stage.page(chat('ben', 'away'), script()));
  const [ada, ben] = [page.locator('#ada'), bensPage.locator('#ben')];
  await online(ada, ben);
  await write(ada, 'before');
  await showsAll(ben, ['before']);
  await demo.broker.stop();
  await write(ada, 'while it is away');
  await demo.broker.start();
  await showsAll(ben, ['before', 'while it is away']);
  await allSent(ada);
});

const vendor = peerName('@cloudsignal/mqtt-client');

test(`${vendor}, handed over, is used`, async ({
  page,
  bensPage,
  stage,
  global,
  demo,
  consoleGuard,
}) => {
  consoleGuard.allow(...socketFailed);
  const handOver = stage.script(
    `import '${stage.script(global)}';
    (window.RtEmbed ||= []).push((rt) => rt.configure({ cloudsignal: CloudSignal.default }));`,
  );
  const tags = `<script type="module" src="${handOver}"></script>${script()}`;
  await page.goto(stage.url + stage.page(chat('ada', 'handed'), tags));
  await bensPage.goto(stage.url + stage.page(chat('ben', 'handed'), script()));
  const [ada, ben] = [page.locator('#ada'), bensPage.locator('#ben')];
  await online(ada, ben);
  expect(await page.evaluate(() => clientsMade)).toBe(1);
  expect(await bensPage.evaluate(() => globalThis.clientsMade)).toBeUndefined();
  await write(ada, 'from theirs');
  await write(ben, 'from ours');
  await showsAll(ada, ['from ours'], ['from theirs']);
  await showsAll(ben, ['from ours'], ['from theirs']);
  await demo.broker.stop();
  await write(ada, 'while it is away');
  await demo.broker.start();
  await showsAll(ben, ['from ours'], ['from theirs', 'while it is away']);
  await write(ben, 'back again');
  await showsAll(ada, ['from ours', 'back again'], ['from theirs', 'while it is away']);
});

test(`${vendor} is loaded from where the script tag says`, async ({ page, stage, global }) => {
  const path = stage.script(global);
  const tags = script(`data-cloudsignal-src="${path}"`);
  await page.goto(stage.url + strict(stage, `${tags}${chat('ada', 'named')}`));
  const ada = page.locator('#ada');
  await expect(page.locator('rt-chat:state(online)')).toBeVisible();
  await write(ada, 'hello');
  await allSent(ada);
  expect(await page.evaluate(() => clientsMade)).toBe(1);
  // It leaves no tag behind, and has asked for nothing that is not the page's own.
  expect(await page.locator(`script[src="${path}"]`).count()).toBe(0);
});

test(`${vendor} is loaded again where it did not come`, async ({
  page,
  stage,
  global,
  consoleGuard,
}) => {
  consoleGuard.allow(/ERR_FAILED/, /Loading failed for the <script>/);
  const path = stage.script(global);
  let asked = 0;
  await page.route(`**${path}`, (route) => ((asked += 1) === 1 ? route.abort() : route.continue()));
  const tags = script(`data-cloudsignal-src="${path}"`);
  // Its policy of Trusted Types can be made but once.
  await page.goto(stage.url + strict(stage, `${tags}${chat('ada', 'again')}`));
  await expect(page.locator('rt-chat:state(online)')).toBeVisible();
  expect(asked).toBe(2);
});

test('the demo’s page talks to the others, by a token that the broker would not take', async ({
  page,
  bensPage,
  demo,
}) => {
  await page.goto(`${demo.url}/cloudsignal`);
  await bensPage.goto(`${demo.url}/script-tag`);
  const [here, there] = [page.locator('rt-chat'), bensPage.locator('rt-chat')];
  await online(here, there);
  await write(here, 'Hello from CloudSignal');
  await expect(there.getByText('Hello from CloudSignal', { exact: true })).toBeVisible();
  await write(there, 'Hello from the script tag');
  await expect(here.getByText('Hello from the script tag', { exact: true })).toBeVisible();
});
