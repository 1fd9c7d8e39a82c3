import type { Page } from '@playwright/test';
import { expect } from './fixtures.js';
import { allSent, banner, field, online, showsAll, tryAgain } from './helpers/chat.js';
import { httpStatus, socketFailed } from './helpers/noise.js';
import { show } from './helpers/one-chat.js';
import type { Stage } from './helpers/stage.js';
import { test } from './helpers/test.js';

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
    says: /The attribute "room" is missing\./,
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
    says: /The token route answered with status 404\..*Check token-endpoint: there is no such route\./s,
    again: true,
    noise: [httpStatus(404)],
  },
  {
    what: 'a token endpoint that answers with a page',
    attributes: fault('html'),
    code: 'token/malformed',
    says: /The token route did not answer with JSON\..*Check that token-endpoint is no page\./s,
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
    says: /The token has already expired\..*Check the clock of the server/s,
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
    says: /The room ".+" cannot be used in a topic\..*without \+ # \/ \$\./s,
    again: false,
  })),
  {
    what: 'a room that is not open to the visitor',
    attributes: named('staff'),
    code: 'token/http-status',
    says: /The token route answered with status 403\..*Ask for access\./s,
    again: true,
    noise: [httpStatus(403)],
  },
  {
    what: 'a topic that the token does not allow',
    attributes: { ...named('lobby'), topic: 'office/board' },
    code: 'chat/not-authorized',
    says: /Reading this room is not allowed\..*Check what the token route allows/s,
    again: false,
  },
  {
    what: 'a token body that is no JSON',
    attributes: { ...named('lobby'), 'token-body': '{not json' },
    code: 'config/bad-attribute',
    says: /The attribute "token-body" is not a JSON object\./,
    again: false,
  },
];

/** Opens a page with the trouble and looks at all that is to be seen of it. */
const meets = async (page: Page, stage: Stage, trouble: Omit<Case, 'what'>): Promise<void> => {
  const { attributes, code, says, again } = trouble;
  const { chat, watch } = await show(page, stage, attributes);
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
};

test.describe('is said in the element and in one rt-error, and the draft is kept:', () => {
  for (const trouble of final) {
    test(trouble.what, async ({ page, stage, consoleGuard }) => {
      consoleGuard.allow(...(trouble.noise ?? []));
      await meets(page, stage, trouble);
    });
  }

  test('a grant that names a provider which nobody knows', async ({ page, stage }) => {
    const { path } = stage.route(async () => Response.json({ provider: 'pigeon', token: 'coo' }));
    await meets(page, stage, {
      attributes: { ...room, 'token-endpoint': path },
      code: 'config/unknown-provider',
      says: /The provider "pigeon" is not known\./,
      again: true,
    });
  });
});

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
      /No connection\. Trying again….*The token route did not answer within 10 seconds\./s,
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
