import type { Locator } from '@playwright/test';
import { expect } from './fixtures.js';
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
import { socketFailed } from './helpers/noise.js';
import { enter, plainV3, test, v3Chat } from './helpers/v3.js';

const provider = 'signalwire-chat';

/** Writes on, until the others see it: before they listen nobody tells them. */
const seenTyping = (writer: Locator, reader: Locator): Promise<void> =>
  expect(async () => {
    await field(writer).pressSequentially('x');
    await expect(reader.locator('[part="typing"]')).toContainText('Ben', { timeout: 400 });
  }).toPass();

test('two pages chat, see each other, and who writes', async ({ own, context }) => {
  const { stage } = await own();
  const ada = await enter(context, stage, v3Chat('ada', 'lobby'));
  const ben = await enter(context, stage, v3Chat('ben', 'lobby'));
  await write(ada.chat, 'Hello Ben');
  await write(ben.chat, 'Hello Ada', 'How are you?');
  for (const { chat } of [ada, ben]) {
    await showsAll(chat, ['Hello Ben'], ['Hello Ada', 'How are you?']);
  }
  await expect(ben.chat.locator('[part="people"]')).toContainText('Ada is here');
  await expect(ada.chat.locator('[part="people"]')).toHaveText(/1 other:\s+Ben is here/);
  await seenTyping(ben.chat, ada.chat);
  await field(ben.chat).fill('');
  await expect(ada.chat.getByText('Ben is typing')).toHaveCount(0);
  await expect(ada.chat.locator('[part="receipt"]')).toContainText('Ben');
  await ben.page.locator('rt-chat').evaluate((chat) => chat.remove());
  await expect(ada.chat.getByText('Ben is here')).toHaveCount(0);
});

test('sessions of one member stay beside each other', async ({ own, context }) => {
  const { stage } = await own();
  const ada = await enter(context, stage, v3Chat('ada', 'tabs'));
  const first = await enter(context, stage, v3Chat('ben', 'tabs'));
  const second = await enter(context, stage, v3Chat('ben', 'tabs'));
  const people = ada.chat.locator('[part="people"]');
  await expect(people).toHaveText(/1 other:\s+Ben is here/);
  await field(second.chat).fill('Me too');
  await seenTyping(first.chat, ada.chat);
  await second.page.locator('rt-chat').evaluate((chat) => chat.remove());
  await seenTyping(first.chat, ada.chat);
  await expect(people).toHaveText(/1 other:\s+Ben is here/);
});

test('a page opened later finds what was said, and pages back', async ({ own, context }) => {
  const { demo, stage } = await own();
  const said = numbered('Cyd', 75);
  for (const text of said) demo.gatewayV3.say('lobby', 'cyd', text);
  const ada = await enter(context, stage, v3Chat('ada', 'lobby'));
  const own3 = numbered('Ada', 3);
  await write(ada.chat, ...own3);
  await allSent(ada.chat);
  await ada.page.reload();
  await expect.poll(async () => (await texts(ada.chat)).at(-1)).toBe('Ada says 3');
  await expect(ada.chat.locator('[part~="message"][part~="own"]')).toHaveCount(3);
  const log = ada.chat.locator('.log');
  await expect
    .poll(async () => {
      await log.evaluate((element) => element.scrollTo(0, 0));
      return texts(ada.chat);
    })
    .toEqual([...said, ...own3]);
});

test('a plain client reads us, and is read', async ({ own, context }) => {
  const { demo, stage } = await own();
  const ada = await enter(context, stage, v3Chat('ada', 'lobby'));
  const plain = await plainV3(demo, 'cyd', 'lobby', provider);
  await write(ada.chat, 'Who is there?');
  const { message } = (await plain.event('chat.channel.message')) as {
    message: { content: string; meta: Record<string, unknown>; member: { id: string } };
  };
  expect(message).toMatchObject({ content: 'Who is there?', member: { id: 'ada' } });
  const kinds = Object.values(message.meta).map((value) => typeof value);
  expect(new Set(kinds)).toEqual(new Set(['string']));
  await plain.request('chat.publish', {
    channel: 'lobby',
    content: 'Only me',
    // What the SDK turns into a date, and into another name.
    meta: { created_at: 1, some_key: 'x' },
  });
  await showsAll(ada.chat, ['Who is there?'], ['Only me']);
  await expect(ada.chat.locator('[part="people"]')).toContainText('Cyd');
  // A claim to be somebody else, in a session of hers, is read as what it is: another message of Cyd's.
  const meta = { ...message.meta, user: 'ada', id: `${String(message.meta['sid'])}-2`, n: '2' };
  await plain.request('chat.publish', { channel: 'lobby', content: 'I am Ada', meta });
  await write(ada.chat, 'No, I am');
  await showsAll(ada.chat, ['Who is there?', 'No, I am'], ['Only me', 'I am Ada']);
  await expect(ada.chat.locator('[part~="message"][part~="own"]')).toHaveCount(2);
  await plain.close();
});

for (const [what, breakIt] of [
  ['cut', 'dropSockets'],
  ['dead, and nobody says so', 'mute'],
] as const) {
  test(`nothing is lost where a line is ${what}`, async ({ own, context }) => {
    test.setTimeout(90_000);
    const { demo, stage } = await own();
    const ada = await enter(context, stage, v3Chat('ada', 'lobby'));
    const ben = await enter(context, stage, v3Chat('ben', 'lobby'));
    const [adaSays, benSays] = [numbered('Ada', 24), numbered('Ben', 24)];
    for (let round = 0; round < 3; round += 1) {
      const part = <T>(all: T[]): T[] => all.slice(round * 8, round * 8 + 8);
      await Promise.all([write(ada.chat, ...part(adaSays)), write(ben.chat, ...part(benSays))]);
      demo.gatewayV3[breakIt](round === 1 ? 'ada' : undefined);
    }
    for (const { chat } of [ada, ben]) await showsAll(chat, adaSays, benSays);
    await allSent(ada.chat);
    await allSent(ben.chat);
    const kept = demo.gatewayV3.messages('lobby').map(({ content }) => content);
    expect(new Set(kept)).toEqual(new Set([...adaSays, ...benSays]));
  });
}

test('a service that is gone is said to be, and all goes on when it is back', async ({
  own,
  context,
  consoleGuard,
}) => {
  consoleGuard.allow(...socketFailed);
  const { demo, stage } = await own();
  const ada = await enter(context, stage, v3Chat('ada', 'lobby'));
  await write(ada.chat, 'Before');
  await allSent(ada.chat);
  demo.gatewayV3.stop();
  await expect(banner(ada.chat)).toContainText(/Reconnecting|Trying again/);
  await write(ada.chat, 'Meanwhile');
  demo.gatewayV3.say('lobby', 'cyd', 'Missed');
  demo.gatewayV3.start();
  await showsAll(ada.chat, ['Before', 'Meanwhile'], ['Missed']);
  await allSent(ada.chat);
});

test('a room that was left can be entered again on the same connection', async ({
  own,
  context,
}) => {
  const { demo, stage } = await own();
  const { page } = await enter(context, stage, v3Chat('ada', 'one') + v3Chat('ada', 'two'));
  const two = page.locator('[room="two"]');
  await online(two);
  await expect.poll(() => demo.gatewayV3.members('two').length).toBe(1);
  expect(demo.gatewayV3.sessions.length).toBe(1);
  await two.evaluate((chat) => chat.remove());
  await expect.poll(() => demo.gatewayV3.members('two').length).toBe(0);
  await page.evaluate(() =>
    document.body.append(
      Object.assign(document.createElement('rt-chat'), {
        room: 'two',
        provider: 'signalwire-chat',
        tokenEndpoint: '/token/ada',
      }),
    ),
  );
  await expect.poll(() => demo.gatewayV3.members('two').length).toBe(1);
  demo.gatewayV3.say('two', 'cyd', 'Welcome back');
  await showsAll(page.locator('rt-chat').last(), ['Welcome back']);
  expect(demo.gatewayV3.sessions.length).toBe(1);
});

test('the demo’s page chats over both services', async ({ own, page }) => {
  const { demo } = await own();
  await page.goto(`${demo.url}/signalwire-v3`);
  const [ada, ben] = [page.locator('#ada'), page.locator('#ben')];
  await online(ada, ben, page.locator('#guest'));
  await write(ada, 'Hello Ben');
  await showsAll(ben, ['Hello Ben']);
  await expect(page.locator('rt-status[topic]')).toContainText('Operational');
  const kinds = demo.gatewayV3.sessions.map(({ kind, user }) => `${user}: ${kind}`);
  expect(new Set(kinds)).toEqual(new Set(['ada: chat', 'ada: pubsub', 'ben: chat', 'cyd: pubsub']));
});

test('tokens end, and nobody notices', async ({ own, context }) => {
  const { demo, stage } = await own({ tokenTtl: 4 });
  const ada = await enter(context, stage, v3Chat('ada', 'lobby'));
  const ben = await enter(context, stage, v3Chat('ben', 'lobby'));
  const said = numbered('Ada', 24);
  for (const text of said) {
    await write(ada.chat, text);
    await ada.page.waitForTimeout(400);
  }
  await showsAll(ben.chat, said);
  await showsAll(ada.chat, said);
  expect(demo.gatewayV3.messages('lobby').map(({ content }) => content)).toEqual(said);
  await expect(banner(ada.chat)).toHaveText('');
  // The clients of the tokens before are gone.
  await expect.poll(() => demo.gatewayV3.sockets).toBeLessThanOrEqual(4);
});

test('says that a token is refused, or a room closed', async ({ own, context, consoleGuard }) => {
  consoleGuard.allow(...socketFailed);
  const { demo, stage } = await own();
  demo.gatewayV3.refuseTokens(true);
  const page = await context.newPage();
  await stage.open(page, v3Chat('ada', 'lobby'));
  await expect(banner(page.locator('rt-chat'))).toContainText('did not accept the token');
  await expect.poll(() => demo.gatewayV3.sockets).toBe(0);
});

test('leaves nothing behind: no socket, no key in storage', async ({ own, context }) => {
  const { demo, stage } = await own();
  const ada = await enter(context, stage, v3Chat('ada', 'lobby'));
  await write(ada.chat, 'Hello');
  await allSent(ada.chat);
  const stored = () =>
    ada.page.evaluate(() => [...Object.keys(sessionStorage), ...Object.keys(localStorage)]);
  const foreign = (await stored()).filter((key) => !key.startsWith('rt'));
  expect(foreign).toEqual([]);
  await ada.page.locator('rt-chat').evaluate((chat) => chat.remove());
  await expect.poll(() => demo.gatewayV3.sockets).toBe(0);
  // The SDK would come back after 1 to 4 s.
  await ada.page.waitForTimeout(5_000);
  expect(demo.gatewayV3.sockets).toBe(0);
});
