import type { Locator, Page } from '@playwright/test';
import type { RtChat, RtStatus } from '../../src/index.js';
import { bubbles } from './fixtures.js';
import { expect, test } from './helpers/around.js';
import { html, loader } from './helpers/markup.js';
import type { Site } from './helpers/site.js';

test.beforeEach(({ consoleGuard }) => {
  // What browsers say of a line that is cut on purpose.
  consoleGuard.allow(/WebSocket connection to/, /connection to .*ws:/);
});

const chat = (id: string, route = id): string =>
  `<rt-chat id="${id}" loading="eager" token-endpoint="/token/${route}" room="lobby"></rt-chat>`;

const inState = (element: Locator, state: string): Promise<void> =>
  expect.poll(() => element.evaluate((one: RtChat | RtStatus) => one.connectionState)).toBe(state);

const open = async (page: Page, site: Site, ...tags: string[]): Promise<void> => {
  const around = [
    '<a id="before" href="#">Before</a>',
    ...tags,
    '<a id="after" href="#">After</a>',
  ];
  await page.goto(site.page('/', html(around.join(''), loader)));
};

/** What has the focus: its part inside an element of ours, else its id. */
const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.getAttribute('part') ?? active?.id ?? null;
  });

/** Presses Tab until something has the focus; returns all that had it on the way. */
const tabTo = async (page: Page, goal: string): Promise<(string | null)[]> => {
  const stops: (string | null)[] = [];
  while (stops.at(-1) !== goal && stops.length < 30) {
    await page.keyboard.press('Tab');
    stops.push(await focused(page));
  }
  return stops;
};

const say = (element: Locator, ...texts: string[]): Promise<void> =>
  element.evaluate(async (one: RtChat, all) => {
    for (const text of all) await one.send(text);
  }, texts);

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `Message ${index + 1}`);

/** Notes what an element's polite regions say, from now on. */
const listen = async (element: Locator): Promise<() => Promise<string[]>> => {
  const heard = await element.evaluateHandle((one) => {
    const all: string[] = [];
    const regions = one.shadowRoot?.querySelectorAll('[aria-live="polite"], [role="status"]') ?? [];
    for (const region of regions) {
      const note = (): void => {
        const text = (region.textContent ?? '').replace(/\s+/g, ' ').trim();
        if (text !== '' && text !== all.at(-1)) all.push(text);
      };
      new MutationObserver(note).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    }
    return all;
  });
  return () => heard.jsonValue();
};

test('Tab goes through a chat from its log to its button, and out again', async ({
  page,
  site,
}) => {
  await open(page, site, chat('ada'));
  const ada = page.locator('#ada');
  await inState(ada, 'online');
  await say(ada, 'One www.example.com/1', 'Two www.example.com/2');
  await page.locator('#before').focus();
  expect(await tabTo(page, 'after')).toEqual(['log', 'link', 'link', 'input', 'send', 'after']);
  await page.keyboard.press('Shift+Tab');
  expect(await focused(page)).toBe('send');
});

test('each stop is seen to have the focus', async ({ page, site }) => {
  await open(page, site, chat('ada'), chat('mute', 'listener'));
  const mute = page.locator('#mute');
  await inState(mute, 'online');
  await inState(page.locator('#ada'), 'online');
  await say(page.locator('#ada'), 'www.example.com', ...numbered(30));
  await expect(bubbles(mute)).toHaveCount(31);
  await mute.getByRole('textbox').fill('I may not write');
  await mute.getByRole('textbox').press('Enter');
  await expect(mute.getByRole('button', { name: 'Send again' })).toBeVisible();
  await page
    .locator('#ada')
    .getByRole('log')
    .evaluate((log) => log.scrollTo(0, 0));
  await expect(page.locator('#ada [part="pill"]')).toBeVisible();
  await page.locator('#before').focus();
  const seen = new Set<string>();
  for (let stop: string | null = ''; stop !== 'after';) {
    await page.keyboard.press('Tab');
    stop = await focused(page);
    const visible = await page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      if (!active) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(active);
      const field = active.closest('.field');
      // The field around the text wears the ring.
      if (field) return getComputedStyle(field).boxShadow !== 'none';
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
    });
    seen.add(`${stop}: ${visible ? 'seen' : 'NOT SEEN'}`);
  }
  const stops = ['log', 'link', 'pill', 'input', 'send', 'resend', 'after'];
  expect([...seen].sort()).toEqual(stops.map((stop) => `${stop}: seen`).sort());
});

test('one writes, breaks a line and sends, and stays in the field', async ({ page, site }) => {
  await open(page, site, chat('ada'));
  const ada = page.locator('#ada');
  await inState(ada, 'online');
  await page.locator('#before').focus();
  await tabTo(page, 'input');
  await page.keyboard.type('First line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  await page.keyboard.press('Enter');
  await expect(bubbles(ada).locator('[part="text"]')).toHaveText('First line\nsecond line', {
    useInnerText: true,
  });
  expect(await focused(page)).toBe('input');
  await expect(page.getByRole('textbox')).toHaveValue('');
  await page.keyboard.type('By the button');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(bubbles(ada)).toHaveCount(2);
  expect(await focused(page)).toBe('send');
  // Nothing to send: the button says so, and keeps the focus.
  await page.keyboard.press('Enter');
  expect(await focused(page)).toBe('send');
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
  await expect(bubbles(ada)).toHaveCount(2);
});

test('one reads what is above, and comes back by the pill', async ({ page, site }) => {
  await open(page, site, chat('ada'), chat('ben'));
  const ada = page.locator('#ada');
  await inState(ada, 'online');
  await inState(page.locator('#ben'), 'online');
  await say(page.locator('#ben'), ...numbered(40));
  await expect(bubbles(ada)).toHaveCount(40);
  await page.locator('#before').focus();
  await tabTo(page, 'log');
  await page.keyboard.press('Home');
  await expect(ada.getByText('Message 1', { exact: true })).toBeInViewport();
  await say(page.locator('#ben'), 'One more');
  await expect(ada.getByRole('button', { name: '1 new message' })).toBeVisible();
  await tabTo(page, 'pill');
  await page.keyboard.press('Enter');
  await expect(ada.getByText('One more', { exact: true })).toBeInViewport();
  await expect(ada.locator('[part="pill"]')).toHaveCount(0);
  expect(await focused(page)).toBe('log');
  await page.keyboard.press('PageUp');
  await expect(ada.getByRole('button', { name: 'Go to the newest message' })).toBeVisible();
  await page.keyboard.press('End');
  await expect(ada.locator('[part="pill"]')).toHaveCount(0);
});

test('one sends a refused message again, and keeps the focus', async ({ page, site }) => {
  await open(page, site, chat('mute', 'listener'));
  const mute = page.locator('#mute');
  await inState(mute, 'online');
  const heard = await listen(mute);
  await page.locator('#before').focus();
  await tabTo(page, 'input');
  await page.keyboard.type('May I?');
  await page.keyboard.press('Enter');
  await expect(mute.getByRole('log').getByText('Not sent')).toBeVisible();
  await expect.poll(heard).toContain('Not sent');
  expect(await focused(page)).toBe('input');
  await page.locator('#before').focus();
  expect(await tabTo(page, 'resend')).toEqual(['log', 'resend']);
  await page.keyboard.press('Enter');
  expect(await focused(page)).toBe('log');
  await expect(mute.getByRole('button', { name: 'Send again' })).toBeVisible();
  expect(await focused(page)).toBe('log');
});

test('one tries again when the service is away, and keeps the focus', async ({ page, site }) => {
  await open(page, site, chat('ada'));
  const ada = page.locator('#ada');
  await inState(ada, 'online');
  const heard = await listen(ada);
  await site.broker.stop();
  await inState(ada, 'offline');
  await expect.poll(async () => (await heard()).join()).toMatch(/No connection\. Trying again/);
  await site.silence();
  await page.locator('#before').focus();
  await tabTo(page, 'retry');
  expect(await focused(page)).toBe('retry');
  await page.keyboard.press('Enter');
  await expect(ada.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  expect(await focused(page)).toBe('log');
  await site.restore();
  await inState(ada, 'online');
  expect(await focused(page)).toBe('log');
});

test('a button that goes away by itself leaves the focus in the chat', async ({ page, site }) => {
  await open(page, site, chat('ada'));
  const ada = page.locator('#ada');
  await inState(ada, 'online');
  await say(ada, ...numbered(30));
  await ada.getByRole('log').evaluate((log) => log.scrollTo(0, 0));
  await ada.locator('[part="pill"]').focus();
  await ada.getByRole('log').evaluate((log) => log.scrollTo(0, log.scrollHeight));
  await expect(ada.locator('[part="pill"]')).toHaveCount(0);
  expect(await focused(page)).toBe('log');
  await site.broker.stop();
  await inState(ada, 'offline');
  await ada.getByRole('button', { name: 'Try again' }).focus();
  await site.broker.start();
  await inState(ada, 'online');
  await expect(ada.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  expect(await focused(page)).toBe('log');
});

test('what others write is said, politely, one’s own is not', async ({ page, site }) => {
  await open(page, site, chat('ada'), chat('ben'));
  const [ada, ben] = [page.locator('#ada'), page.locator('#ben')];
  await inState(ada, 'online');
  await inState(ben, 'online');
  const heard = await listen(ada);
  await say(ada, 'From me');
  await say(ben, 'From the other side');
  await expect.poll(heard).toContain('Ben: From the other side');
  expect((await heard()).filter((text) => text.includes('From me'))).toEqual([]);
  await expect(ada.getByRole('log')).toHaveAttribute('aria-live', 'off');
});

test('a text that is too long is said to be so', async ({ page, site }) => {
  await open(page, site, chat('ada'));
  const ada = page.locator('#ada');
  await inState(ada, 'online');
  const heard = await listen(ada);
  await page.getByRole('textbox').fill('x'.repeat(20_000));
  await expect.poll(async () => (await heard()).join()).toMatch(/characters too many/);
  await expect(page.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
});

test('a status says what has changed, and stays out of the way of Tab', async ({ page, site }) => {
  await open(page, site, chat('ada'), '<rt-status id="status" loading="eager"></rt-status>');
  const status = page.locator('#status');
  await inState(status, 'online');
  await expect(status.getByRole('status')).toHaveText('Online');
  const heard = await listen(status);
  await site.silence();
  await expect.poll(heard).toContain('Reconnecting…');
  await site.restore();
  await page.locator('#after').focus();
  await page.keyboard.press('Shift+Tab');
  expect(await focused(page)).toBe('send');
});
