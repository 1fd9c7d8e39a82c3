import type { Locator, Page } from '@playwright/test';
import { startDemo } from '../../demo/server/start-demo.js';
import { expect } from './fixtures.js';
import {
  allSent,
  banner,
  field,
  numbered,
  online,
  showsAll,
  tryAgain,
  write,
} from './helpers/chat.js';
import { socketFailed } from './helpers/noise.js';
import { watchPage } from './helpers/page-watch.js';
import { Stage } from './helpers/stage.js';
import { test } from './helpers/test.js';

/** Tests with tokens that live for 5 s. */
const brief = test.extend<{ briefStage: Stage }>({
  // Playwright reads the names of the fixtures from this pattern; it needs none of them.
  // eslint-disable-next-line no-empty-pattern
  briefStage: async ({}, use) => {
    const demo = await startDemo({ tokenTtl: 5 });
    const stage = await Stage.start(demo.url);
    await use(stage);
    await stage.close();
    await demo.close();
  },
});

const openDemo = async (page: Page, url: string): Promise<[ada: Locator, ben: Locator]> => {
  await page.goto(url);
  return [page.locator('#ada'), page.locator('#ben')];
};

const saysDown = /Connection lost\. Reconnecting…|No connection\. Trying again…/;

test.beforeEach(({ demo, consoleGuard }) => {
  demo.forget(); // what another test has said in the same room would be shown as well
  consoleGuard.allow(...socketFailed);
});

// A test that fails in the middle must not leave the others without a broker.
test.afterEach(async ({ demo }) => {
  await demo.broker.start();
});

test.describe('when the demo’s broker is stopped', () => {
  test('both panels say so, and what is typed arrives once, in order, when it is back', async ({
    page,
    demo,
    browser,
  }) => {
    const chats = await openDemo(page, demo.url);
    const [ada, ben] = chats;
    const elsewhere = await browser.newContext();
    const guestPage = await elsewhere.newPage();
    await guestPage.goto(`${demo.url}/script-tag`);
    const guest = guestPage.locator('rt-chat');
    await online(ada, ben, guest);
    await write(ada, 'Ada before');
    await write(ben, 'Ben before');
    for (const chat of [...chats, guest]) await showsAll(chat, ['Ada before'], ['Ben before']);

    await page.getByRole('button', { name: 'Stop the broker' }).click();
    for (const chat of chats) await expect(banner(chat)).toContainText(saysDown);
    for (const id of ['ada', 'ben']) {
      await expect(page.locator(`rt-status[for="${id}"]`)).toContainText(/Reconnecting|Offline/);
    }
    const [adas, bens] = [numbered('Ada', 5), numbered('Ben', 5)];
    await write(ada, ...adas);
    await write(ben, ...bens);
    await expect(ada.getByRole('img', { name: 'Sending' })).toHaveCount(5);
    await expect(banner(ada)).toContainText('What you write is sent when the connection is back.');
    await showsAll(ada, ['Ada before', ...adas], ['Ben before']);
    await showsAll(guest, ['Ada before'], ['Ben before']);

    await page.getByRole('button', { name: 'Start the broker' }).click();
    const [allAda, allBen] = [
      ['Ada before', ...adas],
      ['Ben before', ...bens],
    ];
    for (const chat of [...chats, guest]) await showsAll(chat, allAda, allBen);
    await online(ada, ben, guest);
    await allSent(ada);
    await allSent(ben);
    // Whatever would come twice has come by the time that the last word is there.
    await write(ada, 'Ada after');
    await write(ben, 'Ben after');
    for (const chat of [...chats, guest]) {
      await showsAll(chat, [...allAda, 'Ada after'], [...allBen, 'Ben after']);
    }
    await expect(page.locator('rt-status[for="ada"]')).toContainText('Online');
    await elsewhere.close();
  });

  test('and started again three times in a row, nothing typed meanwhile is lost or comes twice', async ({
    page,
    demo,
    stage,
    context,
  }) => {
    test.setTimeout(90_000);
    const chat = (user: string): string =>
      `<rt-chat id="${user}" room="restarts" token-endpoint="/token/${user}"></rt-chat>`;
    const second = await context.newPage();
    await stage.open(page, chat('ada'));
    await stage.open(second, chat('ben'));
    const [ada, ben] = [page.locator('#ada'), second.locator('#ben')];
    await online(ada, ben);

    const [adas, bens] = [numbered('Ada', 30), numbered('Ben', 30)];
    let typed = 0;
    const type = async (own: Locator, messages: string[]): Promise<void> => {
      for (const message of messages) {
        await write(own, message);
        typed += 1;
        // Slow enough that messages fall before, into and after each outage.
        await page.waitForTimeout(100);
      }
    };
    const restart = async (): Promise<void> => {
      for (const after of [12, 28, 44]) {
        await expect.poll(() => typed, { timeout: 20_000 }).toBeGreaterThanOrEqual(after);
        await demo.broker.stop();
        await expect.poll(() => typed).toBeGreaterThanOrEqual(after + 8);
        await demo.broker.start();
      }
    };
    await Promise.all([type(ada, adas), type(ben, bens), restart()]);

    for (const one of [ada, ben]) await showsAll(one, adas, bens);
    await allSent(ada);
    await allSent(ben);
    await write(ada, 'Ada after');
    await write(ben, 'Ben after');
    for (const one of [ada, ben]) {
      await showsAll(one, [...adas, 'Ada after'], [...bens, 'Ben after']);
    }
  });

  test('before the page opens, it says so, keeps what is typed, and sends it later', async ({
    page,
    demo,
    stage,
  }) => {
    await demo.broker.stop();
    const watch = await watchPage(page);
    await stage.open(
      page,
      `<rt-status for="ada"></rt-status>
       <rt-chat id="ada" room="late" token-endpoint="/token/ada"></rt-chat>
       <rt-chat id="ben" room="late" token-endpoint="/token/ben"></rt-chat>`,
    );
    const [ada, ben] = [page.locator('#ada'), page.locator('#ben')];
    await expect(banner(ada)).toContainText('No connection. Trying again…');
    await expect(tryAgain(ada)).toBeVisible();
    await expect(page.locator('rt-status')).toContainText('Offline');
    await write(ada, 'Into the dark', 'And again');
    await field(ada).fill('Not finished');
    // Several tries later it still says it once.
    await expect.poll(() => watch.sockets(), { timeout: 15_000 }).toBeGreaterThan(6);
    expect((await watch.errors()).sort()).toEqual(
      // One for each element.
      ['connection/unreachable', 'connection/unreachable'],
    );

    await demo.broker.start();
    await tryAgain(ada).click();
    await online(ada, ben);
    await expect(field(ada)).toHaveValue('Not finished');
    await allSent(ada);
    await field(ada).press('Enter');
    // Ben’s panel was there all the time, whichever of the two was connected first.
    for (const chat of [ada, ben]) {
      await showsAll(chat, ['Into the dark', 'And again', 'Not finished']);
    }
  });
});

brief(
  'a token that lives 5 s is renewed without a lost message or a word about it',
  async ({ page, context, briefStage }) => {
    brief.setTimeout(60_000);
    const second = await context.newPage();
    const pages = [
      { id: 'ada', page, watch: await watchPage(page) },
      { id: 'ben', page: second, watch: await watchPage(second) },
    ];
    for (const one of pages) {
      await briefStage.open(
        one.page,
        `<rt-chat id="${one.id}" room="brief" token-endpoint="/token/${one.id}"></rt-chat>`,
      );
    }
    const [ada, ben] = [page.locator('#ada'), second.locator('#ben')];
    await online(ada, ben);
    const end = Date.now() + 30_000; // six lives of a token
    const type = async (chat: Locator, writer: string): Promise<string[]> => {
      const typed: string[] = [];
      while (Date.now() < end) {
        const message = `${writer} says ${typed.length + 1}`;
        await write(chat, message);
        typed.push(message);
        await page.waitForTimeout(500);
      }
      return typed;
    };
    const [adas, bens] = await Promise.all([type(ada, 'Ada'), type(ben, 'Ben')]);
    for (const chat of [ada, ben]) await showsAll(chat, adas, bens);
    await allSent(ada);
    await allSent(ben);
    for (const { id, watch } of pages) {
      expect(await watch.states(id)).toEqual(['connecting', 'online']);
      expect(await watch.errors()).toEqual([]);
      expect(await watch.sockets()).toBeGreaterThanOrEqual(6);
      await expect.poll(() => watch.openSockets()).toBe(1);
    }
  },
);
