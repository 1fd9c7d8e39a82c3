import { awayMessages, expect, legOf, snapshotOf, test } from './calls/test.js';

test.use({ demoOptions: { gatewayTimes: { grace: 8_000 } } });

test('mute silences the microphone at once, also while the service is away', async ({
  callsPage: page,
  demo,
  consoleGuard,
}) => {
  consoleGuard.allow(awayMessages);
  await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/echo', { video: false });
    await calls.status('connected');
  });
  demo.gateway.dropSockets();
  const muted = await page.evaluate(async () => {
    const [track] = calls.tracks;
    const began = performance.now();
    const told = calls.theCall.setMuted('audio', true);
    const enabled = track?.enabled;
    await told;
    return { enabled, took: performance.now() - began };
  });
  expect(muted.enabled).toBe(false);
  expect(muted.took).toBeLessThan(6_000);
  // The others hear of it when the service is back.
  await expect.poll(async () => (await legOf(demo, page))?.muted.audio).toBe(true);
  await page.evaluate(() => calls.theCall.setMuted('audio', false));
  await expect.poll(async () => (await legOf(demo, page))?.muted.audio).toBe(false);
  expect(await page.evaluate(() => calls.tracks[0]?.enabled)).toBe(true);
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a mute by somebody else shows in the snapshot, and can be undone', async ({
  callsPage: page,
  demo,
}) => {
  await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/echo', { video: false });
    await calls.status('connected');
  });
  await expect.poll(async () => (await snapshotOf(page)).participants.length).toBe(1);
  const leg = await legOf(demo, page);
  demo.gateway.mute(leg?.callId ?? '', 'audio', true);
  await expect.poll(async () => (await snapshotOf(page)).participants[0]?.audioMuted).toBe(true);
  await page.evaluate(() => calls.theCall.setMuted('audio', false));
  await expect.poll(async () => (await legOf(demo, page))?.muted.audio).toBe(false);
});

test('digits arrive; what is no digit is refused here', async ({ callsPage: page, demo }) => {
  const failure = await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/echo', { video: false });
    await calls.status('connected');
    await calls.theCall.sendDigits('12*#');
    return calls.failure(calls.theCall.sendDigits('hello'));
  });
  expect(failure).toMatchObject({ code: 'call/unsupported' });
  expect((await legOf(demo, page))?.digits).toBe('12*#');
});

test('a call can be held and taken up again', async ({ callsPage: page, demo }) => {
  await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/echo', { video: false });
    await calls.status('connected');
    await calls.theCall.setHeld(true);
  });
  expect((await legOf(demo, page))?.held).toBe(true);
  expect(await snapshotOf(page)).toMatchObject({ held: true, status: 'connected' });
  await page.evaluate(() => calls.theCall.setHeld(false));
  expect((await legOf(demo, page))?.held).toBe(false);
  expect((await snapshotOf(page)).held).toBe(false);
});

test('media that breaks is restored by another way', async ({ callsPage: page, demo }) => {
  test.setTimeout(90_000);
  await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/echo');
    await calls.status('connected');
    await calls.frames();
  });
  const callId = await page.evaluate(() => calls.theCall.id);
  /** Another one means that another way was looked for. */
  const way = (): Promise<string | undefined> =>
    page.evaluate(() => /ice-ufrag:(\S+)/.exec(peers[0]?.localDescription?.sdp ?? '')?.[1]);
  const before = await way();
  demo.gateway.freeze(callId, true);
  await page.evaluate(() => calls.status('reconnecting', 20_000));
  await expect.poll(way).not.toBe(before);
  demo.gateway.freeze(callId, false);
  await page.evaluate(async () => {
    await calls.status('connected', 20_000);
    await calls.frames();
  });
  await page.evaluate(() => calls.theLine.dispose());
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('media that does not come back ends the call as lost', async ({ callsPage: page, demo }) => {
  test.setTimeout(90_000);
  await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/echo', { video: false });
    await calls.status('connected');
  });
  demo.gateway.freeze(await page.evaluate(() => calls.theCall.id), true);
  const end = await page.evaluate(() => calls.end(40_000));
  expect(end).toEqual({ reason: 'lost', code: 'call/lost' });
  await expect.poll(() => legOf(demo, page)).toBeUndefined();
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('says how well media flows', async ({ callsPage: page }) => {
  await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/echo', { video: false });
    await calls.status('connected');
  });
  await expect.poll(async () => (await snapshotOf(page)).quality).toBe('good');
});
