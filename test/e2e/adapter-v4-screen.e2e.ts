import type { Page } from '@playwright/test';
import type { Demo } from '../../demo/server/start-demo.js';
import { expect, legOf, snapshotOf, test } from './calls/test.js';

test.use({ demoOptions: { gatewayTimes: { grace: 2_000 } } });

/** Lets the page share a canvas in place of a screen, as if that had been picked. */
const pickCanvas = (page: Page): Promise<void> =>
  page.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = async () => {
      const canvas = document.createElement('canvas');
      canvas.width = 640;
      canvas.height = 480;
      const context = canvas.getContext('2d');
      setInterval(() => context?.fillRect(Math.random() * 600, Math.random() * 400, 20, 20), 40);
      const stream = canvas.captureStream(25);
      calls.tracks.push(...stream.getTracks());
      return stream;
    };
  });

const inRoom = async (page: Page, user: string, room: string): Promise<void> => {
  await page.evaluate(
    async ([name, destination]) => {
      await calls.open(name);
      await calls.dial(destination);
      await calls.status('connected');
      await calls.until('joined', () => calls.snapshot.participants.length > 0);
    },
    [user, room] as const,
  );
};

/** The gateway's legs of the page's user that bring a screen. */
const screens = (demo: Demo, user: string): unknown[] =>
  demo.gateway.legs.filter((leg) => leg.user === user && leg.type === 'screen');

test('a shared screen reaches the others, and the call does not notice', async ({
  openCalls,
  demo,
}) => {
  const [ada, ben] = await Promise.all([openCalls(), openCalls()]);
  await inRoom(ada, 'ada', '/public/room-screen');
  await inRoom(ben, 'ben', '/public/room-screen');
  await pickCanvas(ada);
  const self = (await snapshotOf(ada)).participants.find((one) => one.self);
  await ada.evaluate(() => calls.theCall.shareScreen(true));
  expect((await snapshotOf(ada)).sharing).toBe('on');
  const kinds = async (page: Page): Promise<string[]> =>
    (await snapshotOf(page)).participants.map(({ kind }) => kind).sort();
  await expect.poll(() => kinds(ben)).toEqual(['member', 'member', 'screen']);
  // The far end shows it: the picture has the canvas's shape.
  await expect
    .poll(() => ben.evaluate(async () => (await calls.frames()).width), { timeout: 15_000 })
    .toBe(640);
  // Not the SDK's doing: there the call would be "connecting", and the screen ourselves.
  expect(await ada.evaluate(() => calls.statuses)).toEqual(['dialing', 'connecting', 'connected']);
  expect((await snapshotOf(ada)).participants.find((one) => one.self)?.id).toBe(self?.id);
  await ada.evaluate(() => calls.theCall.setMuted('audio', true));
  await expect.poll(async () => (await legOf(demo, ada))?.muted.audio).toBe(true);
  await ada.evaluate(() => calls.theCall.shareScreen(false));
  expect((await snapshotOf(ada)).sharing).toBe('off');
  await expect.poll(() => kinds(ben)).toEqual(['member', 'member']);
  expect(await ada.evaluate(() => calls.tracks.at(-1)?.readyState)).toBe('ended');
  expect((await snapshotOf(ada)).status).toBe('connected');
});

test('the browser’s own "Stop sharing" ends a share', async ({ callsPage: page, demo }) => {
  await inRoom(page, 'cyd', '/public/room-stop');
  await pickCanvas(page);
  await page.evaluate(() => calls.theCall.shareScreen(true));
  expect(screens(demo, 'cyd')).toHaveLength(1);
  await page.evaluate(() => {
    const track = calls.tracks.at(-1);
    track?.stop();
    // What the browser does when it is the one who stops a track.
    track?.dispatchEvent(new Event('ended'));
  });
  expect((await snapshotOf(page)).sharing).toBe('off');
  await expect.poll(() => screens(demo, 'cyd')).toEqual([]);
  expect((await snapshotOf(page)).status).toBe('connected');
});

test('a picker that is cancelled shares nothing, and the call goes on', async ({
  callsPage: page,
}) => {
  await inRoom(page, 'cyd', '/public/room-cancel');
  await page.evaluate(async () => {
    navigator.mediaDevices.getDisplayMedia = async () => {
      throw new DOMException('Permission denied by user', 'NotAllowedError');
    };
    await calls.theCall.shareScreen(true);
  });
  expect(await snapshotOf(page)).toMatchObject({ sharing: 'off', status: 'connected' });
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a screen that cannot be captured is told from a picker that was cancelled', async ({
  callsPage: page,
}) => {
  await inRoom(page, 'cyd', '/public/room-broken');
  const failure = await page.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = async () => {
      throw new DOMException('The system does not allow it', 'NotReadableError');
    };
    return calls.failure(calls.theCall.shareScreen(true));
  });
  expect(failure).toMatchObject({ code: 'media/share-failed' });
  expect(await snapshotOf(page)).toMatchObject({ sharing: 'off', status: 'connected' });
});

test('a share ends with the call, however far it is', async ({ callsPage: page, demo }) => {
  await inRoom(page, 'dan', '/public/room-ends');
  await pickCanvas(page);
  const sharing = await page.evaluate(async () => {
    const share = calls.failure(calls.theCall.shareScreen(true));
    await calls.theCall.hangup();
    return { failure: await share, tracks: calls.tracks.at(-1)?.readyState };
  });
  expect(sharing).toEqual({ failure: undefined, tracks: 'ended' });
  await expect.poll(() => screens(demo, 'dan')).toEqual([]);
  expect(await page.evaluate(() => peers.map((peer) => peer.connectionState))).not.toContain(
    'connected',
  );
});
