import type { Page } from '@playwright/test';
import { bubbles, expect } from './fixtures.js';
import { allSent, field, online, showsAll, texts, write } from './helpers/chat.js';
import { show, type Shown } from './helpers/one-chat.js';
import { connectPlain, type PlainClient } from './helpers/plain-client.js';
import type { Stage } from './helpers/stage.js';
import { test } from './helpers/test.js';

const named = (name: string): Record<string, string> => ({
  room: name,
  'token-endpoint': '/token/ada',
});

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
  const links = 'javascript:hacked++ JaVaScRiPt:hacked++ data:text/html,<script>hacked++</script>';
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
