import type { Locator, Page } from '@playwright/test';
import type { RtCall } from '../../src/elements/rt-call/rt-call.js';
import { expect } from './fixtures.js';
import * as calls from './helpers/call.js';
import * as kit from './helpers/kit.js';
import { test } from './helpers/test.js';

const { facts, factsOf, hangUp, inPhase, legOf, phaseOf, place } = calls;
const { click, openKit, toggle } = kit;

test.use({ demoOptions: { gatewayTimes: { grace: 500 } }, viewport: { width: 1280, height: 800 } });
test.describe.configure({ timeout: 90_000 });
test.skip(
  ({ browserName }) => browserName !== 'chromium',
  'one engine is enough for what is theirs',
);
test.beforeEach(({ demo }) => calls.quiet(demo));

/** Waits until a video paints new frames. */
const paints = (video: Locator): Promise<unknown> =>
  video.evaluate(
    (element: HTMLVideoElement) =>
      new Promise((resolve) => {
        element.requestVideoFrameCallback(() => element.requestVideoFrameCallback(resolve));
      }),
  );

const remote = (call: Locator): Locator => call.locator('sw-call-media video').first();
const own = (call: Locator): Locator => call.locator('sw-self-media video');
const status = (call: Locator): Locator => call.locator('sw-call-status [part="status-text"]');
const hangup = (call: Locator): Locator => call.locator('sw-call-controls .hangup');
const live = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    callWatch.tracks.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind),
  );

/** What both the real elements and those that stand in for them do. */
const lookTests = (name: string, file: () => Promise<string>, inline: boolean): void => {
  test.describe(name, () => {
    test('show a call, and hanging up by their button gives all back', async ({
      page,
      stage,
      demo,
    }) => {
      const src = kit.serveScript(stage, await file());
      const call = await openKit(page, stage, { src, inline });
      await place(call);
      await expect(status(call)).toHaveText('Connected');
      await paints(remote(call));
      await paints(own(call));
      await expect(call.locator('[part="bar"]:not(sw-call-controls *)')).toHaveCount(0);
      // They get the picture; what is heard is played by ours, once.
      const sounds = await call.evaluate((element) =>
        [...(element.shadowRoot?.querySelectorAll('video') ?? [])].map(
          ({ srcObject, muted, paused }) => [
            (srcObject as MediaStream).getAudioTracks().length,
            muted,
            paused,
          ],
        ),
      );
      expect(sounds).toEqual([[1, false, false]]);
      const theirs = await remote(call).evaluate(
        (video: HTMLVideoElement) => (video.srcObject as MediaStream).getAudioTracks().length,
      );
      expect(theirs).toBe(0);
      await click(hangup(call));
      await inPhase(call, 'ended');
      await calls.releasedDevices(page, 2);
      await expect.poll(() => demo.gateway.legs).toEqual([]);
      expect(await factsOf(page, 'rt-call-end')).toMatchObject([{ reason: 'hangup' }]);
      expect(await factsOf(page, 'rt-error')).toEqual([]);
      // The way to the next call is ours, and that one looks so from its beginning.
      await call.getByRole('button', { name: 'Call again' }).click();
      await expect(status(call)).toHaveText('Connected');
      await paints(remote(call));
      await click(hangup(call));
      await calls.releasedDevices(page, 4);
    });

    test('mute through the phone: the light of the camera goes out', async ({
      page,
      stage,
      demo,
    }) => {
      const src = kit.serveScript(stage, await file());
      const call = await openKit(page, stage, { src, inline });
      await place(call);
      await expect(status(call)).toHaveText('Connected');
      await expect(toggle(call, 'microphone')).toHaveAttribute('active', 'true');
      await click(toggle(call, 'microphone'));
      await expect(toggle(call, 'microphone')).toHaveAttribute('active', 'false');
      await expect.poll(() => legOf(demo, 'ada')?.muted.audio).toBe(true);
      await click(toggle(call, 'camera'));
      await expect.poll(() => live(page)).toEqual(['audio']);
      await expect.poll(() => legOf(demo, 'ada')?.muted.video).toBe(true);
      await expect(own(call)).toHaveCount(0);
      await click(toggle(call, 'camera'));
      await expect(toggle(call, 'camera')).toHaveAttribute('active', 'true');
      await paints(own(call));
      expect((await live(page)).sort()).toEqual(['audio', 'video']);
      // Ours and theirs tell the same.
      await call.evaluate((element: RtCall) => element.setMuted('audio', false));
      await expect(toggle(call, 'microphone')).toHaveAttribute('active', 'true');
      await call.evaluate((element: RtCall) => element.hangup());
      await calls.releasedDevices(page, 3);
    });

    test('a device that can’t be had is off on their button too, and told once', async ({
      page,
      stage,
    }) => {
      const src = kit.serveScript(stage, await file());
      const call = await openKit(page, stage, { src, inline, attributes: { 'no-video': '' } });
      await place(call);
      await expect(status(call)).toHaveText('Connected');
      await expect(toggle(call, 'camera')).toHaveAttribute('active', 'false');
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () =>
          Promise.reject(new DOMException('No', 'NotAllowedError'));
      });
      await click(toggle(call, 'camera'));
      await expect
        .poll(() => factsOf(page, 'rt-error'))
        .toMatchObject([{ error: 'media/permission-denied' }]);
      await expect(toggle(call, 'camera')).toHaveAttribute('active', 'false');
      expect(await phaseOf(call)).toBe('connected');
      await click(hangup(call));
      await calls.releasedDevices(page, 1);
    });

    test('share a screen as ours do, and stop with the call', async ({ page, stage, demo }) => {
      await calls.drawScreen(page);
      const src = kit.serveScript(stage, await file());
      const attributes = { destination: '/public/room-kit', mode: 'modal' };
      const call = await openKit(page, stage, { src, inline, attributes });
      await place(call);
      await expect(status(call)).toHaveText('Connected');
      const share = call.locator('sw-call-controls sw-ui-split-button', {
        has: page.locator('sw-ui-icon[name^="screen-share"]'),
      });
      await click(share);
      await expect(share).toHaveClass(/active-toggle/);
      await expect.poll(() => legOf(demo, 'ada', 'screen')).toBeDefined();
      await click(share);
      await expect(share).not.toHaveClass(/active-toggle/);
      await expect.poll(() => legOf(demo, 'ada', 'screen')).toBeUndefined();
      await click(share);
      await expect.poll(() => legOf(demo, 'ada', 'screen')).toBeDefined();
      await click(hangup(call));
      await expect.poll(() => live(page)).toEqual([]);
      await expect.poll(() => demo.gateway.legs).toEqual([]);
    });

    test('go on after the element was moved', async ({ page, stage, demo, consoleGuard }) => {
      // Theirs asks for the usual speaker while it is taken off the page.
      consoleGuard.allow(/\[SwCallMedia\] Failed to set audio output device/);
      const src = kit.serveScript(stage, await file());
      const around = '<section></section>';
      const call = await openKit(page, stage, { src, inline, around });
      await place(call);
      await paints(remote(call));
      const before = legOf(demo, 'ada')?.callId;
      await call.evaluate((element) => document.querySelector('section')?.append(element));
      await expect(status(call)).toHaveText('Connected');
      await paints(remote(call));
      expect(legOf(demo, 'ada')?.callId).toBe(before);
      await click(hangup(call));
      await inPhase(call, 'ended');
      await calls.releasedDevices(page, 2);
    });

    test('are used where the page has brought them by itself, beside a widget', async ({
      page,
      stage,
      consoleGuard,
    }) => {
      // Their widget asks for fonts; their look of a call does not.
      consoleGuard.allow(/fonts\.googleapis\.com/);
      const src = kit.serveScript(stage, await file());
      const around = `<script src="${src}"></script><sw-call-widget></sw-call-widget>`;
      // Named too: run twice, it would throw.
      const call = await openKit(page, stage, { src, inline, around });
      await place(call);
      await expect(status(call)).toHaveText('Connected');
      await paints(remote(call));
      expect(await page.locator(`script[src="${src}"]`).count()).toBe(1);
      await click(hangup(call));
      await calls.releasedDevices(page, 2);
      await expect(page.locator('sw-call-widget')).toBeAttached();
    });
  });
};

lookTests('SignalWire’s elements, as they stand in here,', kit.standInScript, false);
const { realScript } = kit;
if (realScript) {
  lookTests('SignalWire’s real elements', async () => realScript, true);
} else {
  test.skip('SignalWire’s real elements: not installed here, nor named by SIGNALWIRE_COMPONENTS', () =>
    undefined);
}

test.describe('their script', () => {
  test('is asked for when a call begins, and not before', async ({ page, stage }) => {
    const file = await kit.standInScript();
    const asked: string[] = [];
    const src = kit.serveScript(stage, file);
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const call = await openKit(page, stage, { src });
    await calls.trigger(call).hover();
    await page.waitForLoadState('networkidle');
    expect(asked).not.toContain(src);
    await place(call);
    await expect(status(call)).toHaveText('Connected');
    expect(asked.filter((path) => path === src)).toHaveLength(1);
    await click(hangup(call));
  });

  test('can be brought by a bundler in its own way', async ({ page, stage }) => {
    const src = kit.serveScript(stage, await kit.standInScript());
    // As `rt-embed/kits/signalwire` does.
    const setUp = stage.script(
      `(window.RtEmbed ||= []).push((rt) =>
         rt.configure({ signalwireComponents: () => import(${JSON.stringify(src)}) }));`,
    );
    const call = await openKit(page, stage, { around: `<script src="${setUp}"></script>` });
    await place(call);
    await expect(status(call)).toHaveText('Connected');
    await click(hangup(call));
    await calls.releasedDevices(page, 2);
    expect(await factsOf(page, 'rt-error')).toEqual([]);
  });

  const failures: Record<string, (stage: Parameters<typeof kit.serveScript>[0]) => string> = {
    'is not there': (stage) => stage.route(async () => new Response('No', { status: 404 })).path,
    throws: (stage) => stage.script('throw new Error("No");'),
    'is something else': (stage) => stage.script('window.other = true;'),
    'may not be loaded': () => 'https://example.com/embed.iife.js',
  };
  for (const [how, make] of Object.entries(failures)) {
    test(`that ${how} leaves our own look, and is told once`, async ({
      page,
      stage,
      consoleGuard,
    }) => {
      consoleGuard.allow(/Failed to load resource|Content Security Policy|^.*Error: No/);
      const call = await openKit(page, stage, { src: make(stage) });
      await place(call);
      await calls.remoteFrames(call);
      await expect.poll(() => factsOf(page, 'rt-error')).toEqual([{ error: 'config/load-failed' }]);
      expect(await phaseOf(call)).toBe('connected');
      await hangUp(call);
      await calls.releasedDevices(page, 2);
      // Nothing but that stood in the way.
      expect((await facts(page)).filter(({ type }) => type === 'rt-call-end')).toHaveLength(1);
    });
  }

  test('that the page does not name leaves our own look, and is told once', async ({
    page,
    stage,
  }) => {
    const call = await openKit(page, stage, {});
    await place(call);
    await calls.remoteFrames(call);
    expect(await factsOf(page, 'rt-error')).toEqual([{ error: 'config/load-failed' }]);
    await hangUp(call);
    await call.getByRole('button', { name: 'Call again' }).click();
    await inPhase(call, 'connected');
    await hangUp(call);
  });

  test('that does not come in time is not waited for by the call', async ({ page, stage }) => {
    const { path } = stage.route(() => new Promise<Response>(() => undefined));
    const call = await openKit(page, stage, { src: path });
    await place(call);
    await calls.remoteFrames(call);
    expect(await factsOf(page, 'rt-error')).toEqual([]);
    await expect
      .poll(() => factsOf(page, 'rt-error'), { timeout: 15_000 })
      .toEqual([{ error: 'config/load-failed' }]);
    expect(await phaseOf(call)).toBe('connected');
    await hangUp(call);
    await calls.releasedDevices(page, 2);
  });
});

test('the demo’s page shows what it has, and says which look that is', async ({
  page,
  demo,
  consoleGuard,
}) => {
  // It does not bring their script, unless one is named when it is started.
  consoleGuard.allow(/Failed to load resource|Refused to execute script/);
  await calls.watchCalls(page);
  await page.goto(`${demo.url}/kit`);
  const call = page.locator('rt-call');
  await place(call);
  const says = page.getByRole('status').filter({ hasText: 'SignalWire’s components' });
  if (process.env['SIGNALWIRE_COMPONENTS']) {
    await expect(status(call)).toHaveText('Connected');
    await expect(says).toHaveCount(0);
  } else {
    await expect(says).toHaveText(/could not be loaded/);
    await calls.remoteFrames(call);
  }
  await call.evaluate((element: RtCall) => element.hangup());
  await calls.releasedDevices(page, 2);
});
