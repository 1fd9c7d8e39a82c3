import type { BrowserContext, Locator, Page } from '@playwright/test';
import type { RtChat } from '../../src/index.js';
import { bubbles, expect } from './fixtures.js';
import { still, violations } from './helpers/axe.js';
import { field, online, write } from './helpers/chat.js';
import { watchPage } from './helpers/page-watch.js';
import { painted, shifts } from './helpers/shifts.js';
import type { Stage } from './helpers/stage.js';
import { test } from './helpers/test.js';

const tag = (user: string, attributes = ''): string =>
  `<rt-chat id="chat" room="people" token-endpoint="/token/${user}" ${attributes}></rt-chat>`;

const here = (chat: Locator): Locator => chat.locator('[part="people"]');
const typing = (chat: Locator): Locator => chat.locator('[part="typing"]');
const receipt = (chat: Locator): Locator => chat.locator('[part="receipt"]');

/** Opens a chat on a page of its own. */
const enter = async (page: Page, stage: Stage, user: string, attributes = ''): Promise<Locator> => {
  await stage.open(page, tag(user, attributes));
  const chat = page.locator('#chat');
  if (attributes.includes('read-only')) await expect(chat).toBeVisible();
  else await online(chat);
  return chat;
};

const another = async (
  context: BrowserContext,
  stage: Stage,
  user: string,
): Promise<{ page: Page; chat: Locator }> => {
  const page = await context.newPage();
  return { page, chat: await enter(page, stage, user) };
};

/** Notes every text that says who is here, from now on; `''` where nobody is. */
const record = (chat: Locator): Promise<void> =>
  chat.evaluate((element: RtChat) => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const root = element.shadowRoot;
    if (!root) return;
    const look = (): void => {
      const text = root.querySelector('[part="people"]')?.textContent?.replace(/\s+/g, ' ').trim();
      if (seen.at(-1) !== (text ?? '')) seen.push(text ?? '');
    };
    look();
    new MutationObserver(look).observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
const recorded = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { seen: string[] }).seen);

// Each test knows who is in the room, so nobody may be left of the test before it.
test.beforeEach(async ({ demo }) => {
  await expect.poll(() => demo.broker.connections).toBe(0);
  await demo.broker.stop();
  await demo.broker.start();
});

test('two people see each other, and one that reloads does not leave', async ({
  page,
  context,
  stage,
}) => {
  const ada = await enter(page, stage, 'ada');
  const ben = await another(context, stage, 'ben');
  await expect(here(ada)).toHaveText(/1 other:\s+Ben is here/);
  await expect(here(ben.chat)).toContainText('Ada is here');
  await record(ada);
  await ben.page.reload();
  await online(ben.chat);
  await expect(here(ben.chat)).toContainText('Ada is here');
  // The will of the page that has gone comes 10 s later.
  await page.waitForTimeout(11_000);
  expect(await recorded(page)).toEqual(['1 other: Ben is here']);
  expect(await ada.evaluate((one: RtChat) => one.people)).toEqual([{ user: 'ben', name: 'Ben' }]);
});

test('who closes the page is gone after the will’s delay', async ({ page, context, stage }) => {
  const ada = await enter(page, stage, 'ada');
  const ben = await another(context, stage, 'ben');
  await expect(here(ada)).toContainText('Ben is here');
  await ben.page.close();
  await page.waitForTimeout(1_000);
  await expect(here(ada)).toContainText('Ben is here');
  await expect(here(ada)).toHaveCount(0, { timeout: 15_000 });
});

test('one who types is shown, until they stop, send, or leave it', async ({
  page,
  context,
  stage,
}) => {
  const ada = await enter(page, stage, 'ada');
  const ben = await another(context, stage, 'ben');
  await expect(here(ben.chat)).toContainText('Ada is here');
  await expect(here(ada)).toContainText('Ben is here');
  // Who comes is given a moment to learn how many there are.
  await ada.page().waitForTimeout(1_500);
  await field(ben.chat).pressSequentially('Hel');
  await expect(typing(ada)).toHaveText('Ben is typing…');
  await expect(typing(ben.chat)).toHaveCount(0);
  await field(ben.chat).fill('');
  await expect(typing(ada)).toHaveCount(0, { timeout: 3_000 });
  await page.waitForTimeout(2_000);
  await field(ben.chat).pressSequentially('Hello');
  await expect(typing(ada)).toHaveText('Ben is typing…');
  await field(ben.chat).press('Enter');
  await expect(bubbles(ada)).toHaveCount(1);
  await expect(typing(ada)).toHaveCount(0);
  await page.waitForTimeout(2_000);
  await field(ben.chat).pressSequentially('And');
  await expect(typing(ada)).toHaveText('Ben is typing…');
  await expect(typing(ada)).toHaveCount(0, { timeout: 8_000 });
});

test('what was read is told once, by one who has it in view, and across their tabs', async ({
  page,
  context,
  stage,
}) => {
  const ada = await enter(page, stage, 'ada');
  const ben = await another(context, stage, 'ben');
  await expect(here(ada)).toContainText('Ben is here');
  await expect(here(ben.chat)).toContainText('Ada is here');
  await ben.page.evaluate(() => {
    const above = document.createElement('div');
    above.id = 'above';
    above.append(...Array.from({ length: 200 }, () => document.createElement('hr')));
    document.body.prepend(above);
    scrollTo(0, 0);
  });
  await write(ada, 'Do you read me?');
  await expect(bubbles(ben.chat)).toHaveCount(1);
  await page.waitForTimeout(4_000);
  await expect(receipt(ada)).toHaveCount(0);
  await ben.page.evaluate(() => document.getElementById('above')?.remove());
  await expect(receipt(ada)).toHaveText('Read by Ben');
  await expect(ada.getByRole('img', { name: 'Sent' })).toHaveCount(1);

  const second = await another(context, stage, 'ben');
  await write(ada, 'And now?');
  await expect(bubbles(second.chat)).toHaveCount(1);
  const read = ada
    .locator('[part~="message"]', { hasText: 'And now?' })
    .locator('[part="receipt"]');
  await expect(read).toHaveText('Read by Ben');
  await ben.page.close();
  await second.page.close();
  // What a tab that came later has put there holds what the first had read.
  const again = await another(context, stage, 'ben');
  await write(ada, 'Once more');
  await expect(bubbles(again.chat)).toHaveCount(1);
  await expect(receipt(ada)).toHaveText('Read by Ben');
  await expect(ada.getByText('1 other')).toHaveCount(1);
});

test('one who only reads sees who is here, and is not seen', async ({ page, context, stage }) => {
  const ada = await enter(page, stage, 'ada');
  const second = await context.newPage();
  const cyd = await enter(second, stage, 'cyd', 'read-only');
  await expect(here(cyd)).toContainText('Ada is here');
  await write(ada, 'Is anybody here?');
  await expect(bubbles(cyd)).toHaveCount(1);
  await page.waitForTimeout(3_000);
  await expect(here(ada)).toHaveCount(0);
  await expect(receipt(ada)).toHaveCount(0);
});

test('a token for messages alone: nothing is shown, nobody told, and no other token asked for', async ({
  page,
  context,
  realDemo,
  realStage,
}) => {
  const { broker, line } = realDemo;
  const topics = ['chat/people/messages'];
  let made = 0;
  const route = realStage.route(async () => {
    const [username, password] = [`plain-${(made += 1)}`, 'secret'];
    await broker.createUser({ username, password, publish: topics, subscribe: topics });
    const expiresAt = Date.now() + 900_000;
    return Response.json({
      provider: 'mqtt',
      url: line.url,
      mqtt: { username, password },
      expiresAt,
    });
  });
  const plain = `<rt-chat id="chat" room="people" token-endpoint="${route.path}"></rt-chat>`;
  const watch = await watchPage(page);
  await realStage.open(page, plain);
  const one = page.locator('#chat');
  await online(one);
  const second = await context.newPage();
  await realStage.open(second, plain);
  const two = second.locator('#chat');
  await online(two);
  await write(one, 'Hello');
  await expect(bubbles(two)).toHaveCount(1);
  await field(two).pressSequentially('Hel');
  await page.waitForTimeout(3_000);
  for (const part of ['people', 'typing', 'receipt']) {
    await expect(one.locator(`[part="${part}"]`)).toHaveCount(0);
  }
  await expect(one.getByRole('img', { name: 'Sent' })).toHaveCount(1);
  expect(await watch.errors()).toEqual([]);
  expect(route.asked()).toBe(2);
});

for (const [name, setup] of Object.entries({
  light: {},
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
} as const)) {
  test(`axe finds nothing wrong, ${name}`, async ({ page, context, stage }) => {
    await page.emulateMedia(setup);
    await stage.open(page, `<main><h1>A room</h1>${tag('ada')}</main>`);
    const ada = page.locator('#chat');
    await online(ada);
    const ben = await another(context, stage, 'ben');
    await expect(here(ada)).toContainText('Ben is here');
    await expect(here(ben.chat)).toContainText('Ada is here');
    await write(ada, 'Hello');
    await expect(receipt(ada)).toHaveText('Read by Ben');
    await field(ben.chat).pressSequentially('Hel');
    await expect(typing(ada)).toBeVisible();
    await page.bringToFront();
    await still(page);
    expect(await violations(page)).toEqual([]);
  });
}

for (const direction of ['ltr', 'rtl'] as const) {
  test(`everything fits into 320 px, ${direction}, and nothing moves`, async ({
    page,
    context,
    stage,
    browserName,
  }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    const ada = await enter(page, stage, 'ada', `dir="${direction}"`);
    await page.evaluate(() => {
      const shifts: PerformanceEntry[] = [];
      Object.assign(window, { shifts });
      if (!PerformanceObserver.supportedEntryTypes.includes('layout-shift')) return;
      const observer = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
      observer.observe({ type: 'layout-shift' });
    });
    const places = (): Promise<number[]> =>
      bubbles(ada).evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    await write(
      ada,
      'Alone',
      'A message with so many words that they need more than one line of it.',
    );
    await expect(ada.getByRole('img', { name: 'Sent' })).toHaveCount(2);
    const alone = await places();
    const ben = await another(context, stage, 'ben');
    await expect(here(ada)).toContainText('Ben is here');
    await expect(here(ben.chat)).toContainText('Ada is here');
    expect(await places()).toEqual(alone);
    await write(ada, 'Hello');
    await expect(ada.getByRole('img', { name: 'Sent' })).toHaveCount(3);
    const together = await places();
    await expect(receipt(ada)).toHaveText('Read by Ben');
    await field(ben.chat).pressSequentially('Hel');
    await expect(typing(ada)).toBeVisible();
    expect(await places()).toEqual(together);
    for (const part of [here(ada), typing(ada), receipt(ada)]) {
      const box = await part.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(320);
    }
    const [mark, words] = [await typing(ada).boundingBox(), await receipt(ada).boundingBox()];
    expect((mark?.x ?? 0) < (words?.x ?? 0)).toBe(direction === 'ltr');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    if (browserName !== 'chromium') return; // Firefox has no layout-shift entries
    // A message moves those above it, which scroll; nothing else does.
    const moves = await page.evaluate(() =>
      (window as unknown as { shifts: { sources: { node: Element | null }[] }[] }).shifts.flatMap(
        ({ sources }) => sources.map(({ node }) => node?.localName),
      ),
    );
    expect(moves).toEqual([]);
  });
}

test('the line of names changes without a move, when some of them go', async ({
  page,
  context,
  stage,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'Firefox has no layout-shift entries');
  const ada = await enter(page, stage, 'ada');
  const ben = await another(context, stage, 'ben');
  await expect(here(ada)).toContainText('Ben is here');
  await another(context, stage, 'cyd');
  await expect(here(ada)).toContainText('Ben and Cyd are here');
  // What is not shown is not measured.
  await page.bringToFront();
  await ben.page.close({ runBeforeUnload: true });
  await expect(here(ada)).toContainText('Cyd is here');
  await painted(page);
  expect(await shifts(page)).toEqual([]);
});

test('the keyboard goes through the chat as if nobody were there', async ({
  page,
  context,
  stage,
}) => {
  const ada = await enter(page, stage, 'ada');
  const ben = await another(context, stage, 'ben');
  await expect(here(ada)).toContainText('Ben is here');
  await page.bringToFront();
  await field(ada).focus();
  await field(ben.chat).pressSequentially('Hel');
  await page.keyboard.type('I write on');
  await expect(field(ada)).toBeFocused();
  await expect(field(ada)).toHaveValue('I write on');
  await page.keyboard.press('Shift+Tab');
  await expect(ada.getByRole('log')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(field(ada)).toBeFocused();
});
