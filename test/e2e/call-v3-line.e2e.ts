import type { Page } from '@playwright/test';
import { awayMessages, expect, snapshotOf, test } from './calls/test.js';

const ttl = 8;
test.use({ demoOptions: { tokenTtl: ttl, gatewayTimes: { grace: 5_000 } } });

const enter = (page: Page, user: string, room: string): Promise<void> =>
  page.evaluate(
    async ([name, where]) => {
      Object.assign(calls, { service: 'signalwire-video', room: where });
      await calls.open(name);
      await calls.dial(where);
      await calls.status('connected');
    },
    [user, room] as const,
  );

test('a stay in a room goes on over two token lives', async ({ openCalls, demo }) => {
  const page = await openCalls();
  await enter(page, 'ada', 'lives');
  const frames = await page.evaluate(async (ms) => {
    const seen: boolean[] = [];
    for (let life = 0; life < 4; life += 1) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      await calls.theLine.renew(await calls.grant('ada'), new AbortController().signal);
      seen.push(await calls.frames().then(() => true));
    }
    return seen;
  }, ttl * 500);
  expect(frames).toEqual([true, true, true, true]);
  const session = demo.gatewayV3.sessions.find(({ user }) => user === 'ada');
  expect(session).toMatchObject({ connected: true, renewals: 4 });
  expect(await page.evaluate(() => calls.statuses)).toEqual(['connecting', 'connected']);
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a newer token that is refused is said so, and the stay goes on', async ({ openCalls }) => {
  const page = await openCalls();
  await enter(page, 'ada', 'refused');
  const failure = await page.evaluate(async () => {
    const grant = { ...(await calls.grant('ada')), token: 'eyJhbGciOiJIUzI1NiJ9.e30.x' };
    const failed = await calls.failure(calls.theLine.renew(grant, new AbortController().signal));
    await calls.frames();
    return failed;
  });
  expect(failure).toMatchObject({ name: 'TokenError', code: 'token/refused' });
  expect(await page.evaluate(() => calls.theLine.state.value)).toBe('online');
  expect((await snapshotOf(page)).status).toBe('connected');
});

test('a stay whose token has ended is over, and so is its line', async ({ openCalls, demo }) => {
  const page = await openCalls();
  await enter(page, 'ben', 'over');
  const reason = await page.evaluate(async () => {
    const closed = await calls.theLine.closed;
    return { code: closed?.code, end: await calls.end() };
  });
  expect(reason).toEqual({ code: 'token/refused', end: { reason: 'lost', code: 'call/lost' } });
  await page.evaluate(() => calls.theLine.dispose());
  await expect.poll(() => demo.gatewayV3.sockets).toBe(0);
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a stay outlives its socket, and hears of what it has missed', async ({
  openCalls,
  demo,
  consoleGuard,
}) => {
  consoleGuard.allow(awayMessages);
  const [ada, ben] = await Promise.all([openCalls(), openCalls()]);
  await enter(ben, 'ben', 'gap');
  await enter(ada, 'ada', 'gap');
  const way = (): Promise<{ name: string | undefined; state: string | undefined }> =>
    ada.evaluate(() => ({
      name: /ice-ufrag:(.*)/.exec(globalThis.peers[0]?.localDescription?.sdp ?? '')?.[1],
      state: globalThis.peers[0]?.signalingState,
    }));
  const before = await way();
  demo.gatewayV3.dropSockets('ada');
  await expect.poll(() => ada.evaluate(() => calls.theLine.state.value)).toBe('reconnecting');
  await ben.evaluate(() => calls.theCall.hangup());
  await expect.poll(() => ada.evaluate(() => calls.theLine.state.value)).toBe('online');
  const names = async (): Promise<string[]> =>
    (await snapshotOf(ada)).participants.map(({ name }) => name);
  await expect.poll(names).toEqual(['Ada']);
  await ada.evaluate(() => calls.frames());
  expect((await snapshotOf(ada)).status).toBe('connected');
  // One call, and the same one, after the SDK has looked for its way anew and agreed on it.
  await expect.poll(way).toMatchObject({ state: 'stable' });
  await expect.poll(async () => (await way()).name).not.toBe(before.name);
  await expect.poll(way).toMatchObject({ state: 'stable' });
  expect(demo.video.legs.filter(({ user }) => user === 'ada')).toHaveLength(1);
  await ada.evaluate(() => calls.theCall.setMuted('audio', true));
  await expect
    .poll(() => demo.video.legs.find(({ user }) => user === 'ada')?.muted.audio)
    .toBe(true);
  expect(await ada.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a refused token is told from a service that is away', async ({
  openCalls,
  demo,
  consoleGuard,
}) => {
  consoleGuard.allow(awayMessages);
  const page = await openCalls();
  await page.evaluate(() => Object.assign(calls, { service: 'signalwire-video' }));
  demo.gatewayV3.refuseTokens(true);
  const refused = await page.evaluate(() => calls.failure(calls.open('ada')));
  demo.gatewayV3.refuseTokens(false);
  expect(refused).toMatchObject({ name: 'TokenError', code: 'token/refused', retryable: false });
  demo.gatewayV3.stop();
  const away = await page.evaluate(() => calls.failure(calls.open('ada')));
  expect(away).toMatchObject({ code: 'connection/unreachable', retryable: true });
  demo.gatewayV3.start();
  expect(demo.gatewayV3.sockets).toBe(0);
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a token for one room opens no other', async ({ openCalls }) => {
  const page = await openCalls();
  const failure = await page.evaluate(async () => {
    Object.assign(calls, { service: 'signalwire-video', room: 'mine' });
    await calls.open('ada');
    return calls.failure(calls.dial('yours'));
  });
  expect(failure).toMatchObject({ code: 'call/not-allowed' });
});

test('a line that is ended in a gap does not come back', async ({ openCalls, demo }) => {
  const page = await openCalls();
  await page.evaluate(async () => {
    Object.assign(calls, { service: 'signalwire-video' });
    await calls.open('ada');
  });
  demo.gatewayV3.dropSockets();
  await expect.poll(() => page.evaluate(() => calls.theLine.state.value)).toBe('reconnecting');
  await page.evaluate(() => calls.theLine.dispose());
  // The SDK had planned its next try for 1 to 4 s from now.
  await page.waitForTimeout(5_500);
  expect(demo.gatewayV3.sockets).toBe(0);
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});
