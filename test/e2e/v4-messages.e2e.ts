import type { Locator } from '@playwright/test';
import { expect } from './fixtures.js';
import { startBriefTokens } from './helpers/brief-tokens.js';
import * as calls from './helpers/call.js';
import {
  allSent,
  banner,
  field,
  numbered,
  online,
  showsAll,
  texts,
  write,
} from './helpers/chat.js';
import { allTexts, chatWith, talker } from './helpers/conversation.js';
import { httpStatus, socketFailed } from './helpers/noise.js';
import { watchPage } from './helpers/page-watch.js';
import { test } from './helpers/test.js';

const names = (chat: Locator): Promise<string[]> =>
  chat.evaluate((element) =>
    (element as HTMLElementTagNameMap['rt-chat']).messages.map(({ name, own }) =>
      own ? `${name} (own)` : name,
    ),
  );

const row = (chat: Locator): Locator => chat.locator('[part="history"]');

test('two people write to each other, each on their own page', async ({
  page,
  context,
  stage,
  demo,
}) => {
  const other = await context.newPage();
  await stage.open(page, chatWith('ada', '/private/ben'));
  await stage.open(other, chatWith('ben', '/private/ada'));
  const [ada, ben] = [page.locator('#ada'), other.locator('#ben')];
  await online(ada, ben);
  await write(ada, 'Hello Ben');
  await expect.poll(() => texts(ben)).toEqual(['Hello Ben']);
  await write(ben, 'Hello Ada', 'How are you?');
  const said = ['Hello Ben', 'Hello Ada', 'How are you?'];
  for (const chat of [ada, ben]) await expect.poll(() => texts(chat)).toEqual(said);
  expect(await names(ada)).toEqual(['Ada (own)', 'Ben', 'Ben']);
  expect(await names(ben)).toEqual(['Ada', 'Ben (own)', 'Ben (own)']);
  // The same from what the service keeps, and for whoever writes from two pages.
  await page.reload();
  await online(ada);
  await expect.poll(() => names(ada)).toEqual(['Ada (own)', 'Ben', 'Ben']);
  const again = await context.newPage();
  await stage.open(again, chatWith('ada', '/private/ben'));
  await online(again.locator('#ada'));
  await write(again.locator('#ada'), 'From my other page');
  await expect.poll(() => texts(ada)).toEqual([...said, 'From my other page']);
  await expect.poll(() => names(ada)).toEqual(['Ada (own)', 'Ben', 'Ben', 'Ada (own)']);
  for (const one of [page, other, again]) {
    await one.evaluate(() => document.querySelector('rt-chat')?.remove());
  }
  await expect.poll(() => demo.gateway.sockets).toBe(0);
  // Nothing of the SDK's is left: no key, nothing stored, and the page's own fetch is back.
  const left = (): Promise<unknown[]> =>
    page.evaluate(async () => {
      const stored = [...Object.keys(sessionStorage), ...Object.keys(localStorage)];
      const open = indexedDB.open('sw-dpop');
      const database = await new Promise<IDBDatabase>((resolve) => {
        open.onsuccess = () => resolve(open.result);
      });
      const names = [...database.objectStoreNames];
      const keys = names.map((name) => database.transaction(name).objectStore(name).count());
      const counts = keys.map(
        (count) => new Promise((done) => (count.onsuccess = () => done(count.result))),
      );
      const all = await Promise.all(counts);
      database.close();
      const ours = stored.filter((name) => name.startsWith('sw:'));
      return [...all, ...ours, /native code/.test(String(fetch))];
    });
  await expect.poll(left).toEqual([0, true]);
});

test('two chats of one page and the same words twice: each bubble once', async ({
  page,
  stage,
  demo,
}) => {
  const two = ['one', 'two'].map((id) =>
    chatWith('ada', '/public/room-twice').replace('id="ada"', `id="${id}"`),
  );
  await stage.open(page, two.join(''));
  const [one, both] = [page.locator('#one'), page.locator('#two')];
  await online(one, both);
  await write(one, 'ok', 'ok', 'ok');
  await write(both, 'ok');
  for (const chat of [one, both]) {
    await allSent(chat);
    await expect.poll(() => texts(chat)).toEqual(['ok', 'ok', 'ok', 'ok']);
  }
  expect(demo.gateway.sockets).toBe(1);
  demo.gateway.dropSockets();
  const ben = await talker(demo.url, 'ben', '/public/room-twice');
  await ben.say('ok');
  for (const chat of [one, both]) {
    await expect.poll(() => names(chat)).toEqual([...Array<string>(4).fill('Ada (own)'), 'Ben']);
  }
});

test('a page opened later shows what was said, and more as one scrolls up', async ({
  page,
  stage,
  demo,
}) => {
  const said = numbered('Ben', 120);
  const ben = await talker(demo.url, 'ben', '/public/room-past');
  await ben.say(...said);
  await stage.open(page, chatWith('ada', '/public/room-past'));
  const chat = page.locator('rt-chat');
  await online(chat);
  await expect.poll(() => texts(chat)).toEqual(said.slice(-50));
  const up = async (): Promise<string[]> => {
    await chat.evaluate((element) => element.shadowRoot?.querySelector('.log')?.scrollTo(0, 0));
    return allTexts(chat);
  };
  await expect.poll(up).toEqual(said);
  await expect(row(chat)).toHaveText('This is where the conversation begins.');
  await expect.poll(async () => (await up()) && (await texts(chat))[0]).toBe(said[0]);
});

for (const [what, act] of [
  ['its socket is cut', 'dropSockets'],
  ['the service goes away and comes back', 'stop'],
] as const) {
  test(`nothing is lost, doubled or out of order where ${what}`, async ({
    page,
    stage,
    demo,
    consoleGuard,
  }) => {
    consoleGuard.allow(
      ...socketFailed,
      httpStatus(503),
      /CORS policy|ERR_FAILED|Cross-Origin Request Blocked/,
    );
    const room = `/public/room-${act}`;
    const ben = await talker(demo.url, 'ben', room);
    await ben.say('Before');
    await stage.open(page, chatWith('ada', room));
    const chat = page.locator('rt-chat');
    await online(chat);
    await write(chat, 'Ada before');
    await allSent(chat);
    const mine = numbered('Ada', 5);
    const theirs = numbered('Ben', 70);
    if (act === 'stop') {
      demo.gateway.stop();
      await expect(banner(chat)).not.toHaveText('');
      await write(chat, ...mine);
      await demo.gateway.start();
      await ben.say(...theirs);
    } else {
      const talk = ben.say(...theirs);
      await write(chat, ...mine.slice(0, 2));
      demo.gateway.dropSockets();
      await write(chat, ...mine.slice(2));
      await talk;
    }
    await expect(banner(chat)).toHaveText('', { timeout: 30_000 });
    await allSent(chat);
    await showsAll(chat, ['Before'], ['Ada before'], mine, theirs);
    expect((await ben.read()).sort()).toEqual(['Before', 'Ada before', ...mine, ...theirs].sort());
  });
}

test('a text whose answer is lost is not said twice', async ({
  page,
  stage,
  demo,
  consoleGuard,
}) => {
  consoleGuard.allow(/ERR_FAILED|Cross-Origin Request Blocked/);
  const ben = await talker(demo.url, 'ben', '/public/room-answers');
  await ben.say('Same words');
  await stage.open(page, chatWith('ada', '/public/room-answers'));
  const chat = page.locator('rt-chat');
  await online(chat);
  let lost = 0;
  let held = false;
  // The history, which would tell as well, comes too late.
  await page.route('**/conversations/*/messages?*', async (route) => {
    const hold = lost > 0 && !held;
    held ||= hold;
    if (hold) await new Promise((done) => setTimeout(done, 2_000));
    await route.continue();
  });
  await page.route('**/api/fabric/messages', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    lost += 1;
    if (lost > 2) return route.continue();
    // The first gets there, and its event is kept from the page; the second gets nowhere.
    if (lost === 1) {
      const request = route.request();
      const authorization = (await request.headerValue('authorization')) ?? '';
      demo.gateway.dropSockets();
      const body = request.postData() ?? '';
      await fetch(request.url(), { method: 'POST', headers: { authorization }, body });
    }
    return route.abort();
  });
  await write(chat, 'Same words', 'Other words');
  await allSent(chat);
  expect(lost).toBeGreaterThanOrEqual(3);
  expect(await ben.read()).toEqual(['Same words', 'Same words', 'Other words']);
  await expect.poll(() => names(chat)).toEqual(['Ben', 'Ada (own)', 'Ada (own)']);
});

test('a text that may be there is looked for until it is found', async ({
  page,
  stage,
  demo,
  consoleGuard,
}) => {
  consoleGuard.allow(/ERR_FAILED|Cross-Origin Request Blocked/, httpStatus(401));
  const ben = await talker(demo.url, 'ben', '/public/room-looks');
  await ben.say('Before');
  await stage.open(page, chatWith('ada', '/public/room-looks'));
  const chat = page.locator('rt-chat');
  await online(chat);
  let said = 0;
  let looks = 0;
  // Neither the first look nor the history, which would tell as well, is answered.
  await page.route('**/conversations/*/messages?*', async (route) => {
    if (said === 0 || (looks += 1) > 2) return route.continue();
    const headers = { 'access-control-allow-origin': '*' };
    return route.fulfill({ status: 401, headers, json: {} });
  });
  const theirs = numbered('Ben', 60);
  await page.route('**/api/fabric/messages', async (route) => {
    const request = route.request();
    if (request.method() !== 'POST' || (said += 1) > 1) return route.continue();
    const authorization = (await request.headerValue('authorization')) ?? '';
    demo.gateway.dropSockets();
    const body = request.postData() ?? '';
    await fetch(request.url(), { method: 'POST', headers: { authorization }, body });
    await ben.say(...theirs);
    return route.abort();
  });
  await write(chat, 'Mine');
  await allSent(chat);
  expect(said).toBe(1);
  await showsAll(chat, ['Before'], ['Mine'], theirs);
  expect(await ben.read()).toEqual(['Before', 'Mine', ...theirs]);
});

test('an address that is not there, or not allowed, is said so', async ({
  page,
  stage,
  consoleGuard,
}) => {
  consoleGuard.allow(httpStatus(403));
  const watch = await watchPage(page);
  await stage.open(
    page,
    chatWith('ada', '/public/nothing') + chatWith('ada', '/staff/boss').replace('ada"', 'boss"'),
  );
  const [ada, boss] = [page.locator('#ada'), page.locator('#boss')];
  await expect(banner(ada)).toContainText('Reading this room is not allowed.');
  await expect(banner(boss)).not.toHaveText('');
  await expect.poll(() => watch.openSockets()).toBeLessThanOrEqual(1);
  expect(await watch.errors()).toContain('chat/not-authorized');
});

test('a token that is refused is said so, and a good one helps', async ({
  page,
  stage,
  consoleGuard,
}) => {
  consoleGuard.allow(httpStatus(401));
  let good = false;
  const route = stage.route(async (request) => {
    const answer = await stage.demo(request, '/token/ada');
    const grant = (await answer.json()) as object;
    return Response.json(good ? grant : { ...grant, token: 'eyJhbGciOiJIUzI1NiJ9.e30.x' });
  });
  const watch = await watchPage(page);
  await stage.open(page, chatWith('ada', '/public/echo', route.path));
  const chat = page.locator('rt-chat');
  await expect(banner(chat)).toContainText('The service did not accept the token.');
  expect(await watch.errors()).toEqual(['token/refused']);
  good = true;
  await chat.getByRole('button', { name: 'Try again' }).click();
  await online(chat);
  await write(chat, 'Hello');
  await expect.poll(() => texts(chat)).toEqual(['Hello', 'Hello']);
  expect(await names(chat)).toEqual(['Ada (own)', 'Echo']);
});

test('a chat goes on over several token lives, and loses nothing', async ({ page, context }) => {
  test.setTimeout(90_000);
  const brief = await startBriefTokens('aedes', 6);
  const { stage, asked } = brief;
  try {
    const watch = await watchPage(page);
    const other = await context.newPage();
    await stage.open(page, chatWith('ada', '/public/room-lives', brief.route('ada')));
    await stage.open(other, chatWith('ben', '/public/room-lives', brief.route('ben')));
    const [ada, ben] = [page.locator('#ada'), other.locator('#ben')];
    await online(ada, ben);
    const before = await watch.states('ada');
    const said = numbered('Ada', 40);
    for (const text of said) {
      await write(ada, text);
      await page.waitForTimeout(400);
    }
    await allSent(ada);
    await showsAll(ben, said);
    await showsAll(ada, said);
    expect(asked.filter(({ user }) => user === 'ada').length).toBeGreaterThan(3);
    // Not even for a moment did it look as if it were gone.
    expect(await watch.states('ada')).toEqual(before);
    expect(await watch.errors()).toEqual([]);
  } finally {
    await brief.close();
  }
});

test('a call and a chat at once, on one page, and neither ends with the other', async ({
  page,
  stage,
  demo,
}) => {
  const call = await calls.openCall(
    page,
    stage,
    { destination: '/public/agent', id: 'call', 'no-video': '' },
    chatWith('ada', '/public/agent'),
  );
  const chat = page.locator('#ada');
  await online(chat);
  await calls.place(call);
  await write(chat, 'Hello');
  await expect.poll(() => texts(chat)).toEqual(['Hello', 'You wrote: Hello']);
  // What is written in the call is of the same conversation: both show all of it.
  await calls.press(call, 'texts');
  const log = call.locator('[part~="text"]');
  await expect(log).toHaveCount(2);
  await call.locator('[part="text-input"]').fill('From the call');
  await call.locator('[part="text-input"]').press('Enter');
  const all = ['Hello', 'You wrote: Hello', 'From the call', 'You wrote: From the call'];
  await expect.poll(() => texts(chat)).toEqual(all);
  await expect(log).toHaveCount(4);
  await calls.hangUp(call);
  await expect.poll(() => demo.gateway.sockets).toBe(1);
  await write(chat, 'After the call');
  await expect.poll(() => texts(chat)).toContain('You wrote: After the call');
  await call.getByRole('button', { name: 'Close' }).click();
  await calls.place(call);
  await chat.evaluate((element) => element.remove());
  await expect.poll(() => demo.gateway.sockets).toBe(1);
  await calls.hangUp(call);
  await expect.poll(() => demo.gateway.sockets).toBe(0);
  await expect(field(chat)).toHaveCount(0);
});
