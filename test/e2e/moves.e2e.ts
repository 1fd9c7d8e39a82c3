import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures.js';
import { allSent, banner, field, online, showsAll, texts, write } from './helpers/chat.js';
import { watchPage } from './helpers/page-watch.js';
import type { Stage } from './helpers/stage.js';
import { test } from './helpers/test.js';

const tag = (user: string, room: string, route = `/token/${user}`): string =>
  `<rt-chat id="${user}" room="${room}" token-endpoint="${route}"></rt-chat>`;

/** A chat and a place to move it to, live. */
const openOne = async (page: Page, stage: Stage, room: string): Promise<Locator> => {
  await stage.open(page, `<div id="here">${tag('ada', room)}</div><div id="there"></div>`);
  const ada = page.locator('#ada');
  await online(ada);
  return ada;
};

/** A token route that answers when it is told to. */
const heldRoute = (stage: Stage): ReturnType<Stage['route']> & { release: () => void } => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const route = stage.route(async (request) => {
    await held;
    return stage.demo(request, '/token/ada');
  });
  return { ...route, release };
};

const move = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const [chat, there] = ['ada', 'there'].map((id) => document.getElementById(id));
    if (chat) there?.append(chat);
  });

// Each test counts connections, so none may be left of the test before it.
test.beforeEach(async ({ demo }) => {
  await expect.poll(() => demo.broker.connections).toBe(0);
});

test.describe('an element that is moved in the page', () => {
  test('keeps its connection, its messages and what is being written', async ({ page, stage }) => {
    const watch = await watchPage(page);
    const ada = await openOne(page, stage, 'move');
    await write(ada, 'Before the move');
    await allSent(ada);
    await field(ada).fill('Half a sen');
    await move(page);
    await expect(page.locator('#there rt-chat')).toBeVisible();
    await expect(field(ada)).toHaveValue('Half a sen');
    await showsAll(ada, ['Before the move']);
    await field(ada).fill('Half a sentence');
    await field(ada).press('Enter');
    await showsAll(ada, ['Before the move', 'Half a sentence']);
    await allSent(ada);
    expect(await watch.states('ada')).toEqual(['connecting', 'online']);
    expect(await watch.sockets()).toBe(1);
    expect(await watch.openSockets()).toBe(1);
  });

  test('while it connects, connects once', async ({ page, stage, demo }) => {
    const watch = await watchPage(page);
    const { path, asked, release } = heldRoute(stage);
    await stage.open(
      page,
      `<div id="here">${tag('ada', 'early-move', path)}</div><div id="there"></div>`,
    );
    await expect.poll(asked).toBe(1);
    await move(page);
    release();
    const ada = page.locator('#there rt-chat');
    await online(ada);
    await write(ada, 'Arrived');
    await allSent(ada);
    expect(await watch.sockets()).toBe(1);
    expect(asked()).toBe(1);
    expect(demo.broker.connections).toBe(1);
  });
});

test.describe('an element that is taken out', () => {
  test('closes its connection', async ({ page, stage, demo }) => {
    const watch = await watchPage(page);
    await openOne(page, stage, 'out');
    await page.evaluate(() => document.getElementById('ada')?.remove());
    await expect.poll(() => watch.openSockets()).toBe(0);
    await expect.poll(() => demo.broker.connections).toBe(0);
    expect(await watch.sockets()).toBe(1);
  });

  test('while its token is awaited, opens none', async ({ page, stage, demo }) => {
    const watch = await watchPage(page);
    const { path, asked, release } = heldRoute(stage);
    await stage.open(page, tag('ada', 'gone-early', path));
    await expect.poll(asked).toBe(1);
    await page.evaluate(() => document.getElementById('ada')?.remove());
    release();
    // Long enough for the answer to arrive and a socket to open, were anybody still waiting.
    await page.evaluate(async () => {
      await fetch('/demo/broker');
      await new Promise((done) => setTimeout(done, 300));
    });
    expect(await watch.sockets()).toBe(0);
    expect(demo.broker.connections).toBe(0);
    expect(await watch.errors()).toEqual([]);
  });

  test('while its socket opens, leaves none', async ({ page, stage, demo }) => {
    const watch = await watchPage(page);
    await page.addInitScript(() => {
      rtWatch.opening.addEventListener('socket', () => document.getElementById('ada')?.remove());
    });
    await stage.open(page, tag('ada', 'gone-late'));
    await expect.poll(() => watch.sockets()).toBe(1);
    await expect.poll(() => watch.openSockets()).toBe(0);
    await expect.poll(() => demo.broker.connections).toBe(0);
    expect(await watch.errors()).toEqual([]);
    // The guard of the console sees to it that nothing was said.
  });

  test('and put back works again, with what was being written', async ({ page, stage, demo }) => {
    const ada = await openOne(page, stage, 'back');
    await field(ada).fill('I will be back');
    await page.evaluate(() => {
      const chat = document.getElementById('ada');
      chat?.remove();
      Object.assign(globalThis, { kept: chat });
    });
    await expect.poll(() => demo.broker.connections).toBe(0);
    await page.evaluate(() => {
      const { kept } = globalThis as { kept?: HTMLElement };
      if (kept) document.getElementById('there')?.append(kept);
    });
    await online(ada);
    await expect(field(ada)).toHaveValue('I will be back');
    await field(ada).press('Enter');
    await showsAll(ada, ['I will be back']);
    await allSent(ada);
    expect(demo.broker.connections).toBe(1);
  });
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
  const ada = await openOne(page, stage, 'first');
  await page.evaluate(() => {
    const later = document.createElement('rt-chat');
    Object.assign(later, { id: 'later', room: 'second', tokenEndpoint: '/token/ada' });
    document.getElementById('there')?.append(later);
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
  const ada = await openOne(page, stage, 'old');
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

test('a page that one comes back to works on', async ({ page, stage, browser }) => {
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await stage.open(other, tag('ben', 'history'));
  const ben = other.locator('#ben');
  const ada = await openOne(page, stage, 'history');
  await online(ben);
  await write(ada, 'Before I left');
  await showsAll(ben, ['Before I left']);
  await page.goto(`${stage.url}/script-tag`);
  await write(ben, 'While you were away');
  await page.goBack();
  await online(ada);
  await write(ada, 'Here again');
  await write(ben, 'Good');
  await expect.poll(() => texts(ada)).toEqual(expect.arrayContaining(['Here again', 'Good']));
  await showsAll(ben, ['Before I left', 'Here again'], ['While you were away', 'Good']);
  await elsewhere.close();
});

test('a page that was hidden works on', async ({ page, stage }) => {
  const watch = await watchPage(page);
  const ada = await openOne(page, stage, 'hidden');
  for (const state of ['hidden', 'visible']) {
    await page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  }
  await write(ada, 'Was I away?');
  await allSent(ada);
  await expect(banner(ada)).toHaveText('');
  expect(await watch.states('ada')).toEqual(['connecting', 'online']);
});
