/** `npm run docs`: takes the picture of the README from the demo, as it is. */
import { chromium as playwright, type Page } from '@playwright/test';
import { startDemo } from '../demo/server/start-demo.js';
import { chromium, chromiumArgs } from './browsers.mjs';

const lines: [who: 'ada' | 'ben', text: string][] = [
  ['ada', 'The new release is building.'],
  ['ada', 'Have a look: https://example.com/releases'],
  ['ben', 'On it. See you in the call in five minutes.'],
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
const fakes = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
const browser = await playwright.launch({ executablePath, args: [...chromiumArgs, ...fakes] });
try {
  const page = await browser.newPage({ viewport: { width: 1120, height: 900 } });
  await page.addInitScript({ path: 'scripts/painted-camera.js' });
  await page.goto(demo.url);
  await page.locator('#echo').getByRole('button').click();
  await page.locator('#echo:state(connected)').waitFor();
  await page.locator('#ada').scrollIntoViewIfNeeded();
  for (const [who, text] of lines) await say(page, who, text);
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
  // From the call to the chats: what the tags bring, without the demo around it.
  const call = await page.locator('section[aria-labelledby="call"]').boundingBox();
  const chats = await page.locator('section[aria-labelledby="chat"]').boundingBox();
  if (!call || !chats) throw new Error('The demo page has no such sections.');
  const offset = await page.evaluate(() => scrollY);
  await page.screenshot({
    path: 'demo/screenshot.png',
    fullPage: true,
    clip: {
      x: 0,
      y: call.y + offset - 8,
      width: 1120,
      height: chats.y + chats.height - call.y,
    },
  });
} finally {
  await browser.close();
  await demo.close();
}
