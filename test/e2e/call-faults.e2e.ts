import type { RtCall } from '../../src/elements/rt-call/rt-call.js';
import { expect } from './fixtures.js';
import { callsAgain, dialFailure, failsWith, nothingLeft } from './helpers/call-failure.js';
import { factsOf, inPhase, openCall, place, quiet, trigger } from './helpers/call.js';
import { failingChunk } from './helpers/failing-chunk.js';
import { httpStatus } from './helpers/noise.js';
import { test } from './helpers/test.js';

test.use({ demoOptions: { gatewayTimes: { ring: 1_200, drop: 500, grace: 500 } } });
test.beforeEach(({ demo }) => quiet(demo));

const unplaced = [
  {
    what: 'a busy line',
    destination: '/public/busy',
    failure: { reason: 'busy', code: 'call/busy', says: 'The line is busy.' },
  },
  {
    what: 'a destination where nobody answers',
    destination: '/public/unanswered',
    failure: { reason: 'no-answer', code: 'call/no-answer', says: 'Nobody answered.' },
  },
  {
    what: 'an unknown destination',
    destination: '/public/nowhere',
    failure: {
      reason: 'not-found',
      code: 'call/not-found',
      says: 'There is nobody at this address.',
    },
  },
];

for (const { what, destination, failure } of unplaced) {
  test(`${what} is told as such, and one can call again`, async ({
    page,
    stage,
    demo,
    consoleGuard,
  }) => {
    consoleGuard.allow(httpStatus(404));
    const call = await openCall(page, stage, { destination });
    await failsWith(call, demo, failure);
    await callsAgain(call);
    expect(await factsOf(page, 'rt-error')).toHaveLength(1);
  });
}

test('whoever called dial() gets the failure, and no rt-error tells it twice', async ({
  page,
  stage,
  demo,
}) => {
  const call = await openCall(page, stage, { destination: '/public/busy' });
  expect(await dialFailure(call)).toBe('call/busy');
  expect(await factsOf(page, 'rt-error')).toEqual([]);
  expect(await factsOf(page, 'rt-call-end')).toMatchObject([{ reason: 'busy' }]);
  await nothingLeft(page, demo);
});

test('a far end that hangs up ends the call without an error', async ({ page, stage, demo }) => {
  const call = await openCall(page, stage, { destination: '/public/drops' });
  await place(call);
  await inPhase(call, 'ended');
  await expect(call.locator('[part="reason"]')).toHaveText(/hung up\.$/);
  const [end] = await factsOf(page, 'rt-call-end');
  expect(end).toMatchObject({ reason: 'remote-hangup', error: undefined });
  expect(end?.['duration']).toBeGreaterThan(100);
  expect(await factsOf(page, 'rt-error')).toEqual([]);
  await nothingLeft(page, demo);
  await callsAgain(call);
});

const routes = [
  { name: '401', code: 'token/http-status', says: /40[13]/, noise: httpStatus(401) },
  { name: '500', code: 'token/http-status', says: /500/, noise: httpStatus(500) },
  { name: 'expired', code: 'token/expired', says: /expired/ },
  {
    name: 'refused',
    code: 'token/refused',
    says: /did not accept the token/,
    noise: httpStatus(401),
  },
  { name: 'html', code: 'token/malformed', says: /JSON/ },
];

for (const { name, code, says, noise } of routes) {
  test(`a token route that fails with "${name}" is told as such, and the next call works`, async ({
    page,
    stage,
    demo,
    consoleGuard,
  }) => {
    if (noise) consoleGuard.allow(noise);
    const call = await openCall(page, stage, {
      destination: '/public/echo',
      'token-endpoint': `/token/fault/${name}`,
    });
    await failsWith(call, demo, { reason: 'failed', code, says });
    await callsAgain(call);
  });
}

test('bad JSON in user-variables is told before anything is asked for', async ({ page, stage }) => {
  const attributes = { destination: '/public/echo', 'user-variables': '{not json' };
  const call = await openCall(page, stage, attributes);
  expect(await dialFailure(call)).toBe('config/bad-attribute');
  expect(await page.evaluate(() => callWatch.asked)).toEqual([]);
  await call.evaluate((element: RtCall) => (element.userVariables = '{"a":1}'));
  await place(call);
});

test('a missing destination is one error, and the button works once there is one', async ({
  page,
  stage,
}) => {
  const call = await openCall(page, stage, {});
  await trigger(call).click();
  const told = [{ error: 'config/missing-attribute' }];
  await expect.poll(() => factsOf(page, 'rt-error')).toEqual(told);
  expect(await page.evaluate(() => callWatch.asked)).toEqual([]);
  await call.evaluate((element: RtCall) => (element.destination = '/public/echo'));
  await place(call);
});

test('a missing token route is one error, and no device stays open', async ({
  page,
  stage,
  demo,
}) => {
  const call = await openCall(page, stage, { destination: '/public/echo', 'token-endpoint': '' });
  await failsWith(call, demo, {
    reason: 'failed',
    code: 'config/missing-attribute',
    says: /token-endpoint/,
  });
  await callsAgain(call);
});

for (const file of ['call-desk', 'client']) {
  test(`code that cannot be loaded ("${file}") is one error, and the next click tries again`, async ({
    page,
    stage,
    demo,
    consoleGuard,
    browserName,
  }) => {
    test.skip(browserName === 'firefox', 'Firefox never asks again for a module that failed once');
    consoleGuard.allow(httpStatus(503));
    const chunk = await failingChunk(page, file);
    const call = await openCall(page, stage, { destination: '/public/echo' });
    await trigger(call).click();
    const told = [{ error: 'config/load-failed' }];
    await expect.poll(() => factsOf(page, 'rt-error'), { timeout: 15_000 }).toEqual(told);
    await nothingLeft(page, demo);
    await chunk.mend();
    await call.getByRole('button', { name: /^(Call|Try again)$/ }).click();
    await inPhase(call, 'connected');
  });
}

test('an element that can be called tries again, not at once, when its code cannot be loaded', async ({
  page,
  stage,
  consoleGuard,
  browserName,
}) => {
  test.skip(browserName === 'firefox', 'Firefox never asks again for a module that failed once');
  consoleGuard.allow(httpStatus(503));
  const chunk = await failingChunk(page, 'call-desk');
  const call = await openCall(page, stage, { incoming: '' });
  const reach = call.locator('[part="reach"]');
  await expect(reach).toHaveText(/could not be loaded/);
  // The next try is after 5 s.
  await expect.poll(chunk.asked, { timeout: 8_000, intervals: [3_000] }).toBe(1);
  await expect.poll(chunk.asked, { timeout: 15_000 }).toBe(2);
  expect(await factsOf(page, 'rt-error')).toEqual([{ error: 'config/load-failed' }]);
  await chunk.mend();
  await expect(reach).toHaveText('You can be called here.', { timeout: 15_000 });
});
