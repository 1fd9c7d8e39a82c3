import type { Demo } from '../../demo/server/start-demo.js';
import type { RtCall } from '../../src/elements/rt-call/rt-call.js';
import { expect } from './fixtures.js';
import * as calls from './helpers/call.js';
import { test } from './helpers/test.js';

const { hangUp, inPhase, legOf, openCall, place, press } = calls;

test.use({ demoOptions: { gatewayTimes: { grace: 500, turn: 800 } } });
// Two or three pages that all send pictures are a lot for a small machine.
test.describe.configure({ timeout: 90_000 });
test.beforeEach(({ demo }) => calls.quiet(demo));

/** Whose picture the gateway shows to a user. */
const seenBy = ({ gateway }: Demo, user: string): string | undefined => {
  const id = gateway.legs.find((leg) => leg.user === user)?.sees;
  return gateway.legs.find(({ memberId }) => memberId === id)?.user;
};

/** Three pages in one room, in the order ada, ben, cyd. */
const users = ['ada', 'ben', 'cyd'] as const;

test('three people in a room see each other in turn, and who is there', async ({
  page,
  context,
  stage,
  demo,
}) => {
  const pages = [page, await context.newPage(), await context.newPage()];
  const all = await Promise.all(
    users.map((user, i) => {
      const destination = '/public/room-three';
      const route = { 'token-endpoint': `/token/${user}` };
      return openCall(pages[i] ?? page, stage, { ...route, destination });
    }),
  );
  for (const call of all) await place(call);
  const [ada, ben, cyd] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]];
  for (const call of all) await calls.remoteFrames(call);
  await press(ada, 'people');
  const people = ada.locator('[part="sheet"]');
  const names = people.locator('.name');
  await expect(names).toHaveText(['You', 'Ben', 'Cyd']);
  // The room shows one at a time: the one who talks, so not one who has no voice.
  for (const silent of [ben, cyd]) {
    await press(silent, 'microphone');
    const shown = silent === ben ? 'cyd' : 'ben';
    await expect.poll(() => seenBy(demo, 'ada'), { timeout: 15_000 }).toBe(shown);
    await calls.remoteFrames(ada);
    await expect(people.getByRole('img', { name: 'Microphone off' })).toHaveCount(1);
    await press(silent, 'microphone');
  }
  await press(ben, 'hand');
  await expect(people.getByRole('img', { name: 'Hand raised' })).toBeVisible();
  expect(legOf(demo, 'ben')?.handRaised).toBe(true);
  await press(ben, 'hand');
  await expect(people.getByRole('img', { name: 'Hand raised' })).toBeHidden();
  await hangUp(cyd);
  // One who goes takes nobody with them.
  await expect(names).toHaveText(['You', 'Ben']);
  await calls.remoteFrames(ada);
  expect(await calls.phaseOf(ben)).toBe('connected');
});

test('a room’s layout is chosen by one for all', async ({ page, context, stage, demo }) => {
  const room = { destination: '/public/room-layout' };
  const ada = await openCall(page, stage, room);
  const other = await context.newPage();
  const ben = await openCall(other, stage, { ...room, 'token-endpoint': '/token/ben' });
  for (const call of [ada, ben]) await place(call);
  for (const call of [ada, ben]) await press(call, 'layout');
  const [own, theirs] = [ada, ben].map((call) =>
    call.getByRole('button', { name: 'Grid responsive' }),
  );
  if (!own || !theirs) throw new Error('There is nothing to choose.');
  await expect(own).toHaveAttribute('aria-pressed', 'false');
  await own.click();
  for (const button of [own, theirs]) await expect(button).toHaveAttribute('aria-pressed', 'true');
  await calls.remoteFrames(ada);
  expect(seenBy(demo, 'ada')).toBe('ben');
});

test('one who only looks is asked for no device, and sees', async ({ page, context, stage }) => {
  const room = { destination: '/public/room-stage' };
  const other = await context.newPage();
  const ada = await openCall(page, stage, room);
  const ben = await openCall(other, stage, {
    ...room,
    'receive-only': '',
    'token-endpoint': '/token/ben',
  });
  await place(ada);
  await place(ben);
  await calls.remoteFrames(ben);
  expect(await calls.asked(other)).toEqual([]);
  await hangUp(ben);
});

test('a screen is shared, and stopped here or in the browser’s own bar', async ({
  browserName,
  page,
  context,
  stage,
  demo,
}) => {
  if (browserName === 'firefox') await calls.drawScreen(page);
  const room = { destination: '/public/room-screen', 'no-video': '' };
  const other = await context.newPage();
  const ada = await openCall(page, stage, { ...room });
  const ben = await openCall(other, stage, {
    ...room,
    'receive-only': '',
    'token-endpoint': '/token/ben',
  });
  await place(ada);
  await place(ben);
  const shares = ada.getByText('You are sharing your screen.');
  await press(ada, 'share');
  await expect(shares).toBeVisible({ timeout: 15_000 });
  await calls.remoteFrames(ben, 2);
  await expect.poll(() => legOf(demo, 'ada', 'screen')?.received.video ?? 0).toBeGreaterThan(0);
  await ada.getByRole('button', { name: 'Stop sharing' }).click();
  await expect(shares).toBeHidden();
  await expect.poll(() => legOf(demo, 'ada', 'screen')).toBeUndefined();
  expect(await calls.trackStates(page)).toEqual(['live', 'ended']);
  // Again, and this time the browser stops it: it ends the track and says so.
  await press(ada, 'share');
  await expect(shares).toBeVisible({ timeout: 15_000 });
  await page.evaluate(() => {
    const screen = callWatch.tracks.at(-1);
    screen?.stop();
    screen?.dispatchEvent(new Event('ended'));
  });
  await expect(shares).toBeHidden();
  await expect.poll(() => legOf(demo, 'ada', 'screen')).toBeUndefined();
  expect(await calls.phaseOf(ada)).toBe('connected');
  // A call that ends while a screen is shared gives that back, too.
  await press(ada, 'share');
  await expect(shares).toBeVisible({ timeout: 15_000 });
  await hangUp(ada);
  await calls.releasedDevices(page, 4);
});

test('a visitor who picks no screen stays in the call', async ({ page, stage, demo }) => {
  const call = await openCall(page, stage, { destination: '/public/echo', 'no-video': '' });
  await page.evaluate(() => {
    // No browser lets a test press its own "Cancel".
    navigator.mediaDevices.getDisplayMedia = () =>
      Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
  });
  await place(call);
  await press(call, 'share');
  await call.evaluate((element: RtCall) => element.shareScreen());
  await expect(call.locator('[part="banner"]')).toHaveCount(0);
  expect(await calls.phaseOf(call)).toBe('connected');
  expect(demo.gateway.legs).toHaveLength(1);
  expect(await calls.factsOf(page, 'rt-error')).toEqual([]);
  await hangUp(call);
  await inPhase(call, 'ended');
  await calls.releasedDevices(page, 1);
});
