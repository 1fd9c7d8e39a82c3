import type { Browser, Page } from '@playwright/test';
import { mosquittoMissing } from '../helpers/mosquitto.js';
import { expect } from './fixtures.js';
import { startBriefTokens, type BriefTokens, type BrokerName } from './helpers/brief-tokens.js';
import { allSent, banner, chatTag, online, showsAll, tryAgain, write } from './helpers/chat.js';
import { httpStatus, socketFailed } from './helpers/noise.js';
import { watchPage, type PageWatch } from './helpers/page-watch.js';
import type { Stage } from './helpers/stage.js';
import { test as base } from './helpers/test.js';
import { tokenTalk } from './helpers/token-talk.js';

interface Fixtures {
  /** The demo with its own broker, whose tokens live for 10 s. */
  brief: BriefTokens;
  /** A page for Ben, in a profile of his own. */
  bensPage: Page;
}

const test = base.extend<Fixtures>({
  brief: async ({ browser }, use) => {
    const site = await startBriefTokens('aedes', 10);
    await use(site);
    await closePages(browser);
    await site.close();
  },

  bensPage: async ({ browser, consoleGuard }, use) => {
    const context = await browser.newContext();
    consoleGuard.watch(context);
    await use(await context.newPage());
    await context.close();
  },
});

/** A page that is still open would miss its route, and say so on the console. */
const closePages = async (browser: Browser): Promise<void> => {
  const pages = browser.contexts().flatMap((context) => context.pages());
  await Promise.all(pages.map((page) => page.close()));
};

declare global {
  /** How far the page's clock is ahead, ms. */
  var rtAhead: number;
}

/** Gives a page a clock that is wrong, from its start; `setAhead` turns it while the page lives. */
const setClock = (page: Page, ahead: number): Promise<unknown> =>
  page.addInitScript((ms) => {
    const { Date: Original } = globalThis;
    globalThis.rtAhead = ms;
    globalThis.Date = class extends Original {
      constructor(...values: [] | [number]) {
        super(...(values.length === 0 ? ([Original.now() + rtAhead] as const) : values));
      }
      static override now(): number {
        return Original.now() + rtAhead;
      }
    } as DateConstructor;
  }, ahead);

const setAhead = (page: Page, ahead: number): Promise<void> =>
  page.evaluate((ms) => {
    globalThis.rtAhead = ms;
  }, ahead);

/** A route to a user's token, and a way to change what it answers. */
const changeable = (stage: Stage, user: string) => {
  const state: { answer: ((asked: Request) => Promise<Response>) | undefined } = {
    answer: undefined,
  };
  const { path, asked } = stage.route(
    (request) => state.answer?.(request) ?? stage.demo(request, `/token/${user}`),
  );
  return { path, asked, state };
};

/** What nobody who looks at the page has noticed. */
const unnoticed = async (watch: PageWatch, id: string): Promise<void> => {
  expect(await watch.states(id)).toEqual(['connecting', 'online']);
  expect(await watch.errors()).toEqual([]);
};

const openAda = async (page: Page, stage: Stage, route: string): Promise<PageWatch> => {
  const watch = await watchPage(page);
  await stage.open(page, chatTag('ada', 'tokens', route));
  await online(page.locator('#ada'));
  return watch;
};

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(...socketFailed);
});

for (const name of ['mosquitto', 'aedes'] satisfies BrokerName[]) {
  test(`half a minute of 5-second tokens at ${name}: nothing is lost, nobody notices`, async ({
    page,
    bensPage,
    browser,
  }) => {
    const missing = name === 'mosquitto' ? mosquittoMissing() : undefined;
    test.skip(missing !== undefined, missing);
    test.setTimeout(120_000);
    let site: BriefTokens | undefined;
    try {
      site = await startBriefTokens(name, 5);
      const result = await tokenTalk(site, { ada: page, ben: bensPage }, 25_000);
      expect(result).toMatchObject({
        lost: 0,
        duplicated: 0,
        outOfOrder: 0,
        requestsPerRefresh: 1,
        leftOnline: 0,
        errors: [],
      });
      expect(result.sent).toBeGreaterThan(100);
      expect(result.refreshes).toBeGreaterThanOrEqual(8);
      expect(result.leastMargin).toBeGreaterThan(0);
    } finally {
      await closePages(browser);
      await site?.close();
    }
  });
}

for (const minutes of [-10, 10]) {
  test(`on a clock that is ${minutes} minutes ahead, 10-second tokens are renewed in time`, async ({
    page,
    brief,
  }) => {
    test.setTimeout(90_000);
    await setClock(page, minutes * 60_000);
    const { stage, asked, route } = brief;
    const watch = await openAda(page, stage, route('ada'));
    const ada = page.locator('#ada');
    // Two lives, and some.
    for (let i = 1; i <= 22; i += 1) {
      await write(ada, `Ada says ${i}`);
      await page.waitForTimeout(1_000);
    }
    await allSent(ada);
    await unnoticed(watch, 'ada');
    expect(asked.length).toBeGreaterThanOrEqual(4);
    for (const [i, { at }] of asked.slice(1).entries()) {
      expect(at).toBeLessThan(asked[i]?.end ?? 0);
      // Not in a loop either.
      expect(at - (asked[i]?.at ?? 0)).toBeGreaterThan(2_000);
    }
  });
}

test('the route is down for longer than a token lives: it is said when the line really ends, and mends by itself', async ({
  page,
  bensPage,
  brief,
  consoleGuard,
}) => {
  test.setTimeout(90_000);
  consoleGuard.allow(httpStatus(503));
  const route = changeable(brief.stage, 'ada');
  const watch = await openAda(page, brief.stage, route.path);
  await watchPage(bensPage);
  await brief.stage.open(bensPage, chatTag('ben', 'tokens'));
  const [ada, ben] = [page.locator('#ada'), bensPage.locator('#ben')];
  await online(ben);

  const before = route.asked();
  route.state.answer = async () => new Response(null, { status: 503 });
  await expect.poll(route.asked, { timeout: 15_000 }).toBeGreaterThan(before);
  expect(await watch.states('ada')).toEqual(['connecting', 'online']);
  await write(ada, 'While it still holds');
  await showsAll(ben, ['While it still holds']);
  await expect(banner(ada)).toContainText(/Reconnecting|No connection/, { timeout: 15_000 });
  await write(ada, 'Into the dark');
  await write(ben, 'Are you there?');
  await expect.poll(() => watch.states('ada')).toContain('offline');
  const tries = route.asked();
  await expect.poll(route.asked, { timeout: 15_000 }).toBeGreaterThan(tries);

  route.state.answer = undefined;
  await online(ada);
  for (const chat of [ada, ben]) {
    await showsAll(chat, ['While it still holds', 'Into the dark'], ['Are you there?']);
  }
  await allSent(ada);
  expect(await watch.states('ada')).toEqual([
    'connecting',
    'online',
    'reconnecting',
    'offline',
    'online',
  ]);
});

test('a token that is refused: one more is asked for, then it says what to do, and tries again when told', async ({
  page,
  stage,
}) => {
  const route = changeable(stage, 'ada');
  route.state.answer = (request) => stage.demo(request, '/token/fault/refused');
  const watch = await watchPage(page);
  await stage.open(page, chatTag('ada', 'tokens', route.path));
  const ada = page.locator('#ada');
  await expect(banner(ada)).toContainText('The service did not accept the token.');
  await expect(banner(ada)).toContainText('Check the key that the token route uses.');
  expect(await watch.states('ada')).toEqual(['connecting', 'error']);
  expect(await watch.errors()).toEqual(['token/refused']);
  expect(route.asked()).toBe(2);
  await write(ada, 'For later');
  expect(route.asked()).toBe(2);

  route.state.answer = undefined;
  await tryAgain(ada).click();
  await online(ada);
  await allSent(ada);
  expect(route.asked()).toBe(3);
});

test.describe('after two hours of sleep', () => {
  const hours = 2 * 3_600_000;

  test('with a line that has died, one request brings the page back', async ({ page, stage }) => {
    await setClock(page, 0);
    const { path, asked } = changeable(stage, 'ada');
    const watch = await openAda(page, stage, path);
    await setAhead(page, hours);
    await page.evaluate(() => rtWatch.sockets[0]?.close());
    await expect.poll(() => watch.states('ada')).toHaveLength(4);
    await online(page.locator('#ada'));
    expect(asked()).toBe(2);
    expect(await watch.sockets()).toBe(2);
    expect(await watch.errors()).toEqual([]);
    await write(page.locator('#ada'), 'Good morning');
    await allSent(page.locator('#ada'));
  });

  test('with a line that still works, the page moves to a new token at once', async ({
    page,
    stage,
  }) => {
    await setClock(page, 0);
    const { path, asked } = changeable(stage, 'ada');
    const watch = await openAda(page, stage, path);
    await setAhead(page, hours);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect.poll(asked).toBe(2);
    await expect.poll(() => watch.sockets()).toBe(2);
    await expect.poll(() => watch.openSockets()).toBe(1);
    await write(page.locator('#ada'), 'Good morning');
    await allSent(page.locator('#ada'));
    await unnoticed(watch, 'ada');
    expect(asked()).toBe(2);
  });
});

test.describe('a token that is taken back', () => {
  const recovered = ['connecting', 'online', 'reconnecting', 'online'];

  test('by mosquitto: one fresh token, one new connection, nobody is told', async ({
    page,
    realStage,
    realDemo,
  }) => {
    const { path, asked } = changeable(realStage, 'ada');
    const watch = await openAda(page, realStage, path);
    const ada = page.locator('#ada');
    await realDemo.broker.deleteUser(
      realDemo.users.findLast((name) => name.startsWith('ada-')) ?? '',
    );
    await write(ada, 'Right then');
    await expect.poll(() => watch.states('ada')).toEqual(recovered);
    await allSent(ada);
    expect(asked()).toBe(2);
    expect(await watch.sockets()).toBe(2);
    expect(await watch.errors()).toEqual([]);
  });

  test('by the demo’s broker: one fresh token, one new connection, nobody is told', async ({
    page,
    brief,
  }) => {
    const route = changeable(brief.stage, 'ada');
    // A life that is not true: the broker ends it long before.
    route.state.answer = async (request) => {
      const answer = await brief.stage.demo(request, '/token/ada');
      const grant = (await answer.json()) as object;
      return Response.json({ ...grant, refreshAt: null, expiresIn: 900 });
    };
    const watch = await openAda(page, brief.stage, route.path);
    const ada = page.locator('#ada');
    const soon = { timeout: 20_000, intervals: [100] };
    await expect.poll(() => watch.states('ada'), soon).toEqual(recovered);
    expect(route.asked()).toBe(2);
    expect(await watch.sockets()).toBe(2);
    await write(ada, 'Right then');
    await allSent(ada);
    expect(await watch.errors()).toEqual([]);
  });
});
