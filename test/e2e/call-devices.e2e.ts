import type { Browser, Page } from '@playwright/test';
import { expect } from './fixtures.js';
import { callsAgain, failsWith, nothingLeft } from './helpers/call-failure.js';
import {
  factsOf,
  hangUp,
  openCall,
  place,
  quiet,
  remoteFrames,
  watchCalls,
  callTag,
} from './helpers/call.js';
import { test as base } from './helpers/test.js';

/** A page in a browser that was started in another way. */
interface OtherBrowser {
  page: Page;
  /** Answers the browser's question before it is asked. */
  permit(name: 'camera' | 'microphone', setting: 'denied' | 'granted'): Promise<void>;
}

/** The switch that says yes to whatever a page asks for. */
const fakeUi = '--use-fake-ui-for-media-stream';

const test = base.extend<{
  otherBrowser(how: { args?: string[]; without?: string }): Promise<OtherBrowser>;
}>({
  otherBrowser: async ({ playwright, browserName, launchOptions, stage, consoleGuard }, use) => {
    test.skip(browserName !== 'chromium', 'Firefox can’t be told what the visitor answers');
    const opened: Browser[] = [];
    await use(async ({ args = [], without }) => {
      const usual = launchOptions.args?.filter((one) => one !== without) ?? [];
      const browser = await playwright.chromium.launch({
        ...launchOptions,
        args: [...usual, ...args],
      });
      opened.push(browser);
      const context = await browser.newContext();
      consoleGuard.watch(context);
      const page = await context.newPage();
      const cdp = await context.newCDPSession(page);
      const { targetInfo } = await cdp.send('Target.getTargetInfo');
      const { browserContextId } = targetInfo;
      const permit: OtherBrowser['permit'] = async (name, setting) => {
        await cdp.send('Browser.setPermission', {
          permission: { name },
          setting,
          origin: stage.url,
          ...(browserContextId !== undefined && { browserContextId }),
        });
      };
      return { page, permit };
    });
    await Promise.all(opened.map((browser) => browser.close()));
  },
});

test.use({ demoOptions: { gatewayTimes: { grace: 500 } } });
test.beforeEach(({ demo }) => quiet(demo));

const echo = { destination: '/public/echo' };

/** What a browser without a device, or with one that is in use, answers. */
const answerWith = async (page: Page, name: string, kinds: readonly string[]): Promise<void> => {
  await page.addInitScript(
    ([error, ...missing]) => {
      const { mediaDevices }: { mediaDevices?: MediaDevices } = navigator;
      // Firefox runs this on the empty page before, too, which has none.
      if (!mediaDevices) return;
      const original = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (wishes = {}) => {
        const wanted = Object.entries(wishes).flatMap(([kind, wish]) => (wish ? [kind] : []));
        if (sessionStorage.getItem('repaired') || !wanted.some((kind) => missing.includes(kind))) {
          return original(wishes);
        }
        throw new DOMException('Not now.', error);
      };
    },
    [name, ...kinds],
  );
};
const repair = (page: Page): Promise<void> =>
  page.evaluate(() => sessionStorage.setItem('repaired', 'yes'));

const problems = [
  {
    name: 'NotFoundError',
    code: 'media/no-device',
    says: 'There is no microphone or camera.',
    help: /Plug one in/,
  },
  {
    name: 'NotReadableError',
    code: 'media/in-use',
    says: 'The microphone or camera is used by another program or tab.',
    help: /Close the other program/,
  },
];

for (const { name, code, says, help } of problems) {
  test(`${code}: no call is placed, it says what to do, and then one can call`, async ({
    page,
    stage,
    demo,
  }) => {
    await answerWith(page, name, ['audio', 'video']);
    const call = await openCall(page, stage, echo);
    await failsWith(call, demo, { reason: 'failed', code, says });
    await expect(call.locator('[part="help"]')).toHaveText(help);
    await repair(page);
    await callsAgain(call);
  });

  test(`${code} of the camera alone: the call is made with sound, and says so`, async ({
    page,
    stage,
    demo,
  }) => {
    await answerWith(page, name, ['video']);
    const call = await openCall(page, stage, echo);
    await place(call);
    await expect(call.locator('[part="banner"]')).toContainText(says);
    expect(await factsOf(page, 'rt-error')).toEqual([{ error: code }]);
    await expect.poll(() => demo.gateway.legs[0]?.received.audio ?? 0).toBeGreaterThan(20);
    expect(demo.gateway.legs[0]?.received.video).toBe(0);
    await hangUp(call);
    await nothingLeft(page, demo);
  });
}

test('a permission that the visitor refuses places no call; once it is given, one can call', async ({
  otherBrowser,
  stage,
  demo,
}) => {
  const { page, permit } = await otherBrowser({ without: fakeUi });
  await permit('microphone', 'denied');
  await permit('camera', 'denied');
  const call = await openCall(page, stage, echo);
  await failsWith(call, demo, {
    reason: 'failed',
    code: 'media/permission-denied',
    says: 'The browser does not let this page use the microphone or camera.',
  });
  await expect(call.locator('[part="help"]')).toHaveText(/^Allow microphone and camera/);
  await permit('microphone', 'granted');
  await permit('camera', 'granted');
  await callsAgain(call);
});

test('a camera alone that the visitor refuses leaves a call with sound', async ({
  otherBrowser,
  stage,
  demo,
}) => {
  const { page, permit } = await otherBrowser({ without: fakeUi });
  await permit('microphone', 'granted');
  await permit('camera', 'denied');
  const call = await openCall(page, stage, echo);
  await place(call);
  await expect(call.locator('[part="banner"]')).toContainText('does not let this page use');
  expect(await factsOf(page, 'rt-error')).toEqual([{ error: 'media/permission-denied' }]);
  await expect(call.locator('[data-control="camera"]')).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(() => demo.gateway.legs[0]?.received.audio ?? 0).toBeGreaterThan(20);
  await hangUp(call);
  await nothingLeft(page, demo);
});

test('a device that is unplugged in a call is replaced by another one', async ({
  page,
  stage,
  demo,
  browserName,
}) => {
  test.skip(
    browserName === 'firefox',
    'Firefox delivers no event that a script dispatches on a track',
  );
  const call = await openCall(page, stage, echo);
  await place(call);
  await remoteFrames(call);
  await page.evaluate(() => {
    const track = callWatch.tracks.find(({ kind }) => kind === 'video');
    // What a browser does itself when the plug is pulled.
    track?.dispatchEvent(new Event('ended'));
    track?.stop();
  });
  await expect.poll(() => page.evaluate(() => callWatch.tracks.length)).toBe(3);
  await expect(call.locator('[data-control="camera"]')).toHaveAttribute('aria-pressed', 'true');
  expect(await factsOf(page, 'rt-error')).toEqual([{ error: 'media/unplugged' }]);
  await remoteFrames(call);
  await hangUp(call);
  await nothingLeft(page, demo);
});

test('on a page without HTTPS one reads why there is no call', async ({
  otherBrowser,
  stage,
  demo,
}) => {
  const { page } = await otherBrowser({
    args: ['--host-resolver-rules=MAP plain.example 127.0.0.1'],
  });
  await watchCalls(page);
  const { port } = new URL(stage.url);
  await page.goto(`http://plain.example:${port}${stage.page(callTag(echo))}`);
  const call = page.locator('rt-call');
  await failsWith(call, demo, {
    reason: 'failed',
    code: 'media/insecure-page',
    says: 'Calls work only on pages that are loaded over HTTPS.',
  });
  await expect(call.locator('[part="help"]')).toHaveText(/https:/);
});

test('a call that the browser keeps silent says so, and is heard after a click', async ({
  otherBrowser,
  stage,
  demo,
  consoleGuard,
}) => {
  // Of the silence that is sent where there is no microphone: it waits for the click, too.
  consoleGuard.allow(/^warning: The AudioContext was not allowed to start/);
  const { page } = await otherBrowser({
    args: ['--autoplay-policy=document-user-activation-required'],
  });
  await watchCalls(page);
  // A page that uses a microphone may play; one that only listens may not. It calls by itself, because
  // whatever a test asks of the page counts as a gesture of the visitor's.
  const script = stage.script(
    `customElements.whenDefined('rt-call').then(() => document.querySelector('rt-call').dial());`,
  );
  const tag = callTag({ destination: '/public/agent', 'receive-only': '' });
  await page.goto(stage.url + stage.page(`${tag}<script defer src="${script}"></script>`));
  await expect.poll(() => demo.gateway.legs[0]?.sent.audio ?? 0).toBeGreaterThan(50);
  const call = page.locator('rt-call');
  const blocked = call.getByText('The browser keeps this call silent.');
  await expect(blocked).toBeVisible();
  const video = call.locator('video[part="video"]');
  await expect(video).toHaveJSProperty('muted', true);
  await call.getByRole('button', { name: 'Click to hear' }).click();
  await expect(blocked).toHaveCount(0);
  await expect(video).toHaveJSProperty('muted', false);
  await expect(video).toHaveJSProperty('paused', false);
  expect(await factsOf(page, 'rt-error')).toEqual([]);
  await hangUp(call);
  await nothingLeft(page, demo);
});
