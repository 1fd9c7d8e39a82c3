import type { Page } from '@playwright/test';
import type { RtCall } from '../../src/elements/rt-call/rt-call.js';
import { expect } from './fixtures.js';
import * as calls from './helpers/call.js';
import { test } from './helpers/test.js';

const { factsOf, hangUp, inPhase, legOf, openCall } = calls;

test.use({ demoOptions: { gatewayTimes: { grace: 500, ring: 2_500 } } });
// Two or three pages that all send pictures are a lot for a small machine.
test.describe.configure({ timeout: 90_000 });
test.beforeEach(({ demo }) => calls.quiet(demo));

type Phone = Awaited<ReturnType<typeof openCall>>;

/** One more page of the same browser, where Ben can be called. */
const openBen = async (
  page: Page,
  stage: Parameters<typeof openCall>[1],
  attributes: calls.Attributes = {},
): Promise<Phone> => {
  const ben = await openCall(page, stage, {
    'token-endpoint': '/token/ben',
    incoming: '',
    ...attributes,
  });
  await expect(ben.getByText('You can be called here.')).toBeAttached({ timeout: 15_000 });
  return ben;
};

const toBen = { destination: '/private/ben' };
const reasons = async (page: Page): Promise<unknown[]> =>
  (await factsOf(page, 'rt-call-end')).map(({ reason }) => reason);
/** Nobody has been asked for a device, or every one that was given is back. */
const withoutDevices = (page: Page): Promise<void> => calls.releasedDevices(page, 0);

test('two people who call each other see each other', async ({ page, context, stage, demo }) => {
  const other = await context.newPage();
  const ben = await openBen(other, stage);
  const ada = await openCall(page, stage, toBen);
  await withoutDevices(other);
  await calls.trigger(ada).click();
  await expect(ben.getByRole('heading', { name: 'Ada is calling' })).toBeVisible();
  await inPhase(ada, 'ringing');
  expect(await calls.asked(other)).toEqual([]);
  await ben.getByRole('button', { name: 'Answer with video' }).click();
  await Promise.all([inPhase(ada, 'connected'), inPhase(ben, 'connected')]);
  await Promise.all([calls.remoteFrames(ada), calls.remoteFrames(ben)]);
  const peer = { name: 'Ada', address: '/private/ada' };
  expect(await factsOf(other, 'rt-incoming-call')).toEqual([{ peer, video: true }]);
  expect(await factsOf(other, 'rt-call-start')).toEqual([{ direction: 'inbound', peer }]);
  expect(await factsOf(page, 'rt-call-start')).toMatchObject([
    { direction: 'outbound', peer: { address: '/private/ben' } },
  ]);
  for (const user of ['ada', 'ben']) {
    const { received, sent } = legOf(demo, user) ?? {};
    expect(received?.video).toBeGreaterThan(0);
    expect(sent?.video).toBeGreaterThan(0);
  }
  await hangUp(ben);
  await inPhase(ada, 'ended');
  await Promise.all([calls.releasedDevices(page, 2), calls.releasedDevices(other, 2)]);
  expect(await reasons(other)).toEqual(['hangup']);
  expect(await reasons(page)).toEqual(['remote-hangup']);
  // And he can be called again.
  await ada.getByRole('button', { name: 'Call again' }).click();
  await inPhase(ben, 'incoming');
  await ben.getByRole('button', { name: 'Decline' }).click();
  await inPhase(ada, 'ended');
});

test('a call answered without the camera shows the caller, and asks for a microphone alone', async ({
  page,
  context,
  stage,
}) => {
  const other = await context.newPage();
  const ben = await openBen(other, stage);
  const ada = await openCall(page, stage, toBen);
  await calls.trigger(ada).click();
  await ben.getByRole('button', { name: 'Audio only' }).click();
  await Promise.all([inPhase(ada, 'connected'), inPhase(ben, 'connected')]);
  expect(await calls.asked(other)).toEqual([{ screen: false, audio: true, video: false }]);
  await hangUp(ada);
  await inPhase(ben, 'ended');
  await calls.releasedDevices(other, 1);
});

test('a declined call ends for both, and asks the one who declined for nothing', async ({
  page,
  context,
  stage,
}) => {
  const other = await context.newPage();
  const ben = await openBen(other, stage);
  const ada = await openCall(page, stage, { ...toBen, 'no-video': '' });
  await calls.trigger(ada).click();
  await expect(ben.getByText('Voice call').first()).toBeVisible();
  await ben.getByRole('button', { name: 'Decline' }).click();
  await Promise.all([inPhase(ada, 'ended'), inPhase(ben, 'ended')]);
  expect(await reasons(other)).toEqual(['declined']);
  // The service has one word for both: who declines sends what a busy line sends.
  expect(await reasons(page)).toEqual(['busy']);
  expect(await calls.asked(other)).toEqual([]);
  await calls.releasedDevices(page, 1);
  await expect(ben.getByText('You declined the call.').first()).toBeVisible();
});

test('a call that nobody takes ends by itself, for both', async ({ page, context, stage }) => {
  const other = await context.newPage();
  const ben = await openBen(other, stage);
  const ada = await openCall(page, stage, { ...toBen, 'no-video': '' });
  await calls.trigger(ada).click();
  await inPhase(ben, 'incoming');
  await Promise.all([inPhase(ada, 'ended'), inPhase(ben, 'ended')]);
  expect(await reasons(page)).toEqual(['no-answer']);
  expect(await reasons(other)).toEqual(['no-answer']);
  await expect(ada.getByText('Nobody answered.').first()).toBeVisible();
  await expect(ben.getByText('You missed a call from Ada.').first()).toBeVisible();
  await calls.releasedDevices(page, 1);
});

test('a caller who gives up stops the ringing', async ({ page, context, stage, demo }) => {
  const other = await context.newPage();
  const ben = await openBen(other, stage);
  const ada = await openCall(page, stage, { ...toBen, 'no-video': '' });
  await calls.trigger(ada).click();
  await inPhase(ben, 'incoming');
  await hangUp(ada);
  await inPhase(ben, 'ended');
  expect(await reasons(page)).toEqual(['hangup']);
  expect(await reasons(other)).toEqual(['canceled']);
  await calls.releasedDevices(page, 1);
  await expect.poll(() => demo.gateway.legs).toEqual([]);
});

test('a call that is taken in one tab stops ringing in the other', async ({
  page,
  context,
  stage,
}) => {
  const [first, second] = await Promise.all([context.newPage(), context.newPage()]);
  const ben = await openBen(first, stage, { 'no-video': '' });
  const again = await openBen(second, stage, { 'no-video': '' });
  const ada = await openCall(page, stage, { ...toBen, 'no-video': '' });
  await calls.trigger(ada).click();
  await Promise.all([inPhase(ben, 'incoming'), inPhase(again, 'incoming')]);
  await again.getByRole('button', { name: 'Answer' }).click();
  await Promise.all([inPhase(ada, 'connected'), inPhase(again, 'connected')]);
  await inPhase(ben, 'ended');
  expect(await calls.asked(first)).toEqual([]);
  expect(await factsOf(first, 'rt-error')).toEqual([]);
  await hangUp(again);
  await inPhase(ada, 'ended');
});

test('an intercom takes a call by itself', async ({ page, context, stage }) => {
  const other = await context.newPage();
  const ben = await openBen(other, stage, { 'auto-answer': '' });
  const ada = await openCall(page, stage, toBen);
  await calls.trigger(ada).click();
  await Promise.all([inPhase(ada, 'connected'), inPhase(ben, 'connected')]);
  await Promise.all([calls.remoteFrames(ada), calls.remoteFrames(ben)]);
  // The page closes the line with the element.
  await ben.evaluate((element: RtCall) => element.remove());
  await inPhase(ada, 'ended');
  await calls.releasedDevices(other, 2);
});

test('a mute is seen by the other side, and silences at once', async ({
  page,
  context,
  stage,
  demo,
}) => {
  const other = await context.newPage();
  const ben = await openBen(other, stage, { 'auto-answer': '' });
  const ada = await openCall(page, stage, toBen);
  await calls.trigger(ada).click();
  await Promise.all([inPhase(ada, 'connected'), inPhase(ben, 'connected')]);
  await calls.remoteFrames(ben);
  expect(await calls.heardEnergy(other)).toBeGreaterThan(1e-6);
  const enabled = await ada.locator('[data-control="microphone"]').evaluate((button) => {
    (button as HTMLButtonElement).click();
    return callWatch.tracks.find(({ kind }) => kind === 'audio')?.enabled;
  });
  expect(enabled).toBe(false);
  await expect.poll(() => legOf(demo, 'ada')?.muted.audio).toBe(true);
  await expect.poll(() => calls.heardEnergy(other)).toBeLessThan(1e-6);
  // The camera is given back, so that its light goes out; the other side sees a name instead.
  await calls.press(ada, 'camera');
  const poster = ben.locator('[part="poster"]');
  await expect(poster).toBeVisible();
  await expect(poster.getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await expect.poll(() => calls.trackStates(page)).toEqual(['live', 'ended']);
  await calls.press(ada, 'camera');
  await calls.press(ada, 'microphone');
  await calls.remoteFrames(ben);
  await expect.poll(() => legOf(demo, 'ada')?.muted).toEqual({ audio: false, video: false });
  await expect.poll(() => calls.heardEnergy(other)).toBeGreaterThan(1e-6);
  await hangUp(ada);
  await calls.releasedDevices(page, 3);
});
