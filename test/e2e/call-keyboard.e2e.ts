import type { Locator, Page } from '@playwright/test';
import type { RtCall } from '../../src/index.js';
import { expect } from './fixtures.js';
import { factsOf, inPhase, legOf, openCall, quiet, releasedDevices } from './helpers/call.js';
import { test } from './helpers/test.js';

test.beforeEach(({ demo }) => quiet(demo));

/** The name of what has the focus, or its part where it has none. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    const name = active?.getAttribute('aria-label') ?? active?.textContent ?? '';
    return name.replace(/\s+/g, ' ').trim() || (active?.getAttribute('part') ?? '');
  });

/** Presses Tab until something of this name has the focus. */
const tabTo = async (page: Page, name: string): Promise<void> => {
  const stops: string[] = [];
  while (stops.at(-1) !== name && stops.length < 30) {
    await page.keyboard.press('Tab');
    stops.push(await focused(page));
  }
  expect(stops.at(-1), stops.join(', ')).toBe(name);
};

/** Gets to a button by Tab and presses it. */
const use = async (page: Page, name: string, key = 'Enter'): Promise<void> => {
  await tabTo(page, name);
  await page.keyboard.press(key);
};

const around = '<p><a href="#">After</a></p>';
const inCall = (call: Locator, name: string): Locator =>
  call.getByRole('button', { name, exact: true });

test('a whole call goes without a pointer, and the focus comes back to where it began', async ({
  page,
  stage,
  demo,
}) => {
  test.setTimeout(90_000);
  const call = await openCall(
    page,
    stage,
    { mode: 'button', destination: '/public/echo', 'no-video': '' },
    around,
  );
  await use(page, 'Call');
  await inPhase(call, 'connected');
  await use(page, 'Microphone');
  await expect(inCall(call, 'Microphone')).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(() => legOf(demo, 'ada')?.muted.audio).toBe(true);
  await page.keyboard.press('m');
  await expect(inCall(call, 'Microphone')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('k');
  await expect(call.locator('[part="sheet"]')).toBeVisible();
  await page.keyboard.type('12#');
  await expect.poll(() => legOf(demo, 'ada')?.digits).toBe('12#');
  await page.keyboard.press('Escape');
  await expect(call.locator('[part="sheet"]')).toBeHidden();
  await page.keyboard.press('d');
  await expect(call.getByRole('combobox').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await use(page, 'Hang up', 'Space');
  await inPhase(call, 'ended');
  await use(page, 'Call again');
  await inPhase(call, 'connected');
  await use(page, 'Hang up');
  await inPhase(call, 'ended');
  await use(page, 'Close');
  await inPhase(call, 'idle');
  await expect.poll(() => focused(page)).toBe('Call');
  await releasedDevices(page, 2);
});

test('a call that comes in is declined and answered by keys', async ({ page, stage, demo }) => {
  const call = await openCall(page, stage, {
    mode: 'button',
    incoming: '',
    'no-video': '',
    'token-endpoint': '/token/ben',
  });
  await expect
    .poll(() => call.evaluate((element: RtCall) => element.connectionState))
    .toBe('online');
  demo.gateway.call('ben', { name: 'Grace' });
  await inPhase(call, 'incoming');
  await use(page, 'Decline');
  await inPhase(call, 'ended');
  demo.gateway.call('ben', { name: 'Grace' });
  await inPhase(call, 'incoming');
  await use(page, 'Answer');
  await inPhase(call, 'connected');
  await use(page, 'Hang up');
  await inPhase(call, 'ended');
  const ends = await factsOf(page, 'rt-call-end');
  expect(ends.map(({ reason }) => reason)).toEqual(['declined', 'hangup']);
});

test('each control of a call has a name, and says whether it is on or open', async ({
  page,
  stage,
}) => {
  const call = await openCall(page, stage, { destination: '/public/echo', 'no-video': '' });
  await use(page, 'Call');
  await inPhase(call, 'connected');
  const controls = await call.evaluate((element) =>
    [...(element.shadowRoot?.querySelectorAll('.panel button') ?? [])].map((one) => ({
      name: one.getAttribute('aria-label') ?? one.textContent?.trim() ?? '',
      control: one.getAttribute('data-control'),
      state: one.getAttribute('aria-pressed') ?? one.getAttribute('aria-expanded'),
    })),
  );
  expect(controls.filter(({ name }) => name === '')).toEqual([]);
  const bar = controls.filter(({ control }) => control !== null);
  expect(bar.map(({ control }) => control)).toEqual(
    expect.arrayContaining(['microphone', 'camera', 'keypad', 'devices']),
  );
  expect(bar.filter(({ state }) => state !== 'true' && state !== 'false')).toEqual([]);
  for (const id of ['microphone', 'hold']) {
    const control = call.locator(`[data-control="${id}"]`);
    const before = await control.getAttribute('aria-pressed');
    await control.press('Enter');
    await expect(control).toHaveAttribute('aria-pressed', String(before !== 'true'));
  }
});
