import type { Locator, Page } from '@playwright/test';
import { bubbles, expect } from './fixtures.js';
import { allSent, numbered, online, showsAll, write } from './helpers/chat.js';
import { socketFailed } from './helpers/noise.js';
import { connectPlain, type PlainClient } from './helpers/plain-client.js';
import type { Stage } from './helpers/stage.js';
import { test as base } from './helpers/test.js';

interface Fixtures {
  /** Connects a plain client to a room. */
  plain(room: string, protocolVersion?: 4 | 5): Promise<PlainClient>;
}

const test = base.extend<Fixtures>({
  plain: async ({ demo }, use) => {
    const clients: PlainClient[] = [];
    await use(async (room, protocolVersion = 5) => {
      const client = await connectPlain({ site: demo.url, room, protocolVersion });
      clients.push(client);
      return client;
    });
    await Promise.all(clients.map((client) => client.close()));
  },
});

const openRoom = async (page: Page, stage: Stage, room: string): Promise<Locator> => {
  await stage.open(page, `<rt-chat room="${room}" token-endpoint="/token/ada"></rt-chat>`);
  const chat = page.locator('rt-chat');
  await online(chat);
  return chat;
};

for (const [name, version] of [
  ['MQTT 5', 5],
  ['MQTT 3.1.1', 4],
] as const) {
  test.describe(`a plain client of ${name}`, () => {
    test('is read by us', async ({ page, stage, plain }) => {
      const room = `read-${version}`;
      const ada = await openRoom(page, stage, room);
      const ben = await plain(room, version);
      const timestamp = Date.now() - 3_600_000;
      await ben.say({ user: 'Benjamin', text: 'In my own words', timestamp });
      const message = ada.locator('[part="message other"]');
      await expect(message).toContainText('In my own words');
      await expect(message.locator('[part="name"]')).toHaveText('Benjamin');
      const time = new Date(timestamp).toISOString();
      await expect(message.locator('time')).toHaveAttribute('datetime', time);
    });

    test('reads us', async ({ page, stage, plain }) => {
      const room = `write-${version}`;
      const ben = await plain(room, version);
      const ada = await openRoom(page, stage, room);
      const before = Date.now();
      await write(ada, 'Plain enough?');
      await allSent(ada);
      await expect.poll(() => ben.received().length).toBe(1);
      const [message] = ben.received();
      expect(message).toMatchObject({ user: 'ada', text: 'Plain enough?' });
      const timestamp = Number(message?.['timestamp']);
      expect(timestamp).toBeGreaterThanOrEqual(before);
      expect(timestamp).toBeLessThanOrEqual(Date.now());
    });
  });
}

test('a plain client’s messages keep their order, and its repeats are shown once', async ({
  page,
  stage,
  plain,
}) => {
  const ada = await openRoom(page, stage, 'repeats');
  const ben = await plain('repeats');
  const said = numbered('Benjamin', 10);
  for (const [i, text] of said.entries()) {
    const message = { user: 'Benjamin', text, timestamp: 1_700_000_000_000 + i };
    await ben.say(message);
    // As a broker repeats one that it thinks was not acknowledged.
    if (i % 3 === 0) await ben.say(message);
  }
  await showsAll(ada, said);
});

test('a plain client without a clock may say the same twice', async ({ page, stage, plain }) => {
  const ada = await openRoom(page, stage, 'clockless');
  const ben = await plain('clockless', 4);
  for (const text of ['Ha', 'Ha', 'Enough']) await ben.say({ user: 'Benjamin', text });
  await expect(bubbles(ada)).toHaveText([/^Ha/, /^Ha/, /^Enough/]);
});

test('a plain client may send without quality of service, and time in seconds or as text', async ({
  page,
  stage,
  plain,
}) => {
  const ada = await openRoom(page, stage, 'loose');
  const ben = await plain('loose');
  const iso = new Date(Date.now() - 60_000).toISOString().replace(/\d{3}Z/, '000Z');
  await ben.say({ user: 'Benjamin', text: 'In seconds', timestamp: Date.parse(iso) / 1000 }, 0);
  await ben.say({ user: 'Benjamin', text: 'In words', timestamp: iso }, 0);
  await showsAll(ada, ['In seconds', 'In words']);
  for (const time of await bubbles(ada).locator('time').all()) {
    await expect(time).toHaveAttribute('datetime', iso);
  }
});

test('a plain client hears each of our messages once, although our own repair each other', async ({
  page,
  stage,
  demo,
  plain,
  consoleGuard,
}) => {
  consoleGuard.allow(...socketFailed);
  await stage.open(
    page,
    `<rt-chat id="ada" room="repair" token-endpoint="/token/ada"></rt-chat>
     <rt-chat id="ben" room="repair" token-endpoint="/token/ben"></rt-chat>`,
  );
  const [ada, ben] = [page.locator('#ada'), page.locator('#ben')];
  await online(ada, ben);
  await write(ada, 'Before');
  await showsAll(ben, ['Before']);
  await demo.broker.stop();
  const said = numbered('Ada', 5);
  await write(ada, ...said);
  await demo.broker.start();
  const carl = await plain('repair');
  for (const chat of [ada, ben]) await showsAll(chat, ['Before', ...said]);
  await write(ada, 'After');
  await expect.poll(() => carl.received().at(-1)?.['text']).toBe('After');
  const heard = carl.received().map((message) => message['text']);
  // It may have come after some of them, but none comes twice or in another order.
  expect(heard).toEqual(['Before', ...said, 'After'].slice(-heard.length));
});
