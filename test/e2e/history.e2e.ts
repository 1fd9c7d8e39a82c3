import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures.js';
import { still, violations } from './helpers/axe.js';
import { allSent, banner, field, numbered, online, texts, write } from './helpers/chat.js';
import { failingChunk } from './helpers/failing-chunk.js';
import { httpStatus } from './helpers/noise.js';
import { watchPage } from './helpers/page-watch.js';
import { connectPlain } from './helpers/plain-client.js';
import type { Stage } from './helpers/stage.js';
import { test } from './helpers/test.js';

const chatTag = (room: string, user = 'ada', history = `/history/${user}`): string =>
  `<main><h1>A page</h1><rt-chat id="${user}" room="${room}" token-endpoint="/token/${user}"
    history-endpoint="${history}"></rt-chat></main>`;

/** `count` messages of a plain client's, told apart by their numbers. */
const past = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `Said ${i + 1}.${' And more of it.'.repeat(i % 5)}`);

const say = async (site: string, room: string, said: string[]): Promise<void> => {
  const plain = await connectPlain({ site, room });
  const start = Date.now() - said.length * 1_000;
  for (const [i, text] of said.entries()) {
    await plain.say({ user: 'ben', text, timestamp: start + i * 1_000 });
  }
  await plain.close();
};

const open = async (page: Page, stage: Stage, tag: string): Promise<Locator> => {
  await stage.open(page, tag);
  const chat = page.locator('rt-chat');
  await online(chat);
  return chat;
};

const shows = (chat: Locator, said: string[]): Promise<void> =>
  expect.poll(() => texts(chat), { timeout: 15_000 }).toEqual(said);

const row = (chat: Locator): Locator => chat.locator('[part="history"]');

test('a page opened later shows what was said, before there is a connection', async ({
  page,
  demo,
  stage,
}) => {
  const said = past(12);
  await say(demo.url, 'later', said);
  const never = stage.route(() => new Promise(() => undefined));
  await stage.open(
    page,
    `<rt-chat room="later" token-endpoint="${never.path}" history-endpoint="/history/ada"></rt-chat>`,
  );
  const chat = page.locator('rt-chat');
  await shows(chat, said);
  await expect(row(chat)).toHaveText('This is where the conversation begins.');
  await expect(banner(chat)).toContainText('Connecting');
});

test('history whose code could not be loaded comes when it can be', async ({
  page,
  demo,
  stage,
  consoleGuard,
  browserName,
}) => {
  test.skip(browserName === 'firefox', 'Firefox never asks again for a module that failed once');
  consoleGuard.allow(httpStatus(503));
  const said = past(12);
  await say(demo.url, 'late', said);
  const watch = await watchPage(page);
  const chunk = await failingChunk(page, 'history');
  const chat = await open(page, stage, chatTag('late'));
  await expect.poll(() => watch.errors()).toEqual(['config/load-failed']);
  await chunk.mend();
  await shows(chat, said);
  expect(await watch.errors()).toEqual(['config/load-failed']);
});

test('a reload shows the room once, in order, with one’s own on one’s own side', async ({
  page,
  demo,
  stage,
}) => {
  const before = past(3);
  await say(demo.url, 'reload', before);
  const chat = await open(page, stage, chatTag('reload'));
  const mine = numbered('Ada', 5);
  await write(chat, ...mine);
  await allSent(chat);
  await page.reload();
  await online(chat);
  await shows(chat, [...before, ...mine]);
  await expect(chat.locator('[part~="message"][part~="own"]')).toHaveCount(5);
  await write(chat, 'After the reload');
  await allSent(chat);
  await say(demo.url, 'reload', ['Ben again']);
  const all = [...before, ...mine, 'After the reload', 'Ben again'];
  await shows(chat, all);
  await page.reload();
  await shows(chat, all);
});

test('the room comes to a guest, who is known by a cookie only', async ({ page, demo, stage }) => {
  const said = past(4);
  await say(demo.url, 'guests', said);
  await stage.open(
    page,
    '<rt-chat room="guests" token-endpoint="/token" history-endpoint="/history"></rt-chat>',
  );
  const chat = page.locator('rt-chat');
  await online(chat);
  await shows(chat, said);
  await write(chat, 'A guest');
  await allSent(chat);
  await page.reload();
  await shows(chat, [...said, 'A guest']);
  await expect(chat.locator('[part~="message"][part~="own"]')).toHaveCount(1);
});

test.describe('scrolling up', () => {
  /** The first bubble in view, by its text, and how far it is below the upper edge, px. */
  const inView = (chat: Locator): Promise<{ text: string; top: number }> =>
    chat.evaluate((element) => {
      const root = element.shadowRoot;
      const edge = root?.querySelector('.log')?.getBoundingClientRect().top ?? 0;
      const bubbles = [...(root?.querySelectorAll('.bubble') ?? [])];
      const bubble = bubbles.find((one) => one.getBoundingClientRect().bottom > edge + 60);
      const text = bubble?.querySelector('.text')?.textContent?.trim() ?? '';
      return { text, top: (bubble?.getBoundingClientRect().top ?? 0) - edge };
    });
  const topOf = (chat: Locator, wanted: string): Promise<number> =>
    chat.evaluate((element, text) => {
      const root = element.shadowRoot;
      const edge = root?.querySelector('.log')?.getBoundingClientRect().top ?? 0;
      const bubbles = [...(root?.querySelectorAll('.bubble') ?? [])];
      const found = bubbles.find((one) => one.querySelector('.text')?.textContent?.trim() === text);
      return (found?.getBoundingClientRect().top ?? NaN) - edge;
    }, wanted);
  const scrollTo = (chat: Locator, top: number): Promise<void> =>
    chat.evaluate((element, y) => {
      element.shadowRoot?.querySelector('.log')?.scrollTo(0, y);
    }, top);

  test('brings older messages without a jump, down to the very first, each once', async ({
    page,
    demo,
    stage,
  }) => {
    const said = past(230);
    await say(demo.url, 'scroll', said);
    // What is older waits until it is let go, so that there is something to be moved by when it comes.
    const waiting: (() => void)[] = [];
    const slow = stage.route(async (request) => {
      if (request.url.includes('before=')) await new Promise<void>((done) => waiting.push(done));
      return stage.demo(request, `/history/ada${new URL(request.url).search}`);
    });
    const chat = await open(page, stage, chatTag('scroll', 'ada', slow.path));
    await shows(chat, said.slice(-50));
    const kept = (): Promise<number> =>
      chat.evaluate((element) => (element as HTMLElementTagNameMap['rt-chat']).messages.length);
    for (let pages = 2; pages <= 5; pages += 1) {
      // Up through what is rendered to what is not here yet.
      const loading = async (): Promise<string | null> => {
        await scrollTo(chat, 100);
        return row(chat).textContent();
      };
      await expect.poll(loading, { intervals: [50] }).toContain('Loading');
      const before = await inView(chat);
      await expect.poll(() => waiting.length).toBe(1);
      waiting.shift()?.();
      await expect.poll(kept, { intervals: [20] }).toBe(Math.min(230, pages * 50));
      // Rows above come in with a frame of their own.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done(0))));
      const after = await topOf(chat, before.text);
      expect(Math.abs(after - before.top)).toBeLessThanOrEqual(1);
    }
    await scrollTo(chat, 0);
    await expect(row(chat)).toHaveText('This is where the conversation begins.');
    const all = await chat.evaluate((element) =>
      (element as HTMLElementTagNameMap['rt-chat']).messages.map(({ text }) => text),
    );
    expect(all).toEqual(said);
    await expect.poll(async () => (await texts(chat))[0]).toBe(said[0]);
    expect(await chat.locator('[part~="message"]').count()).toBeLessThanOrEqual(250);
    expect(slow.asked()).toBe(6); // the newest once more when the room was joined
  });

  test('at the very top goes on by itself, for wheels that can turn no further', async ({
    page,
    demo,
    stage,
  }) => {
    await say(demo.url, 'top', past(120));
    const chat = await open(page, stage, chatTag('top'));
    await expect.poll(async () => (await texts(chat)).length).toBe(50);
    await scrollTo(chat, 0);
    await expect.poll(async () => (await texts(chat)).length).toBeGreaterThan(99);
  });
});

test('what was missed while the broker had lost everything comes from the history', async ({
  page,
  demo,
  stage,
  consoleGuard,
}) => {
  consoleGuard.allow(/WebSocket/, /connection to/, /ws:/);
  await say(demo.url, 'gap', ['Before']);
  const chat = await open(page, stage, chatTag('gap'));
  await shows(chat, ['Before']);
  await demo.broker.stop();
  await expect(banner(chat)).not.toHaveText('');
  await write(chat, 'Written meanwhile');
  await demo.broker.start();
  // Whoever is back first finds nobody of us there: the broker keeps nothing for us.
  await say(demo.url, 'gap', past(70));
  await expect.poll(() => banner(chat).textContent(), { timeout: 15_000 }).toMatch(/^\s*$/);
  await allSent(chat);
  const all = (): Promise<string[]> =>
    chat.evaluate((element) =>
      (element as HTMLElementTagNameMap['rt-chat']).messages.map(({ text }) => text),
    );
  await expect
    .poll(async () => (await all()).filter((text) => text !== 'Written meanwhile'))
    .toEqual(['Before', ...past(70)]);
  expect((await all()).filter((text) => text === 'Written meanwhile')).toHaveLength(1);
});

test.describe('a history route that fails', () => {
  test('is said once, quietly, and keeps nobody from chatting; it can be tried again', async ({
    page,
    demo,
    stage,
    consoleGuard,
  }) => {
    consoleGuard.allow(httpStatus(403));
    const said = past(4);
    await say(demo.url, 'broken', said);
    let broken = true;
    const route = stage.route((request) =>
      broken
        ? Promise.resolve(new Response(null, { status: 403 }))
        : stage.demo(request, `/history/ada${new URL(request.url).search}`),
    );
    const watch = await watchPage(page);
    const chat = await open(page, stage, chatTag('broken', 'ada', route.path));
    await expect(row(chat)).toContainText('Earlier messages could not be loaded.');
    expect(await watch.errors()).toEqual(['chat/history-failed']);
    await write(chat, 'Hello all the same');
    await allSent(chat);
    await still(page);
    expect(await violations(page)).toEqual([]);
    broken = false;
    await row(chat).getByRole('button', { name: 'Try again' }).click();
    await shows(chat, [...said, 'Hello all the same']);
    await expect(row(chat)).toHaveText('This is where the conversation begins.');
    expect(await watch.errors()).toEqual(['chat/history-failed']);
    await still(page);
    expect(await violations(page)).toEqual([]);
  });

  test('is not asked at all where it is no address', async ({ page, stage }) => {
    const watch = await watchPage(page);
    const chat = await open(page, stage, chatTag('no-address', 'ada', 'http://[nothing'));
    await expect.poll(() => watch.errors()).toEqual(['config/bad-attribute']);
    await write(chat, 'Hello');
    await allSent(chat);
  });
});

test('the closed room tells nobody what was said in it', async ({ page, stage, consoleGuard }) => {
  consoleGuard.allow(httpStatus(403));
  await stage.open(page, chatTag('staff'));
  const chat = page.locator('rt-chat');
  await expect(row(chat)).toContainText('Earlier messages could not be loaded.');
  await expect(field(chat)).toBeVisible();
});

test('without the attribute, nothing is asked and nothing more is loaded', async ({
  page,
  stage,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await stage.open(page, '<rt-chat id="ada" room="none" token-endpoint="/token/ada"></rt-chat>');
  await online(page.locator('rt-chat'));
  expect(asked.filter((url) => url.includes('history'))).toEqual([]);
  await expect(row(page.locator('rt-chat'))).toHaveCount(0);
});
