import type { BrowserContext, Locator, Page } from '@playwright/test';
import { expect } from './fixtures.js';
import { allSent, chatTag, numbered, online, showsAll, write } from './helpers/chat.js';
import { socketFailed } from './helpers/noise.js';
import { openOther, openTabs, type Tab } from './helpers/tabs.js';
import { test } from './helpers/test.js';

test.beforeEach(async ({ demo, consoleGuard }) => {
  // Each test counts connections, so none may be left of the test before it.
  await expect.poll(() => demo.broker.connections).toBe(0);
  consoleGuard.allow(...socketFailed);
});

test.afterEach(async ({ demo }) => {
  await demo.broker.start();
});

/** Of one writer: two write, and a list that shows its newest 150 messages has to show all. */
const mostSaid = 70;

/**
 * Writes a text every `ms`, from inside the page; what it returns ends that, and has them all.
 */
const talk = async (chat: Locator, writer: string, ms = 40): Promise<() => Promise<string[]>> => {
  const said = await chat.evaluateHandle(
    (one: HTMLElement & { send(text: string): unknown }, { who, every, most }) => {
      const texts: string[] = [];
      const timer = setInterval(() => {
        if (texts.length === most) return;
        texts.push(`${who} says ${texts.length + 1}`);
        void one.send(texts.at(-1) ?? '');
      }, every);
      return { texts, timer };
    },
    { who: writer, every: ms, most: mostSaid },
  );
  return () =>
    said.evaluate(({ texts, timer }) => {
      clearInterval(timer);
      return texts;
    });
};

/** A random number generator that starts from a seed: the same order in every run. */
const random = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const shuffled = <T>(list: T[], next: () => number): T[] =>
  list
    .map((value) => ({ value, rank: next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value);

for (const { count, every, seeds } of [
  { count: 4, every: 40, seeds: [1, 2, 3, 4, 5] },
  { count: 4, every: 40, seeds: [6, 7, 8, 9, 10] },
  { count: 10, every: 100, seeds: [11, 12] },
]) {
  test(`${count} tabs closed in any order lose nothing while messages flow: orders ${seeds.join(', ')}`, async ({
    context,
    browser,
    stage,
    demo,
  }) => {
    test.setTimeout(180_000);
    const elsewhere = await browser.newContext();
    for (const seed of seeds) {
      const room = `order-${seed}`;
      const tabs = await openTabs(context, stage, count, chatTag('ada', room));
      const ben = await openOther(elsewhere, stage, room);
      const [last, ...closed] = shuffled(tabs, random(seed));
      const stop = [await talk(ben, 'Ben', every), last && (await talk(last.chat, 'Ada', every))];
      for (const { page } of closed) {
        await page.waitForTimeout(150);
        await page.close();
      }
      await ben.page().waitForTimeout(300);
      const [bens = [], adas = []] = await Promise.all(stop.map((one) => one?.()));
      expect(bens.length).toBeGreaterThan(10);
      if (last) await showsAll(last.chat, bens, adas);
      await showsAll(ben, bens, adas);
      expect(demo.broker.connections).toBe(2);
      await last?.page.close();
      await ben.page().close();
      await expect.poll(() => demo.broker.connections).toBe(0);
    }
    await elsewhere.close();
  });
}

/** What can happen to the tab that leads. */
const ends: Record<string, (leader: Tab, context: BrowserContext) => Promise<void>> = {
  crashes: async ({ page }, context) => {
    const protocol = await context.newCDPSession(page);
    // It never answers.
    protocol.send('Page.crash').catch(() => undefined);
  },
  'goes to another page': async ({ page }) => {
    await page.goto('about:blank');
  },
  'is reloaded': async ({ page }) => {
    await page.reload();
  },
  'is frozen': async ({ page }, context) => {
    const protocol = await context.newCDPSession(page);
    await protocol.send('Page.setWebLifecycleState', { state: 'frozen' });
  },
  'is stopped without a word': async ({ page }, context) => {
    const protocol = await context.newCDPSession(page);
    await protocol.send('Debugger.enable');
    await protocol.send('Debugger.pause');
  },
};

for (const [what, end] of Object.entries(ends)) {
  test(`the others go on when the tab that leads ${what}`, async ({
    context,
    browser,
    browserName,
    stage,
    demo,
  }) => {
    const protocol = !['goes to another page', 'is reloaded'].includes(what);
    test.skip(protocol && browserName !== 'chromium', 'Only Chromium can be told to do so.');
    test.setTimeout(90_000);
    const room = what.replaceAll(' ', '-');
    const [leader, ...others] = await openTabs(context, stage, 3, chatTag('ada', room));
    const elsewhere = await browser.newContext();
    const ben = await openOther(elsewhere, stage, room);
    const stop = await talk(ben, 'Ben');
    await ben.page().waitForTimeout(300);
    if (leader) await end(leader, context);
    const before = await ben.locator('[part~="bubble"]').count();
    for (const { chat } of others) {
      await expect(chat.locator('[part~="bubble"]').nth(before + 20)).toBeAttached({
        timeout: 20_000,
      });
    }
    const bens = await stop();
    for (const { chat } of others) await showsAll(chat, bens);
    const [first] = others;
    if (first) {
      await write(first.chat, 'Ada is here');
      await allSent(first.chat);
    }
    await showsAll(ben, bens, ['Ada is here']);
    for (const { chat } of others) await showsAll(chat, bens, ['Ada is here']);
    await expect.poll(() => demo.broker.connections).toBeLessThanOrEqual(2);
    await leader?.page.close();
    await elsewhere.close();
  });
}

test('three tabs are back together after the broker was away', async ({
  context,
  browser,
  stage,
  demo,
}) => {
  test.setTimeout(90_000);
  const tabs = await openTabs(context, stage, 3, chatTag('ada', 'away'));
  const elsewhere = await browser.newContext();
  const ben = await openOther(elsewhere, stage, 'away');
  await demo.broker.stop();
  const adas = tabs.map((_, i) => `Ada in tab ${i}`);
  for (const [i, { chat }] of tabs.entries()) {
    await expect(chat.locator('[part="banner"]')).toContainText(/Connection lost|No connection/);
    await write(chat, adas[i] ?? '');
  }
  const bens = numbered('Ben', 3);
  await write(ben, ...bens);
  await demo.broker.start();
  await online(...tabs.map(({ chat }) => chat), ben);
  const each = adas.map((one) => [one]);
  for (const chat of [...tabs.map((one) => one.chat), ben]) await showsAll(chat, bens, ...each);
  expect(demo.broker.connections).toBe(2);
  await elsewhere.close();
});

test('users, accounts and pages that stand alone keep to themselves', async ({
  context,
  stage,
  demo,
}) => {
  const open = async (tags: string): Promise<Page> => {
    const tab = await context.newPage();
    await stage.open(tab, tags);
    await online(tab.locator('rt-chat').first());
    return tab;
  };
  await open(chatTag('ada', 'apart'));
  await open(chatTag('ada', 'apart'));
  expect(demo.broker.connections).toBe(1);
  await open(chatTag('ben', 'apart'));
  expect(demo.broker.connections).toBe(2);
  const alone = await open(
    chatTag('ada', 'apart').replace('<rt-chat ', '<rt-chat share-connection="off" '),
  );
  expect(demo.broker.connections).toBe(3);
  // A tab opened by a page gets a copy of its session storage, as one that is duplicated does.
  const [copy] = await Promise.all([
    context.waitForEvent('page'),
    alone.evaluate(() => void window.open(location.href)),
  ]);
  await online(copy.locator('rt-chat'));
  await expect.poll(() => demo.broker.connections).toBe(4);
  await write(copy.locator('rt-chat'), 'From the copy');
  await showsAll(alone.locator('rt-chat'), ['From the copy']);
  // What is kept names nobody: random names, under names that cannot be read.
  const kept = await alone.evaluate(() =>
    [localStorage, sessionStorage].flatMap((storage) =>
      Object.entries(storage).filter(([key]) => key.startsWith('rt-')),
    ),
  );
  expect(kept.length).toBeGreaterThan(2);
  for (const [key, value] of kept) expect(`${key} ${value}`).toMatch(/^rt-\d+ rt-[0-9a-f]+$/);
});

test('a sandboxed frame has a connection of its own', async ({ context, stage, demo }) => {
  const [tab] = await openTabs(context, stage, 1, chatTag('ada', 'frame'));
  const token = stage.route(async (request) => {
    const headers = {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'content-type, x-rt-embed',
    };
    if (request.method === 'OPTIONS') return new Response(null, { headers });
    const answer = await stage.demo(request, '/token/ada');
    return new Response(await answer.text(), { headers });
  });
  // A frame of no origin loads modules as if from another site.
  await context.route('**/dist/**', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'access-control-allow-origin': '*' };
    await route.fulfill({ response, headers });
  });
  const html = { 'content-type': 'text/html' };
  const inner = `<!doctype html><script async src="${stage.url}/dist/cdn/rt-embed.iife.js"></script>
    ${chatTag('ada', 'frame', stage.url + token.path)}`;
  const frame = stage.route(async () => new Response(inner, { headers: html }));
  const outer = `<!doctype html><iframe sandbox="allow-scripts" src="${frame.path}"></iframe>`;
  const around = stage.route(async () => new Response(outer, { headers: html }));
  const page = await context.newPage();
  await page.goto(stage.url + around.path);
  const framed = page.frameLocator('iframe').locator('rt-chat');
  await online(framed);
  expect(demo.broker.connections).toBe(2);
  await write(framed, 'From the frame');
  if (tab) await showsAll(tab.chat, ['From the frame']);
});

test('a room that the token of the tab that leads does not cover is asked for', async ({
  context,
  stage,
  demo,
}) => {
  const [first] = await openTabs(context, stage, 1, chatTag('ada', 'one'));
  const [second] = await openTabs(context, stage, 1, chatTag('ada', 'two'));
  const [third] = await openTabs(context, stage, 1, chatTag('ada', 'two'));
  expect(demo.broker.connections).toBe(1);
  if (!first || !second || !third) throw new Error('A tab is missing.');
  await write(second.chat, 'In the second room');
  await write(first.chat, 'In the first room');
  await showsAll(third.chat, ['In the second room']);
  await showsAll(first.chat, ['In the first room']);
  await first.page.close();
  await write(third.chat, 'Still here');
  await showsAll(second.chat, ['In the second room', 'Still here']);
});
