import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import type { Demo } from '../../demo/server/start-demo.js';
import { stopwatch } from './build-pages.js';
import type { Times } from './marks.js';
import type { System } from './systems.js';

/** Bytes of scripts after gzip, by when they were asked for. */
export interface Weights {
  /** With the page. */
  load: number;
  /** While the pointer rested on the button. */
  hover: number;
  /** After the click. */
  click: number;
}

/** One call. */
export interface Measurement {
  readonly times: Times;
  readonly weights: Weights;
}

/** Calls once, in a fresh browser context, and hangs up. Throws where no picture comes in 20 s. */
export const measure = async (
  browser: Browser,
  demo: Demo,
  system: System,
): Promise<Measurement> => {
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  try {
    const page = await context.newPage();
    await page.addInitScript({ path: stopwatch });
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    const weights: Weights = { load: 0, hover: 0, click: 0 };
    let phase: keyof Weights = 'load';
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.endsWith('.js')) weights[phase] += gzipBytes(`.${pathname}`);
    });
    await page.goto(demo.url + system.page);
    const [x, y] = await middleOfButton(page);
    await page.waitForLoadState('networkidle');
    phase = 'hover';
    if (system.hovers) {
      await page.mouse.move(x, y);
      await settled(page);
    }
    phase = 'click';
    await page.mouse.click(x, y);
    const seen = page.waitForFunction(() => benchTimes.picture !== undefined, undefined, {
      timeout: 20_000,
      // Rarely: the page must not be kept busy with it.
      polling: 100,
    });
    // What is thrown below says more.
    await seen.catch(() => undefined);
    const times = await page.evaluate(() => benchTimes);
    if (errors[0]) throw errors[0];
    if (times.picture === undefined) {
      throw new Error(`${system.name}: no picture in 20 s; it came to ${JSON.stringify(times)}.`);
    }
    return { times, weights };
  } finally {
    demo.gateway.hangUp();
    await context.close();
  }
};

/** Lets what the pointer has called for arrive and be run. */
const settled = async (page: Page): Promise<void> => {
  let count = -1;
  for (;;) {
    // Code that has arrived may ask for more.
    await page.waitForTimeout(300);
    const now = await page.evaluate(() => performance.getEntriesByType('resource').length);
    if (now === count) break;
    count = now;
  }
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
};

/** Of the page's one button, once it is there: the element has to be loaded first. */
const middleOfButton = async (page: Page): Promise<[x: number, y: number]> => {
  const box = await page.getByRole('button').boundingBox();
  if (!box) throw new Error('The page has no button to click.');
  return [box.x + box.width / 2, box.y + box.height / 2];
};

const gzipBytes = (file: string): number => gzipSync(readFileSync(file), { level: 9 }).length;
