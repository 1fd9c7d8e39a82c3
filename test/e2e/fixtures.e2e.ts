import { expect, test } from './fixtures.js';

test.describe('the console guard', () => {
  test('lets a page pass that says nothing of weight', async ({ page, consoleGuard }) => {
    await page.evaluate(() => console.log('hello'));
    expect(consoleGuard.unexpected).toEqual([]);
  });

  test('sees errors, warnings and uncaught exceptions', async ({ page, consoleGuard }) => {
    await page.evaluate(() => {
      console.error('first');
      console.warn('second');
      setTimeout(() => {
        throw new Error('third');
      });
    });
    await expect
      .poll(() => consoleGuard.unexpected.map((text) => /first|second|third/.exec(text)?.[0]))
      .toEqual(['first', 'second', 'third']);
    consoleGuard.allow(/first/, /second/, /third/);
  });

  test('sees unhandled rejections', async ({ page, consoleGuard }) => {
    await page.evaluate(() => {
      void Promise.reject(new Error('nobody listens'));
    });
    await expect.poll(() => consoleGuard.unexpected.join()).toContain('nobody listens');
    consoleGuard.allow(/nobody listens/);
  });
});

test('the demo answers with its own broker running', async ({ demo, request }) => {
  const response = await request.get(`${demo.url}/demo/broker`);
  expect(await response.json()).toEqual({ running: true });
});

test('the demo mints users of mosquitto', async ({ realDemo, request }) => {
  const response = await request.post(`${realDemo.url}/token/ada`, {
    data: { purpose: 'chat', room: 'lobby' },
    headers: { 'X-RT-Embed': '1' },
  });
  expect(await response.json()).toMatchObject({
    url: realDemo.line.url,
    mqtt: { username: realDemo.users.at(-1) },
  });
});
