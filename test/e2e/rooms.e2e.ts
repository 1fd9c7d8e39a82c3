import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures.js';
import { allSent, chatTag, online, showsAll, texts, write } from './helpers/chat.js';
import { watchPage } from './helpers/page-watch.js';
import type { Stage } from './helpers/stage.js';
import { test } from './helpers/test.js';

const openAda = async (page: Page, stage: Stage, room: string): Promise<Locator> => {
  await stage.open(page, chatTag('ada', room));
  const ada = page.locator('#ada');
  await online(ada);
  return ada;
};

// Each test counts connections, so none may be left of the test before it.
test.beforeEach(async ({ demo }) => {
  await expect.poll(() => demo.broker.connections).toBe(0);
});

test('two rooms of one account share a connection and stay apart', async ({
  page,
  stage,
  demo,
}) => {
  const watch = await watchPage(page);
  await stage.open(
    page,
    `<rt-chat id="one" room="one" token-endpoint="/token/ada"></rt-chat>
     <rt-chat id="two" room="two" token-endpoint="/token/ada"></rt-chat>
     <rt-chat id="ben" room="two" token-endpoint="/token/ben"></rt-chat>`,
  );
  const [one, two, ben] = ['#one', '#two', '#ben'].map((id) => page.locator(id)) as [
    Locator,
    Locator,
    Locator,
  ];
  await online(one, two, ben);
  await write(one, 'In the first');
  await write(two, 'In the second');
  await showsAll(ben, ['In the second']);
  await showsAll(one, ['In the first']);
  await showsAll(two, ['In the second']);
  await allSent(one);
  await allSent(two);
  expect(await watch.openSockets()).toBe(2); // Ada’s and Ben’s
  expect(demo.broker.connections).toBe(2);
  // The one that goes leaves the other its line.
  await page.evaluate(() => document.getElementById('one')?.remove());
  await write(ben, 'Still there?');
  await showsAll(two, ['In the second'], ['Still there?']);
  expect(demo.broker.connections).toBe(2);
});

test('an element of another room added later joins the line that is there', async ({
  page,
  stage,
}) => {
  const watch = await watchPage(page);
  const ada = await openAda(page, stage, 'first');
  await page.evaluate(() => {
    const later = document.createElement('rt-chat');
    Object.assign(later, { id: 'later', room: 'second', tokenEndpoint: '/token/ada' });
    document.body.append(later);
  });
  const later = page.locator('#later');
  await online(later);
  await write(later, 'Me too');
  await allSent(later);
  await write(ada, 'And I');
  await allSent(ada);
  expect(await texts(ada)).toEqual(['And I']);
  await expect.poll(() => watch.openSockets()).toBe(1);
  expect(await watch.errors()).toEqual([]);
});

test('another room while it is live: the old one is left, the new one works', async ({
  page,
  context,
  stage,
}) => {
  const second = await context.newPage();
  await stage.open(
    second,
    `<rt-chat id="left" room="old" token-endpoint="/token/ben"></rt-chat>
     <rt-chat id="right" room="new" token-endpoint="/token/ben"></rt-chat>`,
  );
  const [left, right] = [second.locator('#left'), second.locator('#right')];
  const watch = await watchPage(page);
  const ada = await openAda(page, stage, 'old');
  await online(left, right);
  await write(ada, 'In the old room');
  await showsAll(left, ['In the old room']);
  await allSent(ada);

  await page.evaluate(() => document.getElementById('ada')?.setAttribute('room', 'new'));
  await expect.poll(() => texts(ada)).toEqual([]);
  await online(ada);
  await write(ada, 'In the new room');
  await allSent(ada);
  await showsAll(right, ['In the new room']);
  await write(left, 'Are you still here?');
  await write(right, 'Welcome');
  await showsAll(ada, ['In the new room'], ['Welcome']);
  expect(await texts(left)).toEqual(['In the old room', 'Are you still here?']);
  expect(await watch.errors()).toEqual([]);
  await expect.poll(() => watch.openSockets()).toBe(1);
});
