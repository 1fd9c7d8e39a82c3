import type { Locator } from '@playwright/test';
import type { RtCall } from '../../src/elements/rt-call/rt-call.js';
import { expect } from './fixtures.js';
import * as calls from './helpers/call.js';
import { test } from './helpers/test.js';

const { callTag, hangUp, inPhase, openCall, place, press, trigger } = calls;

test.use({ demoOptions: { gatewayTimes: { grace: 2_000 } } });

// Real sound and picture are a lot for a small machine.
test.describe.configure({ timeout: 180_000 });

const inRoom = { provider: 'signalwire-video', room: 'element' };

const roomOf = (call: Locator): Promise<unknown> =>
  call.evaluate((element: RtCall) => typeof element.roomControls);

test('a visitor enters a room, runs it, and gives all back', async ({ page, stage, demo }) => {
  await page.setViewportSize({ width: 1100, height: 1200 });
  const guest = { ...inRoom, id: 'ben', 'token-endpoint': '/token/ben' };
  const call = await openCall(
    page,
    stage,
    { ...inRoom, id: 'ada' },
    callTag({ ...guest, 'token-body': '{"role":"guest"}' }),
  );
  const other = page.locator('#ben');
  await place(call);
  await calls.remoteFrames(call);
  await place(other);
  await calls.remoteFrames(other);
  expect(await roomOf(call)).toBe('object');
  await press(call, 'people');
  const row = call.getByRole('listitem').filter({ hasText: 'Ben' });
  await row.getByRole('button', { name: 'Turn off the microphone of Ben' }).click();
  // Ben sees that he is muted, and his own button says so.
  await press(other, 'people');
  await expect(other.locator('[data-member]')).toHaveCount(0);
  await expect
    .poll(() => demo.video.legs.find(({ user }) => user === 'ben')?.muted.audio)
    .toBe(true);
  await expect(other.locator('[data-control="microphone"]')).toHaveAttribute(
    'aria-pressed',
    'false',
  );
  await other.locator('[data-control="microphone"]').click();
  await expect
    .poll(() => demo.video.legs.find(({ user }) => user === 'ben')?.muted.audio)
    .toBe(false);
  await press(call, 'record');
  await expect(other.getByText('This call is being recorded.')).toBeVisible();
  await expect(
    other.getByRole('button', { name: 'Stop: This call is being recorded.' }),
  ).toHaveCount(0);
  await call.getByRole('button', { name: 'Stop: This call is being recorded.' }).click();
  await expect(other.getByText('This call is being recorded.')).toHaveCount(0);
  await press(call, 'lock');
  await expect
    .poll(() => call.locator('[data-control="lock"]').getAttribute('aria-pressed'))
    .toBe('true');
  await press(call, 'people');
  await row.getByRole('button', { name: 'Remove Ben' }).click();
  await inPhase(other, 'ended');
  expect(await calls.factsOf(page, 'rt-call-end')).toMatchObject([{ reason: 'remote-hangup' }]);
  await hangUp(call);
  await calls.releasedDevices(page, 4);
  await expect.poll(() => demo.video.rooms).not.toContain('element');
  await expect.poll(() => demo.gatewayV3.sockets).toBe(0);
});

test('who may only watch is asked for no device in the end, and has no button for one', async ({
  page,
  stage,
  demo,
}) => {
  const call = await openCall(page, stage, {
    ...inRoom,
    room: 'watched',
    'token-body': '{"join_as":"audience"}',
  });
  await place(call);
  await expect(call.getByText('You only watch: nobody sees or hears you.')).toBeVisible();
  await expect(call.locator('[data-control="microphone"]')).toHaveCount(0);
  // The page did not say so: what was opened before the token was known is given back.
  await calls.releasedDevices(page, 2);
  await hangUp(call);
  await expect.poll(() => demo.video.rooms).not.toContain('watched');
});

test('calls of both SDKs go on at once on one page', async ({ page, stage, demo }) => {
  await page.setViewportSize({ width: 1100, height: 1200 });
  const call = await openCall(
    page,
    stage,
    { ...inRoom, room: 'both', id: 'v3' },
    callTag({ id: 'v4', destination: '/public/echo', 'token-endpoint': '/token/ben' }),
  );
  const other = page.locator('#v4');
  await trigger(call).click();
  await trigger(other).click();
  await Promise.all([inPhase(call, 'connected', 40_000), inPhase(other, 'connected', 40_000)]);
  await calls.remoteFrames(call);
  await calls.remoteFrames(other);
  await hangUp(call);
  await calls.remoteFrames(other);
  expect(demo.video.rooms).not.toContain('both');
  await hangUp(other);
  await calls.releasedDevices(page, 4);
});
