import type { RtCall } from '../../src/elements/rt-call/rt-call.js';
import { expect } from './fixtures.js';
import { callsAgain, nothingLeft } from './helpers/call-failure.js';
import { factsOf, inPhase, openCall, phaseOf, quiet, trigger } from './helpers/call.js';
import { test } from './helpers/test.js';

test.use({ demoOptions: { gatewayTimes: { grace: 500 } } });
test.beforeEach(({ demo }) => quiet(demo));

const stages = [
  { phase: 'preparing', destination: '/public/unanswered' },
  { phase: 'dialing', destination: '/public/unanswered' },
  { phase: 'ringing', destination: '/public/unanswered' },
  { phase: 'connecting', destination: '/public/echo' },
];

for (const { phase, destination } of stages) {
  test(`hanging up while it is ${phase} leaves nothing behind, and is no failure`, async ({
    page,
    stage,
    demo,
  }) => {
    const call = await openCall(page, stage, { destination });
    await call.evaluate((element: RtCall, wanted) => {
      element.addEventListener('rt-state-change', ({ detail }) => {
        if (detail.state === wanted) void element.hangup();
      });
    }, phase);
    await call.evaluate((element: RtCall) => element.dial());
    await inPhase(call, 'ended');
    expect(await factsOf(page, 'rt-call-end')).toMatchObject([{ reason: 'hangup', duration: 0 }]);
    expect(await factsOf(page, 'rt-error')).toEqual([]);
    expect(await factsOf(page, 'rt-call-start')).toEqual([]);
    await nothingLeft(page, demo);
  });
}

test('"Cancel" while it rings ends the call at both ends, and one can call again', async ({
  page,
  stage,
  demo,
}) => {
  const call = await openCall(page, stage, { destination: '/public/unanswered' });
  await trigger(call).click();
  await inPhase(call, 'ringing');
  await call.getByRole('button', { name: 'Cancel' }).click();
  await inPhase(call, 'ended');
  await nothingLeft(page, demo);
  await callsAgain(call);
});

test('hanging up while the token route does not answer asks it no longer', async ({
  page,
  stage,
  demo,
}) => {
  const call = await openCall(page, stage, {
    destination: '/public/echo',
    'token-endpoint': '/token/fault/never',
  });
  const given = page.waitForEvent('requestfailed', (one) => one.url().endsWith('/fault/never'));
  await trigger(call).click();
  await expect.poll(() => page.evaluate(() => callWatch.tracks.length)).toBe(2);
  expect(await phaseOf(call)).toBe('preparing');
  await call.getByRole('button', { name: 'Cancel' }).click();
  await inPhase(call, 'ended');
  await given;
  await nothingLeft(page, demo);
});

test('a device that comes after one has hung up is given back at once', async ({
  page,
  stage,
  demo,
}) => {
  const call = await openCall(page, stage, { destination: '/public/echo' });
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (wishes) => {
      // As long as a visitor thinks about the browser's question.
      await new Promise((resolve) => addEventListener('allow', resolve, { once: true }));
      return original(wishes);
    };
  });
  await trigger(call).click();
  await inPhase(call, 'preparing');
  await call.getByRole('button', { name: 'Cancel' }).click();
  await inPhase(call, 'ended');
  await page.evaluate(() => dispatchEvent(new Event('allow')));
  await expect.poll(() => page.evaluate(() => callWatch.tracks.length)).toBe(2);
  await nothingLeft(page, demo);
});
