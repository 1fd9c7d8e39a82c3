import { expect } from './fixtures.js';
import { allSent, chatTag, numbered, showsAll, write } from './helpers/chat.js';
import { openOther, openTabs } from './helpers/tabs.js';
import { test } from './helpers/test.js';

// Each test counts connections, so none may be left of the test before it.
test.beforeEach(async ({ demo }) => {
  await expect.poll(() => demo.broker.connections).toBe(0);
});

test('ten tabs of one account have one connection, and all hear and say everything once', async ({
  context,
  browser,
  stage,
  demo,
}) => {
  test.setTimeout(90_000);
  const tabs = await openTabs(context, stage, 10, chatTag('ada', 'ten'));
  expect(demo.broker.connections).toBe(1);
  const elsewhere = await browser.newContext();
  const ben = await openOther(elsewhere, stage, 'ten');
  expect(demo.broker.connections).toBe(2);
  const bens = numbered('Ben', 10);
  await write(ben, ...bens);
  const adas = tabs.map((_, i) => `Ada in tab ${i}`);
  for (const [i, { chat }] of tabs.entries()) await write(chat, adas[i] ?? '');
  for (const { chat } of tabs) {
    await showsAll(chat, bens, ...adas.map((one) => [one]));
    await allSent(chat);
  }
  await showsAll(ben, bens, ...adas.map((one) => [one]));
  expect(demo.broker.connections).toBe(2);
  await elsewhere.close();
});
