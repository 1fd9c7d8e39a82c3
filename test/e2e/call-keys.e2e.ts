import type { Page } from '@playwright/test';
import type { RtCall } from '../../src/index.js';
import { hangUp, openCall, place, trigger } from './helpers/call.js';
import { expect } from './fixtures.js';
import { test } from './helpers/test.js';

declare global {
  /** How many pairs of keys the page has made. */
  var keysMade: number;
}

/** Counts what the SDK makes at the start of each client, and only then. */
const countKeys = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    globalThis.keysMade = 0;
    const { subtle }: { subtle?: SubtleCrypto } = crypto;
    // Firefox runs this on the empty page before, too, which has none.
    if (!subtle) return;
    const make = subtle.generateKey.bind(subtle) as (...args: unknown[]) => Promise<CryptoKey>;
    subtle.generateKey = async (...args: unknown[]): Promise<never> => {
      const keys = await make(...args);
      globalThis.keysMade += 1;
      return keys as never;
    };
  });
};

const keysMade = (page: Page): Promise<number> => page.evaluate(() => globalThis.keysMade);

test('a call uses the keys that were made while the pointer was on its button', async ({
  page,
  stage,
}) => {
  await countKeys(page);
  const call = await openCall(page, stage, { destination: '/public/echo', 'no-video': '' });
  expect(await keysMade(page)).toBe(0);
  await trigger(call).hover();
  await expect.poll(() => keysMade(page)).toBe(1);
  await place(call);
  expect(await keysMade(page)).toBe(1);
  await hangUp(call);
});

test('a call that nobody pointed at before makes its keys once', async ({ page, stage }) => {
  await countKeys(page);
  const call = await openCall(page, stage, { destination: '/public/echo', 'no-video': '' });
  await call.evaluate((element: RtCall) => element.dial());
  expect(await keysMade(page)).toBe(1);
  await hangUp(call);
});
