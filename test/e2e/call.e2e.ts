import type { RtCall } from '../../src/elements/rt-call/rt-call.js';
import { expect } from './fixtures.js';
import * as calls from './helpers/call.js';
import { test } from './helpers/test.js';

const { facts, factsOf, hangUp, inPhase, legOf, openCall, phaseOf, place, press } = calls;

test.use({ demoOptions: { gatewayTimes: { grace: 500 } } });
// Real sound and picture are a lot for a small machine.
test.describe.configure({ timeout: 90_000 });
test.beforeEach(({ demo }) => calls.quiet(demo));

const echo = { destination: '/public/echo' };

test('a call with sound and picture: both flow both ways, and hanging up gives all back', async ({
  page,
  stage,
  demo,
}) => {
  const call = await openCall(page, stage, { ...echo, id: 'call' }, '<rt-status></rt-status>');
  expect(await phaseOf(call)).toBe('idle');
  expect(await calls.asked(page)).toEqual([]);
  await place(call);
  const [width, height] = await calls.remoteFrames(call, 10);
  expect(Math.min(width, height)).toBeGreaterThan(100);
  expect(await calls.asked(page)).toEqual([{ screen: false, audio: true, video: true }]);
  expect(legOf(demo, 'ada')).toMatchObject({ direction: 'outbound', destination: '/public/echo' });
  for (const way of ['received', 'sent'] as const) {
    for (const kind of ['audio', 'video'] as const) {
      await expect.poll(() => legOf(demo, 'ada')?.[way][kind] ?? 0).toBeGreaterThan(20);
    }
  }
  await hangUp(call);
  await calls.releasedDevices(page, 2);
  await expect.poll(() => demo.gateway.legs).toEqual([]);
  const told = (await facts(page)).filter(({ id }) => id === 'call');
  expect(told.map(({ type }) => type).filter((type) => type.startsWith('rt-'))).toEqual([
    'rt-before-call',
    'rt-call-start',
    'rt-call-end',
  ]);
  expect(await factsOf(page, 'rt-before-call')).toEqual([{ destination: '/public/echo' }]);
  expect(await factsOf(page, 'rt-call-start')).toMatchObject([
    { direction: 'outbound', peer: { address: '/public/echo' } },
  ]);
  const [end] = await factsOf(page, 'rt-call-end');
  expect(end).toMatchObject({ reason: 'hangup' });
  expect(end?.['duration']).toBeGreaterThan(200);
  expect(end?.['error']).toBeUndefined();
  const phases = told.map(({ type }) => type).filter((type) => !type.startsWith('rt-'));
  expect(phases.slice(0, 2)).toEqual(['preparing', 'dialing']);
  expect(phases.slice(-3)).toEqual(['connected', 'ending', 'ended']);
  await call.getByRole('button', { name: 'Close' }).click();
  await inPhase(call, 'idle');
  await expect(calls.trigger(call)).toBeFocused();
});

test('a voice call asks for no camera, and can be made again after it', async ({
  page,
  stage,
  demo,
}) => {
  const variables = { ticket: 42, plan: 'gold' };
  const call = await openCall(page, stage, {
    ...echo,
    'no-video': '',
    'user-variables': JSON.stringify(variables),
  });
  await place(call);
  expect(await calls.asked(page)).toEqual([{ screen: false, audio: true, video: false }]);
  await expect.poll(() => legOf(demo, 'ada')?.received.audio ?? 0).toBeGreaterThan(20);
  expect(legOf(demo, 'ada')?.received.video).toBe(0);
  expect(legOf(demo, 'ada')?.variables).toMatchObject(variables);
  const first = legOf(demo, 'ada')?.callId;
  await hangUp(call);
  await call.getByRole('button', { name: 'Call again' }).click();
  await inPhase(call, 'connected');
  expect(legOf(demo, 'ada')?.callId).not.toBe(first);
  demo.gateway.hangUp();
  await inPhase(call, 'ended');
  await calls.releasedDevices(page, 2);
  expect(await factsOf(page, 'rt-call-end')).toMatchObject([
    { reason: 'hangup' },
    { reason: 'remote-hangup' },
  ]);
});

test('a page can keep a call from being made, and send it elsewhere', async ({
  page,
  stage,
  demo,
}) => {
  const call = await openCall(page, stage, { ...echo, 'no-video': '' });
  await call.evaluate((element: RtCall) => {
    element.addEventListener('rt-before-call', (event) => event.preventDefault(), { once: true });
    return element.dial();
  });
  expect(await phaseOf(call)).toBe('idle');
  expect(await calls.asked(page)).toEqual([]);
  expect(demo.gateway.legs).toEqual([]);
  await call.evaluate((element: RtCall) => {
    element.addEventListener('rt-before-call', ({ detail }) => {
      detail.destination = '/public/agent';
    });
    return element.dial();
  });
  expect(legOf(demo, 'ada')?.destination).toBe('/public/agent');
  await call.evaluate((element: RtCall) => element.hangup());
  await calls.releasedDevices(page, 1);
});

test('a status beside a call shows the call’s words, and one for the page counts it', async ({
  page,
  stage,
}) => {
  const around =
    '<p><rt-status id="one" for="call"></rt-status></p><rt-status id="all"></rt-status>';
  const call = await openCall(page, stage, { ...echo, id: 'call', 'no-video': '' }, around);
  const one = page.locator('rt-status#one');
  const all = page.locator('rt-status#all');
  await expect(all).toHaveText('Not connected');
  await place(call);
  await expect(one).toHaveText('Connected');
  await expect(all).toHaveText('Online');
  await hangUp(call);
  await expect(one).toHaveText('Call ended');
  await expect(all).toHaveText('Not connected');
});

test('a call goes on while its element is moved, and ends when it is taken away', async ({
  page,
  stage,
  demo,
}) => {
  const call = await openCall(page, stage, echo, '<section></section>');
  await place(call);
  await calls.remoteFrames(call);
  const before = legOf(demo, 'ada')?.callId;
  await call.evaluate((element) => document.querySelector('section')?.append(element));
  await calls.remoteFrames(call);
  expect(await phaseOf(call)).toBe('connected');
  expect(legOf(demo, 'ada')?.callId).toBe(before);
  expect(await calls.trackStates(page)).toEqual(['live', 'live']);
  const element = await call.elementHandle();
  await call.evaluate((one) => one.remove());
  await calls.releasedDevices(page, 2);
  await expect.poll(() => demo.gateway.legs).toEqual([]);
  await expect.poll(() => element?.evaluate((one) => (one as RtCall).phase)).toBe('idle');
});

test('a call over the page can be put aside as a card, and goes on there', async ({
  page,
  stage,
  demo,
}) => {
  const call = await openCall(page, stage, { ...echo, mode: 'modal' });
  await place(call);
  await calls.remoteFrames(call);
  const panel = call.locator('[part="panel"]');
  expect(await panel.evaluate((dialog) => dialog.matches(':modal'))).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(() => panel.evaluate((card) => card.matches(':popover-open'))).toBe(true);
  await calls.remoteFrames(call);
  expect(demo.gateway.legs).toHaveLength(1);
  // A card has room for a few controls; the others are behind "More".
  await press(call, 'hand');
  await expect.poll(() => legOf(demo, 'ada')?.handRaised).toBe(true);
  await call.getByRole('button', { name: 'Make larger' }).click();
  await calls.remoteFrames(call);
  await hangUp(call);
  await calls.releasedDevices(page, 2);
});

test('the keypad sends digits that are clicked and digits that are typed', async ({
  page,
  stage,
  demo,
}) => {
  const call = await openCall(page, stage, { ...echo, 'no-video': '' });
  await place(call);
  await press(call, 'keypad');
  for (const name of ['1', '2', 'Star'])
    await call.getByRole('button', { name, exact: true }).click();
  await expect.poll(() => legOf(demo, 'ada')?.digits).toBe('12*');
  await page.keyboard.type('90#');
  await expect.poll(() => legOf(demo, 'ada')?.digits).toBe('12*90#');
  await expect(call.locator('[part="digits"]')).toHaveText('12*90#');
});

test('a call is held and taken up again', async ({ page, stage, demo }) => {
  const call = await openCall(page, stage, echo);
  await place(call);
  await calls.remoteFrames(call);
  await press(call, 'hold');
  const held = call.getByText('The call is on hold.');
  await expect(held).toBeVisible();
  expect(legOf(demo, 'ada')?.held).toBe(true);
  await call.getByRole('button', { name: 'Go on' }).click();
  await expect(held).toBeHidden();
  expect(legOf(demo, 'ada')?.held).toBe(false);
  await calls.remoteFrames(call);
});

test('what an agent says is shown as captions, and one can write to it', async ({
  page,
  stage,
  demo,
}) => {
  const greeting = 'Hello! This is the demo’s agent.';
  const call = await openCall(page, stage, { destination: '/public/agent', 'no-video': '' });
  // All that was to be read at some time: two captions are shown, and the microphone has its own.
  const shown = await call.evaluateHandle((element) => {
    const texts: string[] = [];
    const root = element.shadowRoot;
    const read = (): unknown =>
      texts.push(root?.querySelector('[part="captions"]')?.textContent ?? '');
    if (root)
      new MutationObserver(read).observe(root, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    return texts;
  });
  await place(call);
  const captions = call.locator('[part="captions"]');
  await expect.poll(() => shown.evaluate((all) => all.join('\n'))).toContain(greeting);
  await press(call, 'texts');
  await call.getByRole('textbox', { name: 'Message' }).fill('Good morning');
  await page.keyboard.press('Enter');
  const log = call.getByRole('log');
  await expect(log).toContainText('Good morning');
  await expect(log).toContainText('You wrote: Good morning');
  await expect(log.locator('[part="text"]')).toHaveCount(2);
  // A text field keeps its keys: none of them is a control's.
  expect(legOf(demo, 'ada')?.muted.audio).toBe(false);
  await call.getByRole('button', { name: 'Close' }).click();
  await press(call, 'captions');
  await expect(captions).toBeHidden();
});

test('a public embed token is all that a page needs', async ({ page, stage, demo }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const { host } = new URL(demo.url);
  const call = await openCall(page, stage, {
    ...echo,
    'no-video': '',
    'embed-token': 'c2c_demo',
    host,
  });
  await place(call);
  const [leg] = demo.gateway.legs;
  expect(leg?.user).toMatch(/^guest-/);
  await expect.poll(() => demo.gateway.legs[0]?.received.audio ?? 0).toBeGreaterThan(20);
  expect(asked).toContain('/api/fabric/embeds/tokens');
  expect(asked.filter((path) => path.startsWith('/token'))).toEqual([]);
  await hangUp(call);
});
