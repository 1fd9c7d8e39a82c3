import type { CDPSession, Locator } from '@playwright/test';
import { expect } from './fixtures.js';
import { online } from './helpers/chat.js';
import { watchPage } from './helpers/page-watch.js';
import { test } from './helpers/test.js';

const count = 100_000;
const mega = 1024 * 1024;

/** What the page still holds on to, bytes. */
const heap = async (devtools: CDPSession): Promise<number> => {
  // What finalizers let go of is gone the second time.
  for (let i = 0; i < 2; i += 1) await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize;
};

const rows = (chat: Locator): Promise<number> => chat.locator('li').count();

/**
 * Lets messages come in on the page's own socket, as a broker's PUBLISH packets, 500 at a time: to send
 * so many through a real one takes minutes, most of them the sender's.
 */
const receive = (chat: Locator, from: number, upto: number): Promise<void> =>
  chat.evaluate(
    async (_element, range) => {
      const socket = rtWatch.sockets.at(-1);
      const encode = (text: string): number[] => [...new TextEncoder().encode(text)];
      const topic = encode('chat/many/messages');
      const packet = (n: number): number[] => {
        const [user, own] = [`user-${n % 7}`, Math.floor(n / 7) + 1];
        const said = {
          user,
          text: `Message ${n}: ${'something that somebody has to say, '.repeat(3)}`,
          timestamp: Date.now(),
          name: `User number ${n % 7}`,
          id: `session-of-${user}-${own}`,
          sid: `session-of-${user}`,
          n: own,
          v: 1,
        };
        const body = [0, topic.length, ...topic, 0, ...encode(JSON.stringify(said))];
        return [0x30, (body.length & 0x7f) | 0x80, body.length >> 7, ...body];
      };
      for (let n = range.from; n < range.upto; n += 500) {
        const packets = Array.from({ length: 500 }, (_, i) => packet(n + i)).flat();
        const { buffer: data } = new Uint8Array(packets);
        socket?.dispatchEvent(new MessageEvent('message', { data }));
        await new Promise((done) => setTimeout(done));
      }
    },
    { from, upto },
  );

test(`holds ${count} messages with 10 MB and 300 rows`, async ({ page, stage, browserName }) => {
  test.skip(browserName !== 'chromium', 'only Chromium tells how large its heap is');
  test.setTimeout(240_000);
  await watchPage(page);
  await stage.open(
    page,
    '<rt-chat room="many" token-endpoint="/token/ada" history-endpoint="/history/ada"></rt-chat>',
  );
  const chat = page.locator('rt-chat');
  await online(chat);
  const newest = (n: number): Promise<void> =>
    expect(chat.locator('[part="text"]').last()).toContainText(`Message ${n}:`);
  const devtools = await page.context().newCDPSession(page);
  // The first ones bring in code that only messages need.
  await receive(chat, 0, 500);
  await newest(499);
  const before = await heap(devtools);
  let most = 0;
  for (let n = 500; n < count; n += 500) {
    await receive(chat, n, n + 500);
    if (n % 10_000 === 0) most = Math.max(most, await rows(chat));
  }
  await newest(count - 1);
  const grown = (await heap(devtools)) - before;
  const kept = await chat.evaluate(
    (element) => (element as HTMLElementTagNameMap['rt-chat']).messages.length,
  );
  test.info().annotations.push({ type: 'heap', description: `${(grown / mega).toFixed(1)} MB` });
  expect(kept).toBe(10_000);
  expect(Math.max(most, await rows(chat))).toBeLessThanOrEqual(300);
  expect(grown).toBeLessThanOrEqual(10 * mega);
});
