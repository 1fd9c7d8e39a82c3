import { factsOf, releasedDevices, watchCalls } from '../e2e/helpers/call.js';
import { allSent, online, showsAll, write } from '../e2e/helpers/chat.js';
import { expect, test } from './fixtures.js';
import { goTo, socketsOf, testSpa } from './spa.js';

testSpa({ name: 'React', callsAtOnce: true });

test('StrictMode, where effects run twice, makes one connection and one call', async ({
  page,
  demo,
  consoleGuard,
}) => {
  consoleGuard.allow(/Lit is in dev mode/);
  const chats = socketsOf(page, '/mqtt');
  const calls = socketsOf(page, '/signalwire');
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  let tokens = 0;
  page.on('request', (request) => (tokens += request.url().includes('/token/') ? 1 : 0));
  await watchCalls(page);
  await page.goto('/strict/');
  // Only the React of development runs effects twice; it says who it is.
  expect(said.join()).toContain('React DevTools');
  const chat = page.locator('rt-chat');
  await online(chat);
  await write(chat, 'Once');
  await allSent(chat);
  await showsAll(chat, ['Once']);
  expect([chats.all.length, demo.broker.connections, tokens]).toEqual([1, 1, 1]);

  await goTo(page, 'Call');
  await expect.poll(() => demo.gateway.legs.length).toBe(1);
  await expect.poll(() => factsOf(page, 'rt-call-start')).toHaveLength(1);
  expect(demo.gateway.legs).toHaveLength(1);
  expect([calls.all.length, chats.all.length]).toEqual([1, 1]);
  await goTo(page, 'About');
  await expect.poll(() => [calls.open(), chats.open()]).toEqual([0, 0]);
  await releasedDevices(page, 1);
});
