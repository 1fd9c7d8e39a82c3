import { expect } from './fixtures.js';
import { nothingLeft } from './helpers/call-failure.js';
import {
  callTag,
  facts,
  hangUp,
  inPhase,
  openCall,
  place,
  quiet,
  remoteFrames,
  watchCalls,
} from './helpers/call.js';
import { test } from './helpers/test.js';

/** Seconds that a token lives here; it is renewed after half of them. */
const life = 4;

test.use({ demoOptions: { tokenTtl: life, gatewayTimes: { grace: 500 } } });
test.beforeEach(({ demo }) => quiet(demo));

test('a call lives through three lives of its token, and its picture never stops', async ({
  page,
  stage,
  demo,
}) => {
  test.setTimeout(90_000);
  const call = await openCall(page, stage, { destination: '/public/echo' });
  await place(call);
  const began = Date.now();
  const callId = demo.gateway.legs[0]?.callId;
  const renewals = (): number =>
    demo.gateway.lines.find(({ user }) => user === 'ada')?.renewals ?? 0;
  let seconds = 0;
  while (Date.now() - began < 3 * life * 1000) {
    const from = Date.now();
    // The gateway sends 15 a second; a slow machine may drop some.
    await remoteFrames(call, 3);
    // Time is what this is about: the next look, a second after this one.
    await page.waitForTimeout(Math.max(0, 1_000 - (Date.now() - from)));
    seconds += 1;
  }
  expect(seconds).toBeGreaterThanOrEqual(5);
  expect(renewals()).toBeGreaterThanOrEqual(3);
  expect(demo.gateway.legs.map((leg) => leg.callId)).toEqual([callId]);
  const told = (await facts(page)).map(({ type }) => type);
  expect(told).not.toContain('reconnecting');
  expect(told).not.toContain('rt-error');
  await hangUp(call);
  await nothingLeft(page, demo);
});

test('who waits to be called stays reachable through three lives of the token', async ({
  page,
  stage,
  demo,
}) => {
  test.setTimeout(90_000);
  await watchCalls(page);
  await page.addInitScript(() => {
    const states: string[] = [];
    Object.assign(globalThis, { lineStates: states });
    document.addEventListener('rt-state-change', ({ target }) => {
      const { connectionState } = target as EventTarget & { connectionState: string };
      if (states.at(-1) !== connectionState) states.push(connectionState);
    });
  });
  await stage.open(page, callTag({ incoming: '', 'token-endpoint': '/token/cyd' }));
  const call = page.locator('rt-call');
  await expect(call.locator('[part="reach"]')).toHaveText('You can be called here.');
  const line = () => demo.gateway.lines.find(({ user }) => user === 'cyd');
  await expect.poll(() => line()?.renewals ?? 0, { timeout: 30_000 }).toBeGreaterThanOrEqual(6);
  expect(line()).toMatchObject({ online: true, connected: true });
  expect(line()?.expiresAt).toBeGreaterThan(Date.now());
  const states = await page.evaluate(
    () => (globalThis as unknown as { lineStates: string[] }).lineStates,
  );
  expect(states).not.toContain('reconnecting');
  expect(states).not.toContain('offline');
  expect((await facts(page)).map(({ type }) => type)).not.toContain('rt-error');
  const placed = demo.gateway.call('cyd', { name: 'Ben', address: '/private/ben' });
  await inPhase(call, 'incoming');
  await call.getByRole('button', { name: /^Answer/ }).click();
  await inPhase(call, 'connected');
  expect(await placed?.outcome).toBe('answered');
  await hangUp(call);
  await nothingLeft(page, demo);
});
