import type { Locator, Page } from '@playwright/test';
import { startDemo } from '../../demo/server/start-demo.js';
import { dynsecMint } from '../helpers/dynsec-mint.js';
import { mosquittoMissing, startMosquitto, type Mosquitto } from '../helpers/mosquitto.js';
import { bubbles, expect } from './fixtures.js';
import { allSent, banner, field, numbered, online, showsAll, write } from './helpers/chat.js';
import { socketFailed } from './helpers/noise.js';
import { watchPage, type PageWatch } from './helpers/page-watch.js';
import { Stage } from './helpers/stage.js';
import { test as base } from './helpers/test.js';

interface Side {
  chat: Locator;
  watch: PageWatch;
}

interface Fixtures {
  /** Puts Ada and Ben on a page each, in a room of their own. */
  twoPages(stage: Stage): Promise<{ ada: Side; ben: Side }>;
  /** A mosquitto that keeps nothing on the disk. */
  forgetful: { broker: Mosquitto; stage: Stage };
}

let rooms = 0;

const test = base.extend<Fixtures>({
  twoPages: async ({ page, browser, consoleGuard }, use) => {
    const elsewhere = await browser.newContext();
    consoleGuard.watch(elsewhere);
    const other = await elsewhere.newPage();
    await use(async (stage) => {
      rooms += 1;
      const open = async (own: Page, user: string): Promise<Side> => {
        const watch = await watchPage(own);
        await stage.open(
          own,
          `<rt-chat id="${user}" room="room-${rooms}" token-endpoint="/token/${user}"></rt-chat>`,
        );
        return { chat: own.locator('rt-chat'), watch };
      };
      const [ada, ben] = [await open(page, 'ada'), await open(other, 'ben')];
      await online(ada.chat, ben.chat);
      return { ada, ben };
    });
    await elsewhere.close();
  },

  // Playwright reads the names of the fixtures from this pattern; it needs none of them.
  // eslint-disable-next-line no-empty-pattern
  forgetful: async ({}, use) => {
    const broker = await startMosquitto({ persistent: false });
    const demo = await startDemo({ mint: dynsecMint(broker), brokerUrl: broker.url });
    const stage = await Stage.start(demo.url);
    await use({ broker, stage });
    await stage.close();
    await demo.close();
    await broker.stop();
  },
});

const missing = mosquittoMissing();
test.skip(missing !== undefined, missing);

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(...socketFailed);
});

/** Types as a person does who is in a hurry. */
const type = async (chat: Locator, messages: string[], pause = 60): Promise<void> => {
  for (const message of messages) {
    await write(chat, message);
    await chat.page().waitForTimeout(pause);
  }
};

/** Both write while something happens to the line; in the end both have all of it, once, in order. */
const survives = async (
  { ada, ben }: { ada: Side; ben: Side },
  fault: () => Promise<void>,
  { count = 12, pause = 60 } = {},
): Promise<void> => {
  const [adas, bens] = [numbered('Ada', count), numbered('Ben', count)];
  await Promise.all([type(ada.chat, adas, pause), type(ben.chat, bens, pause), fault()]);
  for (const { chat } of [ada, ben]) await showsAll(chat, adas, bens);
  await allSent(ada.chat);
  await allSent(ben.chat);
  // Whatever would come twice has come by the time that the last word is there.
  await write(ada.chat, 'Ada after');
  await write(ben.chat, 'Ben after');
  for (const { chat, watch } of [ada, ben]) {
    await showsAll(chat, [...adas, 'Ada after'], [...bens, 'Ben after']);
    await online(chat);
    expect(await watch.openSockets()).toBe(1);
  }
};

const shown = (chat: Locator, count: number): Promise<void> =>
  expect.poll(() => bubbles(chat).count(), { timeout: 20_000 }).toBeGreaterThanOrEqual(count);

test('two pages talk over mosquitto', async ({ twoPages, realStage }) => {
  const { ada, ben } = await twoPages(realStage);
  await survives({ ada, ben }, async () => undefined, { pause: 0 });
  for (const { watch } of [ada, ben]) {
    expect(await watch.sockets()).toBe(1);
    expect(await watch.errors()).toEqual([]);
  }
});

test.describe('what the token does not allow', () => {
  test('is refused by the broker and said in the element, once', async ({
    page,
    realStage,
    realDemo,
  }) => {
    const watch = await watchPage(page);
    await realStage.open(
      page,
      '<rt-chat id="ada" room="lobby" topic="office/board" token-endpoint="/token/ada"></rt-chat>',
    );
    const ada = page.locator('#ada');
    await expect(banner(ada)).toContainText('Reading this room is not allowed.');
    await expect(banner(ada)).toContainText('Check what the token route allows.');
    await expect(ada.getByRole('button', { name: 'Try again' })).toHaveCount(0);
    await expect.poll(() => watch.errors()).toEqual(['chat/not-authorized']);

    await write(ada, 'For your eyes only');
    await expect(bubbles(ada).getByText('Not sent')).toBeVisible();
    await expect(ada.getByRole('button', { name: 'Send again' })).toBeVisible();
    await expect(bubbles(ada)).toContainText('For your eyes only');
    // One for the room, one for the message.
    expect(await watch.errors()).toEqual(['chat/not-authorized', 'chat/not-authorized']);
    expect(realDemo.line.connections).toBe(1);
  });

  test('does not keep the page from what is allowed', async ({ page, realStage }) => {
    await realStage.open(
      page,
      `<rt-chat id="board" room="lobby" topic="office/board" token-endpoint="/token/ada"></rt-chat>
       <rt-chat id="ada" room="lobby" token-endpoint="/token/ada"></rt-chat>
       <rt-chat id="ben" room="lobby" token-endpoint="/token/ben"></rt-chat>`,
    );
    const [ada, ben] = [page.locator('#ada'), page.locator('#ben')];
    await online(ada, ben);
    await expect(banner(page.locator('#board'))).toContainText('not allowed');
    await write(ada, 'Here I may');
    await showsAll(ben, ['Here I may']);
    await allSent(ada);
  });
});

test.describe('nothing is lost, nothing comes twice, all in order, when', () => {
  test('both lines are cut, again and again', async ({ twoPages, realStage, realDemo }) => {
    const { ada, ben } = await twoPages(realStage);
    await survives({ ada, ben }, async () => {
      for (const count of [5, 10]) {
        await shown(ada.chat, count);
        await online(ada.chat, ben.chat);
        realDemo.line.cut();
      }
      await online(ada.chat, ben.chat);
      // A line that is back within moments is no news to the page.
      expect(await ada.watch.errors()).toEqual([]);
      realDemo.line.cut();
      // And once more, in the middle of coming back.
      const connections = (): number => realDemo.line.connections;
      await expect.poll(connections, { intervals: [5] }).toBe(0);
      await expect.poll(connections, { intervals: [5] }).toBeGreaterThan(0);
      realDemo.line.cut();
    });
    expect(await ada.watch.sockets()).toBeGreaterThan(3);
  });

  test('nothing passes for 10 s, though the lines look open', async ({
    twoPages,
    realStage,
    realDemo,
  }) => {
    test.setTimeout(90_000);
    const { ada, ben } = await twoPages(realStage);
    await survives(
      { ada, ben },
      async () => {
        await shown(ada.chat, 6);
        realDemo.line.blackhole(true);
        // Noticed while it lasts: what is written gets no answer.
        const notice = expect(banner(ada.chat)).not.toHaveText('', { timeout: 10_000 });
        await ada.chat.page().waitForTimeout(10_000);
        await notice;
        realDemo.line.blackhole(false);
      },
      { pause: 300 },
    );
  });

  test('everything takes 300 ms longer, each way', async ({ twoPages, realStage, realDemo }) => {
    const { ada, ben } = await twoPages(realStage);
    realDemo.line.delay(300);
    try {
      await survives({ ada, ben }, async () => {
        await shown(ada.chat, 10);
        realDemo.line.cut();
      });
    } finally {
      realDemo.line.delay(0);
    }
  });

  test('the broker dies and comes back as it was', async ({ twoPages, realStage, realDemo }) => {
    const { ada, ben } = await twoPages(realStage);
    await survives({ ada, ben }, async () => {
      await shown(ada.chat, 8);
      await realDemo.broker.kill();
      for (const { chat } of [ada, ben]) await expect(banner(chat)).not.toHaveText('');
      await realDemo.broker.restart();
    });
  });

  test('the broker dies and has forgotten all', async ({ twoPages, forgetful }) => {
    const { ada, ben } = await twoPages(forgetful.stage);
    await survives({ ada, ben }, async () => {
      await shown(ada.chat, 8);
      await forgetful.broker.kill();
      for (const { chat } of [ada, ben]) await expect(banner(chat)).not.toHaveText('');
      await forgetful.broker.restart();
    });
  });

  test('a token is revoked: one fresh token, and on it goes', async ({
    twoPages,
    realStage,
    realDemo,
  }) => {
    const { ada, ben } = await twoPages(realStage);
    const before = realDemo.users.length;
    await survives({ ada, ben }, async () => {
      await shown(ada.chat, 8);
      const adas = realDemo.users.findLast((name) => name.startsWith('ada-'));
      await realDemo.broker.deleteUser(adas ?? '');
    });
    expect(realDemo.users.length).toBe(before + 1);
    expect(await ada.watch.errors()).toEqual([]);
    expect(await ada.watch.states('ada')).toEqual([
      'connecting',
      'online',
      'reconnecting',
      'online',
    ]);
    expect(await ben.watch.states('ben')).toEqual(['connecting', 'online']);
    await expect(field(ada.chat)).toHaveValue('');
  });
});
