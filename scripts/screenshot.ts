/** `npm run docs`: takes the picture of the README from the demo, as it is. */
import { chromium as playwright, type Page } from '@playwright/test';
import { startDemo } from '../demo/server/start-demo.js';
import { chromium, chromiumArgs } from './browsers.mjs';

const lines: [who: 'ada' | 'ben', text: string][] = [
  ['ada', 'The new release is building.'],
  ['ada', 'Have a look: https://example.com/releases'],
  ['ben', 'On it. The progress bar below moves already.'],
  ['ada', 'Good. I stop the broker next, and go on typing.'],
  ['ben', 'Go ahead. What we write waits for it, and arrives once and in order.'],
];

const say = async (page: Page, who: string, text: string): Promise<void> => {
  const input = page.locator(`#${who} textarea`);
  await input.fill(text);
  await input.press('Enter');
  for (const reader of ['ada', 'ben']) {
    await page.locator(`#${reader} [part~="bubble"]`, { hasText: text }).waitFor();
  }
};

const executablePath = chromium();
if (!executablePath) throw new Error('There is no Chromium: run node scripts/setup.mjs.');
const demo = await startDemo({ port: 0 });
const browser = await playwright.launch({ executablePath, args: chromiumArgs });
try {
  const page = await browser.newPage({ viewport: { width: 1120, height: 900 } });
  await page.goto(demo.url);
  await page.locator('rt-status[kind="progress"]').scrollIntoViewIfNeeded();
  for (const [who, text] of lines) await say(page, who, text);
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
  // From the room's title to the statuses: what the tags bring, without the demo around it.
  const section = await page.locator('section[aria-labelledby="chat"]').boundingBox();
  const statuses = await page.locator('section[aria-labelledby="status"]').boundingBox();
  if (!section || !statuses) throw new Error('The demo page has no such sections.');
  const offset = await page.evaluate(() => scrollY);
  await page.screenshot({
    path: 'demo/screenshot.png',
    fullPage: true,
    clip: {
      x: 0,
      y: section.y + offset - 32,
      width: 1120,
      height: statuses.y + statuses.height - section.y + 48,
    },
  });
} finally {
  await browser.close();
  await demo.close();
}
