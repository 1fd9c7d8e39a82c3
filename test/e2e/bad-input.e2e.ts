import type { Locator, Page } from '@playwright/test';
import { bubbles, expect } from './fixtures.js';
import {
  allSent,
  banner,
  field,
  online,
  showsAll,
  texts,
  tryAgain,
  write,
} from './helpers/chat.js';
import { httpStatus, socketFailed } from './helpers/noise.js';
import { watchPage, type PageWatch } from './helpers/page-watch.js';
import { connectPlain, type PlainClient } from './helpers/plain-client.js';
import type { Stage } from './helpers/stage.js';
import { test } from './helpers/test.js';

interface Shown {
  chat: Locator;
  watch: PageWatch;
}

/** Opens a page with one chat, whose attributes are as given. */
const show = async (
  page: Page,
  stage: Stage,
  attributes: Record<string, string>,
): Promise<Shown> => {
  const watch = await watchPage(page);
  await stage.open(page, '<main></main>');
  // As a page does that has its values from elsewhere: some of them can't stand in HTML.
  await page.evaluate((all) => {
    const chat = document.createElement('rt-chat');
    chat.id = 'chat';
    for (const [name, value] of Object.entries(all)) chat.setAttribute(name, value);
    document.querySelector('main')?.append(chat);
  }, attributes);
  const chat = page.locator('#chat');
  await expect(field(chat)).toBeVisible();
  return { chat, watch };
};

interface Case {
  what: string;
  attributes: Record<string, string>;
  code: string;
  /** What the visitor reads. */
  says: RegExp;
  /** Whether a way on is offered. */
  again: boolean;
  /** What the browser itself says. */
  noise?: RegExp[];
}

const room = { room: 'lobby' };
const fault = (name: string): Record<string, string> => ({
  ...room,
  'token-endpoint': `/token/fault/${name}`,
});
const named = (name: string): Record<string, string> => ({
  room: name,
  'token-endpoint': '/token/ada',
});

const final: Case[] = [
  {
    what: 'no token endpoint',
    attributes: room,
    code: 'config/missing-attribute',
    says: /The attribute "token-endpoint" is missing\..*Set it to the URL of your token route\./s,
    again: false,
  },
  {
    what: 'no room',
    attributes: { 'token-endpoint': '/token/ada' },
    code: 'config/missing-attribute',
    says: /The attribute "room" is missing\..*Set it to the name of the room\./s,
    again: false,
  },
  {
    what: 'a token endpoint that answers 401',
    attributes: fault('401'),
    code: 'token/http-status',
    says: /The token route answered with status 401\..*Sign in again\./s,
    again: true,
    noise: [httpStatus(401)],
  },
  {
    what: 'a token endpoint that answers 404',
    attributes: fault('404'),
    code: 'token/http-status',
    says: /The token route answered with status 404\..*Check the token-endpoint attribute/s,
    again: true,
    noise: [httpStatus(404)],
  },
  {
    what: 'a token endpoint that answers with a page',
    attributes: fault('html'),
    code: 'token/malformed',
    says: /The token route did not answer with JSON\..*names a POST route, not a page/s,
    again: true,
  },
  {
    what: 'a token endpoint that answers something else',
    attributes: fault('malformed'),
    code: 'token/malformed',
    says: /The grant has neither a "token" nor "mqtt" credentials\./,
    again: true,
  },
  {
    what: 'a token that has expired',
    attributes: fault('expired'),
    code: 'token/expired',
    says: /The token route gave a token that has already expired\..*Check the clock/s,
    again: true,
  },
  {
    what: 'a token that the broker refuses',
    attributes: fault('refused'),
    code: 'token/refused',
    says: /The service did not accept the token\./,
    again: true,
  },
  ...['a+b', 'a#', 'a/b', '$SYS', 'a\u0007b', 'a\nb'].map((name) => ({
    what: `a room named ${JSON.stringify(name)}`,
    attributes: named(name),
    code: 'config/bad-attribute',
    says: /The room ".+" cannot be used in a topic\..*none of them \+ # \/ \$/s,
    again: false,
  })),
  {
    what: 'a room that is not open to the visitor',
    attributes: named('staff'),
    code: 'token/http-status',
    says: /The token route answered with status 403\..*Ask for access/s,
    again: true,
    noise: [httpStatus(403)],
  },
  {
    what: 'a topic that the token does not allow',
    attributes: { ...named('lobby'), topic: 'office/board' },
    code: 'chat/not-authorized',
    says: /Reading this room is not allowed\..*Check the room/s,
    again: false,
  },
  {
    what: 'a token body that is no JSON',
    attributes: { ...named('lobby'), 'token-body': '{not json' },
    code: 'config/bad-attribute',
    says: /The attribute "token-body" is not a JSON object\./,
    again: false,
  },
  {
    what: 'a grant that names a provider which nobody knows',
    attributes: {},
    code: 'config/unknown-provider',
    says: /The provider "pigeon" is not known\./,
    again: true,
  },
];

test.describe('is said in the element and in one rt-error, and the draft is kept:', () => {
  for (const { what, attributes, code, says, again, noise = [] } of final) {
    test(what, async ({ page, stage, consoleGuard }) => {
      consoleGuard.allow(...noise);
      const own =
        code === 'config/unknown-provider'
          ? { ...room, 'token-endpoint': carrierPigeon(stage) }
          : attributes;
      const { chat, watch } = await show(page, stage, own);
      await expect(banner(chat)).toContainText(says);
      await expect(tryAgain(chat)).toHaveCount(again ? 1 : 0);
      await field(chat).fill('What I was about to say');
      await expect.poll(() => watch.errors()).toEqual([code]);
      // Trying again changes nothing here, so it is the same news: said, but no second event.
      if (again) {
        await tryAgain(chat).click();
        await expect(banner(chat)).toContainText(says);
      }
      await expect(field(chat)).toHaveValue('What I was about to say');
      expect(await watch.errors()).toEqual([code]);
    });
  }
});

const carrierPigeon = (stage: Stage): string =>
  stage.route(async () => Response.json({ provider: 'pigeon', token: 'coo' })).path;

test.describe('goes on trying, says so, and says it once:', () => {
  test('a token endpoint that answers 500', async ({ page, stage, consoleGuard }) => {
    consoleGuard.allow(httpStatus(500));
    const route = stage.route((request) => stage.demo(request, '/token/fault/500'));
    const { chat, watch } = await show(page, stage, { ...room, 'token-endpoint': route.path });
    await field(chat).fill('Still my draft');
    await expect(banner(chat)).toContainText(
      /No connection\. Trying again….*The token route answered with status 500\./s,
      { timeout: 15_000 },
    );
    await expect(tryAgain(chat)).toBeVisible();
    // Three tries make one failure; so the second failure is known by more than three.
    await expect.poll(route.asked, { timeout: 15_000 }).toBeGreaterThan(4);
    await expect(field(chat)).toHaveValue('Still my draft');
    expect(await watch.errors()).toEqual(['token/http-status']);
  });

  test('a token endpoint that never answers', async ({ page, stage }) => {
    const { chat, watch } = await show(page, stage, fault('never'));
    await field(chat).fill('Still my draft');
    await expect(banner(chat)).toContainText('Connecting…');
    await expect(banner(chat)).toContainText(
      /No connection\. Trying again….*The token route did not answer in time\./s,
      { timeout: 15_000 },
    );
    await expect(tryAgain(chat)).toBeVisible();
    await expect(field(chat)).toHaveValue('Still my draft');
    expect(await watch.errors()).toEqual(['token/timeout']);
  });

  test('a broker that is down', async ({ page, stage, demo, consoleGuard }) => {
    consoleGuard.allow(...socketFailed);
    await demo.broker.stop();
    try {
      const { chat, watch } = await show(page, stage, named('down'));
      await field(chat).fill('Still my draft');
      await expect(banner(chat)).toContainText(
        /No connection\. Trying again….*The service could not be reached\..*What you write is sent/s,
      );
      await expect.poll(() => watch.sockets(), { timeout: 15_000 }).toBeGreaterThan(2);
      await expect(field(chat)).toHaveValue('Still my draft');
      expect(await watch.errors()).toEqual(['connection/unreachable']);
    } finally {
      await demo.broker.start();
    }
  });
});

test.describe('"Try again" works once the trouble is over, and the draft can be sent:', () => {
  const troubles: [what: string, path: string, noise: RegExp[]][] = [
    ['401', '/token/fault/401', [httpStatus(401)]],
    ['404', '/token/fault/404', [httpStatus(404)]],
    ['an answer that is no grant', '/token/fault/malformed', []],
    ['a page in place of a grant', '/token/fault/html', []],
    ['an expired token', '/token/fault/expired', []],
    ['a refused token', '/token/fault/refused', []],
  ];
  for (const [what, path, noise] of troubles) {
    test(what, async ({ page, stage, consoleGuard }) => {
      consoleGuard.allow(...noise);
      let trouble = true;
      const route = stage.route((request) => stage.demo(request, trouble ? path : '/token/ada'));
      const { chat, watch } = await show(page, stage, { ...room, 'token-endpoint': route.path });
      await expect(tryAgain(chat)).toBeVisible();
      await field(chat).fill('Now or never');
      trouble = false;
      await tryAgain(chat).click();
      await online(chat);
      await expect(tryAgain(chat)).toHaveCount(0);
      await field(chat).press('Enter');
      await showsAll(chat, ['Now or never']);
      await allSent(chat);
      expect(await watch.errors()).toHaveLength(1);
    });
  }

  test('an attribute that was wrong, once it is right', async ({ page, stage }) => {
    const { chat } = await show(page, stage, named('a/+/#'));
    await expect(banner(chat)).toContainText('cannot be used');
    await field(chat).fill('Patience');
    await field(chat).press('Enter');
    await expect(field(chat)).toHaveValue('Patience');
    await page.evaluate(() => document.getElementById('chat')?.setAttribute('room', 'fine'));
    await online(chat);
    await field(chat).press('Enter');
    await showsAll(chat, ['Patience']);
  });
});

test.describe('of what others write', () => {
  let plain: PlainClient | undefined;

  const openRoom = async (
    page: Page,
    stage: Stage,
    site: string,
    name: string,
  ): Promise<Shown & { ben: PlainClient }> => {
    const shown = await show(page, stage, named(name));
    await online(shown.chat);
    plain = await connectPlain({ site, room: name });
    return { ...shown, ben: plain };
  };

  test.afterEach(async () => {
    await plain?.close();
    plain = undefined;
  });

  const unreadable: [what: string, payload: string][] = [
    ['no JSON', 'hello'],
    ['no text', JSON.stringify({ user: 'ben', timestamp: 1 })],
    ['no user', JSON.stringify({ text: 'hello', timestamp: 1 })],
    ['a list', '[1,2,3]'],
    ['nothing', 'null'],
    ['an object in place of the text', JSON.stringify({ user: 'ben', text: { a: 1 } })],
    ['1 MB', JSON.stringify({ user: 'ben', text: 'x'.repeat(1024 * 1024), timestamp: 1 })],
  ];
  for (const [i, [what, payload]] of unreadable.entries()) {
    test(`a payload of ${what} is counted, reported once, and shown as nothing`, async ({
      page,
      stage,
      demo,
    }) => {
      const { chat, watch, ben } = await openRoom(page, stage, demo.url, `bad-${i}`);
      await field(chat).fill('My draft');
      await ben.say(payload);
      await expect(chat.getByText('1 message cannot be shown.')).toBeVisible();
      await ben.say({ user: 'ben', text: 'And now a good one', timestamp: Date.now() });
      await showsAll(chat, ['And now a good one']);
      await expect(field(chat)).toHaveValue('My draft');
      expect(await watch.errors()).toEqual(['chat/bad-payload']);
      expect(await watch.states('chat')).toEqual(['connecting', 'online']);
      expect(await watch.sockets()).toBe(1);
    });
  }

  test('a time in the future, or none, becomes the time of arrival', async ({
    page,
    stage,
    demo,
  }) => {
    const { chat, watch, ben } = await openRoom(page, stage, demo.url, 'future');
    const before = Date.now();
    await ben.say({ user: 'ben', text: 'From 2099', timestamp: Date.UTC(2099, 0) });
    await ben.say({ user: 'ben', text: 'From nowhere' });
    await ben.say({ user: 'ben', text: 'From nonsense', timestamp: 'soon' });
    await showsAll(chat, ['From 2099', 'From nowhere', 'From nonsense']);
    for (const time of await bubbles(chat).locator('time').all()) {
      const at = Date.parse((await time.getAttribute('datetime')) ?? '');
      expect(at).toBeGreaterThanOrEqual(before - 1000);
      expect(at).toBeLessThanOrEqual(Date.now() + 1000);
    }
    await expect(chat.locator('[part="day"]')).toHaveText('Today');
    expect(await watch.errors()).toEqual([]);
  });

  test('markup and scripts stay text, in the name as well', async ({ page, stage, demo }) => {
    const { chat, watch, ben } = await openRoom(page, stage, demo.url, 'markup');
    await page.evaluate(() => Object.assign(globalThis, { hacked: 0 }));
    const evil = '<img src=x onerror="hacked++"><svg onload="hacked++"><script>hacked++</script>';
    const links =
      'javascript:hacked++ JaVaScRiPt:hacked++ data:text/html,<script>hacked++</script>';
    await ben.say({ user: evil, name: evil, text: evil, timestamp: Date.now() });
    await ben.say({ user: 'ben', text: links, timestamp: Date.now() });
    await showsAll(chat, [evil, links]);
    await expect(chat.locator('[part="name"]').first()).toHaveText(evil);
    await expect(bubbles(chat).getByRole('link')).toHaveCount(0);
    await expect(chat.locator('img, script, svg[onload]')).toHaveCount(0);
    expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBe(0);
    expect(await watch.errors()).toEqual([]);
  });

  test('a text of 100 kB is cut, and the panel stays usable', async ({ page, stage, demo }) => {
    const { chat, ben } = await openRoom(page, stage, demo.url, 'long');
    await ben.say({ user: 'ben', text: 'ha'.repeat(50_000), timestamp: Date.now() });
    await expect(bubbles(chat)).toHaveCount(1);
    expect((await texts(chat))[0]).toHaveLength(16_384);
    await write(chat, 'I see');
    await allSent(chat);
  });
});

test('a text that is too long to send says so, and is kept', async ({ page, stage }) => {
  const { chat, watch } = await show(page, stage, named('lengthy'));
  await online(chat);
  const long = 'x'.repeat(16_390);
  await field(chat).fill(long);
  await expect(chat.getByText('6 characters too many')).toBeVisible();
  await field(chat).press('Enter');
  await expect(field(chat)).toHaveValue(long);
  expect(await texts(chat)).toEqual([]);
  await field(chat).fill(long.slice(6));
  await field(chat).press('Enter');
  await allSent(chat);
  await showsAll(chat, [long.slice(6)]);
  expect(await watch.errors()).toEqual([]);
});

test('an element that is taken out while its token route fails says nothing more', async ({
  page,
  stage,
  consoleGuard,
}) => {
  consoleGuard.allow(httpStatus(500));
  const route = stage.route((request) => stage.demo(request, '/token/fault/500'));
  const { watch } = await show(page, stage, { ...room, 'token-endpoint': route.path });
  await expect.poll(route.asked).toBe(1);
  await page.evaluate(() => document.getElementById('chat')?.remove());
  // Longer than the pauses before the second and the third try together.
  await page.waitForTimeout(1_500);
  expect(route.asked()).toBeLessThanOrEqual(2);
  expect(await watch.errors()).toEqual([]);
  expect(await watch.sockets()).toBe(0);
});
