import type { RtCall } from '../../src/elements/rt-call/rt-call.js';
import { expect } from './fixtures.js';
import { callsAgain, failsWith, freeDevices, nothingLeft } from './helpers/call-failure.js';
import {
  facts,
  factsOf,
  hangUp,
  inPhase,
  legOf,
  openCall,
  phaseOf,
  place,
  quiet,
  remoteFrames,
  trigger,
} from './helpers/call.js';
import { httpStatus, socketFailed } from './helpers/noise.js';
import { test } from './helpers/test.js';

// With the gateway's usual time of grace: what is over sooner, the page itself has ended.
test.beforeEach(({ demo, consoleGuard }) => {
  consoleGuard.allow(...socketFailed);
  return quiet(demo);
});

// A test that fails in the middle must not leave the others without a gateway.
test.afterEach(({ demo }) => demo.gateway.start());

const echo = { destination: '/public/echo' };

test('a service that is gone is told as such, and is called as soon as it is back', async ({
  page,
  stage,
  demo,
  consoleGuard,
}) => {
  // A service that is down does not say either who may ask it.
  consoleGuard.allow(/subscriber\/info/);
  const call = await openCall(page, stage, echo);
  demo.gateway.stop();
  await failsWith(
    call,
    demo,
    {
      reason: 'failed',
      code: 'connection/timeout',
      says: 'The service did not answer within 10 seconds.',
    },
    20_000,
  );
  await demo.gateway.start();
  await callsAgain(call);
});

test('a service that goes away in a call ends it as lost, and gives the devices back', async ({
  page,
  stage,
  demo,
  consoleGuard,
  browserName,
}) => {
  test.setTimeout(90_000);
  consoleGuard.allow(httpStatus(503), /^uncaught: WebRTC: ICE failed/);
  const call = await openCall(page, stage, echo);
  await place(call);
  demo.gateway.stop();
  await inPhase(call, 'reconnecting', 20_000);
  await expect(call.getByText('Connection lost. Reconnecting…').first()).toBeVisible();
  await inPhase(call, 'ended', 40_000);
  await expect(call.locator('[part="reason"]')).toHaveText('The connection to the call was lost.');
  expect(await factsOf(page, 'rt-call-end')).toMatchObject([
    { reason: 'lost', error: 'call/lost' },
  ]);
  await freeDevices(page);
  await demo.gateway.start();
  // Firefox waits, longer each time, before it opens a socket to where one has failed.
  if (browserName === 'chromium') await callsAgain(call);
});

test('a call outlives its sockets: the picture goes on, and it is still in control', async ({
  page,
  stage,
  demo,
  consoleGuard,
}) => {
  consoleGuard.allow(...socketFailed);
  const call = await openCall(page, stage, echo);
  await place(call);
  const before = legOf(demo, 'ada');
  demo.gateway.dropSockets();
  await remoteFrames(call, 15);
  expect(await phaseOf(call)).toBe('connected');
  await expect.poll(() => demo.gateway.lines.some(({ connected }) => connected)).toBe(true);
  expect(legOf(demo, 'ada')?.callId).toBe(before?.callId);
  await expect(async () => {
    await call.evaluate((element: RtCall) => element.sendDigits('7'));
    expect(legOf(demo, 'ada')?.digits).toContain('7');
  }).toPass({ timeout: 10_000 });
  const told = (await facts(page)).map(({ type }) => type);
  expect(told).not.toContain('reconnecting');
  expect(told).not.toContain('rt-error');
  await hangUp(call);
  await nothingLeft(page, demo);
});

test('a page that is loaded anew ends its call at once, and can call', async ({
  page,
  stage,
  demo,
  browserName,
}) => {
  test.skip(browserName === 'firefox', 'Firefox does not send the goodbye of a page that goes');
  const call = await openCall(page, stage, echo);
  await place(call);
  const before = legOf(demo, 'ada')?.callId;
  await page.reload();
  const legs = (): string[] => demo.gateway.legs.map(({ callId }) => callId);
  await expect.poll(legs, { timeout: 4_000 }).toEqual([]);
  await place(call);
  expect(legs()).not.toContain(before);
  await remoteFrames(call);
});

test('a page that is closed ends its call at once', async ({ page, stage, demo, browserName }) => {
  test.skip(browserName === 'firefox', 'Firefox does not send the goodbye of a page that goes');
  const call = await openCall(page, stage, echo);
  await place(call);
  await page.close();
  await expect.poll(() => demo.gateway.legs.length, { timeout: 4_000 }).toBe(0);
});

test('a token that is taken back in a call ends it as lost', async ({ page, stage, demo }) => {
  const call = await openCall(page, stage, { ...echo, 'token-endpoint': '/token/ben' });
  await place(call);
  demo.gateway.revoke('ben');
  await inPhase(call, 'ended');
  expect(await factsOf(page, 'rt-call-end')).toMatchObject([{ error: expect.any(String) }]);
  await nothingLeft(page, demo);
  await callsAgain(call);
});

test('a far end whose media stops is waited for, and comes back in the same call', async ({
  page,
  stage,
  demo,
}) => {
  test.setTimeout(90_000);
  const call = await openCall(page, stage, echo);
  await trigger(call).click();
  await inPhase(call, 'connected');
  const { callId = '' } = legOf(demo, 'ada') ?? {};
  demo.gateway.freeze(callId, true);
  await inPhase(call, 'reconnecting', 20_000);
  demo.gateway.freeze(callId, false);
  await inPhase(call, 'connected', 20_000);
  await remoteFrames(call);
  expect(legOf(demo, 'ada')?.callId).toBe(callId);
  expect(await factsOf(page, 'rt-call-start')).toHaveLength(1);
});
