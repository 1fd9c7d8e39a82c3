import type { Page } from '@playwright/test';
import type { RtCall } from '../../src/elements/rt-call/rt-call.js';
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
  let tokens = 0;
  page.on('request', (request) => (tokens += request.url().includes('/token/') ? 1 : 0));
  await watchCalls(page);
  await page.goto('/strict/');
  const chat = page.locator('rt-chat');
  await online(chat);
  await write(chat, 'Once');
  await allSent(chat);
  await showsAll(chat, ['Once']);
  expect([chats.all.length, demo.broker.connections, tokens]).toEqual([1, 1, 1]);

  const dials = await countDials(page);
  await goTo(page, 'Call');
  await expect.poll(() => demo.gateway.legs.length).toBe(1);
  // Once for each time that the effect ran.
  expect(await dials()).toBe(2);
  await expect.poll(() => factsOf(page, 'rt-call-start')).toHaveLength(1);
  expect(demo.gateway.legs).toHaveLength(1);
  expect([calls.all.length, chats.all.length]).toEqual([1, 1]);
  await goTo(page, 'About');
  await expect.poll(() => [calls.open(), chats.open()]).toEqual([0, 0]);
  await releasedDevices(page, 1);
});

/** How often the page has asked its `<rt-call>` to call, from now on. */
const countDials = async (page: Page): Promise<() => Promise<number>> => {
  const counter = await page.evaluateHandle(async () => {
    const { prototype } = (await customElements.whenDefined('rt-call')) as typeof RtCall;
    const counted = { dials: 0 };
    const { dial } = prototype;
    prototype.dial = function (...args) {
      counted.dials += 1;
      return dial.apply(this, args);
    };
    return counted;
  });
  return () => counter.evaluate(({ dials }) => dials);
};
