import type { Page } from '@playwright/test';
import { awayMessages, expect, legOf, snapshotOf, test } from './calls/test.js';

test.use({ demoOptions: { gatewayTimes: { ring: 2_000, grace: 2_000 } } });

const reachable = async (page: Page, user: string): Promise<void> => {
  await page.evaluate((name) => calls.open(name, true), user);
};

/** Waits until it rings, and says who calls. */
const rings = (page: Page): Promise<{ caller: object; video: boolean }> =>
  page.evaluate(async () => {
    const { caller, video } = await calls.until('rings', () => calls.ringing);
    return { caller, video };
  });

test('two pages see each other', async ({ openCalls }) => {
  const [ada, ben] = await Promise.all([openCalls(), openCalls()]);
  await reachable(ben, 'ben');
  await ada.evaluate(async () => {
    await calls.open('ada');
    await calls.dial('/private/ben');
  });
  expect(await rings(ben)).toEqual({
    caller: { name: 'Ada', address: '/private/ada' },
    video: true,
  });
  expect((await snapshotOf(ada)).status).toBe('ringing');
  await ben.evaluate(() => calls.answer());
  for (const page of [ada, ben]) {
    const size = await page.evaluate(async () => {
      await calls.status('connected');
      return calls.frames(5);
    });
    expect(size.width).toBeGreaterThan(100);
    await expect.poll(async () => (await snapshotOf(page)).participants.length).toBe(2);
  }
  await ada.evaluate(() => calls.theCall.hangup());
  expect(await ben.evaluate(() => calls.end())).toEqual({ reason: 'remote-hangup' });
  expect(await ben.evaluate(() => calls.tracks.map((track) => track.readyState))).toEqual([
    'live',
    'live',
  ]);
});

test('a call with a picture can be answered with sound alone', async ({ callsPage, demo }) => {
  await reachable(callsPage, 'ben');
  demo.gateway.call('ben', { video: true });
  expect(await rings(callsPage)).toMatchObject({ video: true });
  const directions = await callsPage.evaluate(async () => {
    await calls.answer({ video: false, receiveVideo: false });
    await calls.status('connected');
    return peers[0]?.getTransceivers().map((one) => one.currentDirection);
  });
  expect(directions).toEqual(['sendrecv', 'inactive']);
  await expect.poll(async () => (await legOf(demo, callsPage))?.received.audio).toBeGreaterThan(10);
  expect((await legOf(demo, callsPage))?.received.video).toBe(0);
});

test('a call without a picture says so', async ({ callsPage, demo }) => {
  await reachable(callsPage, 'ben');
  demo.gateway.call('ben', { video: false, name: 'Eve', address: '/private/eve' });
  expect(await rings(callsPage)).toEqual({
    caller: { name: 'Eve', address: '/private/eve' },
    video: false,
  });
});

test('the caller of a declined call hears that it is busy', async ({ callsPage, demo }) => {
  await reachable(callsPage, 'ben');
  const placed = demo.gateway.call('ben');
  await rings(callsPage);
  const gone = await callsPage.evaluate(async () => {
    await calls.ringing?.reject();
    return calls.ringing?.gone;
  });
  expect(gone).toEqual({ reason: 'declined' });
  expect(await placed?.outcome).toBe('USER_BUSY');
  expect(await callsPage.evaluate(() => calls.uncaught)).toEqual([]);
});

test('it stops ringing when the caller gives up', async ({ callsPage, demo }) => {
  await reachable(callsPage, 'ben');
  const placed = demo.gateway.call('ben');
  await rings(callsPage);
  placed?.cancel();
  const gone = await callsPage.evaluate(() => calls.ringing?.gone);
  expect(gone).toEqual({ reason: 'canceled' });
  const late = await callsPage.evaluate(() => calls.failure(calls.answer()));
  expect(late).toMatchObject({ code: 'call/no-call' });
});

test('it stops ringing when nobody answers in time', async ({ callsPage, demo }) => {
  await reachable(callsPage, 'ben');
  demo.gateway.call('ben');
  await rings(callsPage);
  expect(await callsPage.evaluate(() => calls.ringing?.gone)).toEqual({ reason: 'no-answer' });
});

test('it stops ringing where somebody else has answered', async ({ openCalls, demo }) => {
  const [one, other] = await Promise.all([openCalls(), openCalls()]);
  await Promise.all([reachable(one, 'ben'), reachable(other, 'ben')]);
  const placed = demo.gateway.call('ben');
  await Promise.all([rings(one), rings(other)]);
  await one.evaluate(() => calls.answer({ video: false }));
  expect(await other.evaluate(() => calls.ringing?.gone)).toEqual({ reason: 'canceled' });
  expect(await placed?.outcome).toBe('answered');
  await one.evaluate(() => calls.status('connected'));
});

test('an answer that is given up ends the call', async ({ callsPage, demo }) => {
  await reachable(callsPage, 'ben');
  demo.gateway.call('ben');
  await rings(callsPage);
  const reason = await callsPage.evaluate(async () => {
    const media = await calls.media();
    const end = new AbortController();
    const answer = calls.ringing?.answer(media, end.signal);
    end.abort(new Error('given up'));
    return answer?.catch((error: unknown) => String(error));
  });
  expect(reason).toBe('Error: given up');
  await expect.poll(() => demo.gateway.legs).toEqual([]);
});

test('a page that is not reachable is not rung, also after a gap', async ({
  callsPage,
  demo,
  consoleGuard,
}) => {
  // Firefox reports a socket that was cut.
  consoleGuard.allow(awayMessages);
  await callsPage.evaluate(() => calls.open('dan'));
  expect(demo.gateway.call('dan')).toBeUndefined();
  demo.gateway.dropSockets();
  await expect.poll(() => callsPage.evaluate(() => calls.theLine.state.value)).toBe('reconnecting');
  await expect.poll(() => callsPage.evaluate(() => calls.theLine.state.value)).toBe('online');
  await expect
    .poll(() => demo.gateway.lines.filter(({ user }) => user === 'dan').map(({ online }) => online))
    .toEqual([false]);
});
