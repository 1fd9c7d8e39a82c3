import type { Locator, Page } from '@playwright/test';
import { bubbles, expect } from './fixtures.js';
import { allSent, field, numbered, online, showsAll, texts, write } from './helpers/chat.js';
import { watchPage } from './helpers/page-watch.js';
import { test } from './helpers/test.js';

/** The two panels of the demo's first page, live. */
const openDemo = async (page: Page, url: string): Promise<{ ada: Locator; ben: Locator }> => {
  await page.goto(url);
  const [ada, ben] = [page.locator('#ada'), page.locator('#ben')];
  await online(ada, ben);
  return { ada, ben };
};

// What another test has said in the same room would be shown as well.
test.beforeEach(({ demo }) => demo.forget());

const messageOf = (chat: Locator, text: string): Locator =>
  chat.locator('[part~="message"]').filter({ hasText: text });

test.describe('a message', () => {
  test('typed by Ada appears at Ben’s side, and in a second browser', async ({
    page,
    demo,
    browser,
    consoleGuard,
  }) => {
    const { ada, ben } = await openDemo(page, demo.url);
    const elsewhere = await browser.newContext();
    consoleGuard.watch(elsewhere);
    const guest = await elsewhere.newPage();
    await guest.goto(`${demo.url}/script-tag`);
    const guests = guest.locator('rt-chat');
    await online(guests);

    await page.bringToFront();
    await field(ada).click();
    await page.keyboard.type('Hello Ben');
    await page.keyboard.press('Enter');

    await expect(field(ada)).toHaveValue('');
    await expect(field(ada)).toBeFocused();
    const sent = messageOf(ada, 'Hello Ben');
    await expect(sent).toHaveAttribute('part', 'message own');
    await expect(sent.getByRole('img', { name: 'Sent' })).toBeVisible();
    for (const chat of [ben, guests]) {
      const came = messageOf(chat, 'Hello Ben');
      await expect(came).toHaveAttribute('part', 'message other');
      await expect(came.locator('[part="name"]')).toHaveText('Ada');
      await expect(came.locator('[part="delivery"]')).toHaveCount(0);
      const time = came.locator('time');
      await expect(time).toHaveText(/^\d{1,2}:\d{2}/);
      const written = Date.parse((await time.getAttribute('datetime')) ?? '');
      expect(Math.abs(Date.now() - written)).toBeLessThan(15_000);
    }

    await write(guests, 'Hello you two');
    for (const chat of [ada, ben]) {
      const came = messageOf(chat, 'Hello you two');
      await expect(came.locator('[part="name"]')).toHaveText(/^Guest \w+$/);
      await expect(bubbles(chat)).toHaveCount(2);
    }
    await elsewhere.close();
  });

  test('is on one’s own side in each of one’s own windows', async ({ page, demo, context }) => {
    const { ada } = await openDemo(page, demo.url);
    const second = await context.newPage();
    const there = await openDemo(second, demo.url);
    await write(there.ada, 'From my other window');
    await expect(messageOf(ada, 'other window')).toHaveAttribute('part', 'message own');
    await expect(messageOf(there.ben, 'other window')).toHaveAttribute('part', 'message other');
  });

  test('breaks into lines with Shift+Enter', async ({ page, demo }) => {
    const { ada, ben } = await openDemo(page, demo.url);
    await field(ada).click();
    await page.keyboard.type('first');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second');
    expect(await texts(ada)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect(ben.locator('[part="text"]')).toHaveText('first\nsecond', { useInnerText: true });
  });

  test('keeps its place among several quick ones', async ({ page, demo }) => {
    const { ada, ben } = await openDemo(page, demo.url);
    const [adas, bens] = [numbered('Ada', 12), numbered('Ben', 12)];
    for (const [i, text] of adas.entries()) {
      await write(ada, text);
      await write(ben, bens[i] ?? '');
    }
    for (const chat of [ada, ben]) await showsAll(chat, adas, bens);
    await allSent(ada);
    await allSent(ben);
  });

  test('can be sent with the button', async ({ page, demo }) => {
    const { ada, ben } = await openDemo(page, demo.url);
    const send = ada.getByRole('button', { name: 'Send' });
    await expect(send).toBeDisabled();
    await field(ada).fill('By the button');
    await expect(send).toBeEnabled();
    await send.click();
    await expect(field(ada)).toBeFocused();
    await showsAll(ben, ['By the button']);
  });

  test('has links that are safe, and nothing else that does anything', async ({ page, demo }) => {
    const { ada, ben } = await openDemo(page, demo.url);
    const link = 'https://example.com/a?b=1&c=(2)';
    const text = `See ${link}. Or javascript:alert(1) <img src=x onerror=alert(2)> <b>bold</b>`;
    await write(ada, text);
    for (const chat of [ada, ben]) {
      await showsAll(chat, [text]);
      const links = bubbles(chat).getByRole('link');
      await expect(links).toHaveCount(1);
      await expect(links).toHaveText(link);
      await expect(links).toHaveAttribute('href', link);
      await expect(links).toHaveAttribute('target', '_blank');
      const rel = (await links.getAttribute('rel'))?.split(' ') ?? [];
      expect(rel).toEqual(expect.arrayContaining(['noopener', 'noreferrer', 'nofollow']));
      await expect(bubbles(chat).locator('img, b, script')).toHaveCount(0);
    }
  });
});

test.describe('reading back', () => {
  test('is not disturbed by new messages; a button tells of them and leads there', async ({
    page,
    demo,
  }) => {
    const { ada, ben } = await openDemo(page, demo.url);
    await write(ben, ...numbered('Ben', 15));
    const pill = ada.getByRole('button', { name: /new message/ });
    const last = bubbles(ada).last();
    await expect(last).toContainText('Ben says 15');
    await expect(last).toBeInViewport();

    await bubbles(ada).first().scrollIntoViewIfNeeded();
    const first = bubbles(ada).first();
    await expect(first).toBeInViewport();
    const before = await first.boundingBox();
    await expect(ada.getByRole('button', { name: 'Go to the newest message' })).toBeVisible();
    await write(ben, 'One more');
    await expect(pill).toHaveText('1 new message');
    await write(ben, 'And another');
    await expect(pill).toHaveText('2 new messages');
    const after = await first.boundingBox();
    expect((after?.y ?? 0) - (await offsetOf(ada))).toBeCloseTo(
      (before?.y ?? 0) - (await offsetOf(ada)),
      0,
    );
    await expect(bubbles(ada).last()).not.toBeInViewport();

    await pill.click();
    await expect(bubbles(ada).last()).toContainText('And another');
    await expect(bubbles(ada).last()).toBeInViewport();
    await expect(pill).toHaveCount(0);
  });
});

const offsetOf = async (chat: Locator): Promise<number> => (await chat.boundingBox())?.y ?? 0;

test.describe('a status', () => {
  test('counts the people of a room, as their pages come and go', async ({
    page,
    stage,
    browser,
  }) => {
    await stage.open(
      page,
      `<rt-status room="count" token-endpoint="/token/ada"></rt-status>
       <rt-chat id="ada" room="count" token-endpoint="/token/ada"></rt-chat>
       <rt-chat id="ben" room="count" token-endpoint="/token/ben"></rt-chat>`,
    );
    const count = page.locator('rt-status');
    await expect(count).toContainText('2 people here');
    const elsewhere = await browser.newContext();
    const guest = await elsewhere.newPage();
    await stage.open(guest, '<rt-chat room="count" token-endpoint="/token"></rt-chat>');
    await expect(count).toContainText('3 people here');
    await elsewhere.close();
    await expect(count).toContainText('2 people here', { timeout: 15_000 });
    await page.evaluate(() => document.getElementById('ben')?.remove());
    await expect(count).toContainText('1 person here');
  });

  test('follows the element it is for', async ({ page, stage }) => {
    await stage.open(
      page,
      `<rt-status for="ada"></rt-status>
       <rt-chat id="ada" room="for" token-endpoint="/token/ada"></rt-chat>`,
    );
    const status = page.locator('rt-status');
    await expect(status).toContainText('Online');
    await page.evaluate(() => document.getElementById('ada')?.remove());
    await expect(status).toContainText('Not connected');
  });

  test('sums up the page’s connections', async ({ page, stage, consoleGuard }) => {
    consoleGuard.allow(/status of 401/);
    await stage.open(
      page,
      `<rt-status id="all"></rt-status>
       <rt-chat id="ada" room="sum" token-endpoint="/token/ada"></rt-chat>`,
    );
    const status = page.locator('#all');
    await expect(status).toContainText('Online');
    await page.evaluate(() => {
      const broken = document.createElement('rt-chat');
      broken.room = 'sum';
      broken.tokenEndpoint = '/token/fault/401';
      broken.id = 'broken';
      document.body.prepend(broken);
    });
    await expect(status).toContainText('Not available');
    await page.evaluate(() => document.getElementById('broken')?.remove());
    await expect(status).toContainText('Online');
  });

  test('shows a job’s progress and a service’s state as they change', async ({ page, demo }) => {
    await page.goto(demo.url);
    const job = page.locator('rt-status[kind="progress"]');
    const step = page.locator('rt-status[kind="text"]');
    const service = page.locator('rt-status[kind="badge"]');
    await job.scrollIntoViewIfNeeded();
    const bar = job.getByRole('progressbar', { name: 'Build' });
    const value = (): Promise<number> =>
      bar.evaluate((node) => (node as HTMLProgressElement).value);
    await expect(bar).toBeVisible();
    await expect(job).toContainText(/\d+\s?%/);
    const seen = await value();
    await expect.poll(value).not.toBe(seen);
    await expect(step).toContainText(/Step\s*(Fetching|Compiling|Testing|Packing|Done)/);
    await expect(service).toContainText(/API\s*(Operational|Degraded)/);
  });
});

test('a page has one WebSocket for each account, whatever it shows', async ({ page, demo }) => {
  const watch = await watchPage(page);
  const { ada } = await openDemo(page, demo.url);
  const job = page.locator('rt-status[kind="progress"]');
  await job.scrollIntoViewIfNeeded();
  await expect(job).toContainText('%');
  await expect(page.locator('rt-status[room]')).toContainText('2 people here');
  await write(ada, 'Over the same line');
  await allSent(ada);
  expect(await watch.openSockets()).toBe(2); // Ada’s and Ben’s
  expect(demo.broker.connections).toBe(2);
});
