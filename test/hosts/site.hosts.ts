import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { place, releasedDevices, remoteFrames, watchCalls } from '../e2e/helpers/call.js';
import { online, showsAll, write } from '../e2e/helpers/chat.js';
import { freePort } from '../helpers/free-port.js';
import { expect, test } from './fixtures.js';
import { host } from './host.js';

// A page and a server without any framework for pages: the script tag, and Express.

test('visitors chat, see a value, and call, with nothing but the script tag', async ({
  page,
  browser,
  url,
  consoleGuard,
}) => {
  await watchCalls(page);
  await page.goto('/');
  const context = await browser.newContext();
  consoleGuard.watch(context);
  const other = await context.newPage();
  await other.goto(url);
  const [chat, others] = [page.locator('rt-chat'), other.locator('rt-chat')];
  await online(chat, others);
  await write(chat, 'Hello');
  await write(others, 'Hello to you');
  for (const one of [chat, others]) await showsAll(one, ['Hello'], ['Hello to you']);
  await expect(page.locator('rt-status')).toContainText('%');
  const call = page.locator('rt-call');
  await place(call);
  await remoteFrames(call);
  await call.locator('[part="hangup"]').click();
  await releasedDevices(page, 2);
  await context.close();
});

const body = '{"purpose":"chat","room":"lobby"}';
const known = { cookie: 'visitor=5f0c3f0e-6f0b-4b0e-9d0a-0123456789ab' };
const ours = { 'x-rt-embed': '1', 'content-type': 'application/json' };

/** Asks for a token: as a known visitor, as nobody, and as a form of another site would. */
const answers = (url: string): Promise<number[]> =>
  Promise.all(
    [{ ...ours, ...known }, ours, known].map(async (headers) => {
      const response = await fetch(`${url}/token`, { method: 'POST', headers, body });
      return response.status;
    }),
  );

test('a token is for known visitors of this site: Express', async ({ url }) => {
  expect(await answers(url)).toEqual([200, 401, 403]);
});

test('a token is for known visitors of this site: Fastify', async ({ demo }) => {
  const port = await freePort();
  const server = spawn(process.execPath, [join(host.folder, 'fastify.js')], {
    cwd: host.folder,
    env: {
      ...process.env,
      PORT: String(port),
      TOKEN_KEY: 'a key of thirty-two bytes, or of more',
      BROKER_URL: demo.broker.url,
    },
    stdio: 'inherit',
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    await expect
      .poll(() =>
        fetch(url).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(404);
    expect(await answers(url)).toEqual([200, 401, 403]);
  } finally {
    server.kill();
  }
});
