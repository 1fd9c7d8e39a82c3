import { chromium, type Locator, type Page } from '@playwright/test';
import { chromiumArgs, chromium as chromiumPath } from '../../scripts/browsers.mjs';
import { expect } from './fixtures.js';
import { allSent, banner, chatTag, field, online, showsAll, write } from './helpers/chat.js';
import { socketFailed } from './helpers/noise.js';
import { watchPage } from './helpers/page-watch.js';
import type { Stage } from './helpers/stage.js';
import { test } from './helpers/test.js';

/** A chat and a place to move it to, live. */
const openOne = async (page: Page, stage: Stage, room: string): Promise<Locator> => {
  await stage.open(page, `<div id="here">${chatTag('ada', room)}</div><div id="there"></div>`);
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
      `<div id="here">${chatTag('ada', 'early-move', path)}</div><div id="there"></div>`,
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
    await stage.open(page, chatTag('ada', 'gone-early', path));
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
    await stage.open(page, chatTag('ada', 'gone-late'));
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

test('a page that one comes back to works on', async ({
  page: own,
  stage,
  browserName,
  consoleGuard,
}) => {
  consoleGuard.allow(...socketFailed);
  // Playwright switches Chromium's back/forward cache off, because it loses sight of a page that
  // comes out of it. So a browser of our own, and a page that tells of itself.
  const browser =
    browserName === 'chromium'
      ? await chromium.launch({
          executablePath: chromiumPath(),
          args: chromiumArgs,
          ignoreDefaultArgs: ['--disable-back-forward-cache'],
        })
      : undefined;
  const page = (await browser?.newPage()) ?? own;
  const told: unknown[] = [];
  const tell = stage.route(async (request) => {
    told.push(await request.json());
    return new Response();
  });
  const back = stage.script('setTimeout(() => history.back(), 100);');
  const elsewhere = stage.page(`<p>Elsewhere</p><script src="${back}"></script>`);
  const diary = stage.script(`
    const chat = document.querySelector('rt-chat');
    const states = [];
    document.addEventListener('rt-state-change', ({ detail }) => states.push(detail.state));
    addEventListener('pageshow', async ({ persisted }) => {
      await customElements.whenDefined('rt-chat');
      const [{ type }] = performance.getEntriesByType('navigation');
      const returned = persisted || type === 'back_forward';
      const { delivery } = await chat.send(returned ? 'Here again' : 'Before I left');
      const texts = chat.messages.map(({ text }) => text);
      await fetch('${tell.path}', {
        method: 'POST',
        body: JSON.stringify({ persisted, delivery, states, texts }),
      });
      if (!returned) location = '${elsewhere}';
    });`);
  await stage.open(page, `${chatTag('ada', 'history')}<script src="${diary}"></script>`);
  await expect.poll(() => told.length, { timeout: 15_000 }).toBe(2);
  expect(told).toEqual([
    {
      persisted: false,
      delivery: 'sent',
      states: ['connecting', 'online'],
      texts: ['Before I left'],
    },
    browser
      ? {
          persisted: true,
          delivery: 'sent',
          states: ['connecting', 'online', 'reconnecting', 'online'],
          texts: ['Before I left', 'Here again'],
        }
      : // Firefox keeps no page that has a WebSocket: it is loaded anew.
        {
          persisted: false,
          delivery: 'sent',
          states: ['connecting', 'online'],
          texts: ['Here again'],
        },
  ]);
  await browser?.close();
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
