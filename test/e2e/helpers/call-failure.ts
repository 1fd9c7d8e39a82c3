import { expect, type Locator, type Page } from '@playwright/test';
import type { Demo } from '../../../demo/server/start-demo.js';
import type { RtCall } from '../../../src/elements/rt-call/rt-call.js';
import { factsOf, hangUp, inPhase, place, quiet, trackStates, trigger } from './call.js';

/** How a call that was placed with a click is expected to fail. */
export interface Failure {
  /** That of `rt-call-end`. */
  reason: string;
  /** That of the one `rt-error`, and of the end. */
  code: string;
  /** What the visitor reads. */
  says: RegExp | string;
}

/** No device that the page ever got is in use. */
export const freeDevices = async (page: Page): Promise<void> => {
  const inUse = async (): Promise<number> =>
    (await trackStates(page)).filter((state) => state !== 'ended').length;
  await expect.poll(inUse, { intervals: [50, 100] }).toBe(0);
};

/** Nothing is left of any call: no device, no peer connection, no end at the gateway. */
export const nothingLeft = async (page: Page, demo: Demo): Promise<void> => {
  await freeDevices(page);
  const open = (): Promise<number> =>
    page.evaluate(
      () => callWatch.peers.filter(({ connectionState }) => connectionState !== 'closed').length,
    );
  // The SDK waits up to 6 s for an answer that does not come before it gives up.
  await expect.poll(open, { timeout: 15_000 }).toBe(0);
  await quiet(demo);
};

/** Calls with a click, and sees it fail: in words, as one error, as one end, without a trace. */
export const failsWith = async (
  call: Locator,
  demo: Demo,
  { reason, code, says }: Failure,
  timeout = 15_000,
): Promise<void> => {
  const page = call.page();
  await trigger(call).click();
  await inPhase(call, 'ended', timeout);
  await expect(call.locator('[part="reason"]')).toHaveText(says);
  await expect.poll(() => factsOf(page, 'rt-error')).toEqual([{ error: code }]);
  expect(await factsOf(page, 'rt-call-end')).toMatchObject([{ reason, duration: 0, error: code }]);
  expect(await factsOf(page, 'rt-call-start')).toEqual([]);
  await nothingLeft(page, demo);
};

/** Closes what is shown of the last call, and makes one that works. */
export const callsAgain = async (call: Locator): Promise<void> => {
  await call.getByRole('button', { name: 'Close', exact: true }).click();
  await inPhase(call, 'idle');
  await call.evaluate((element: RtCall) => {
    element.destination = '/public/echo';
    element.tokenEndpoint = '/token/ada';
    element.userVariables = '';
  });
  await place(call);
  await hangUp(call);
  await freeDevices(call.page());
};

/** The code that `dial()` rejects with; undefined where it does not. */
export const dialFailure = (call: Locator): Promise<string | undefined> =>
  call.evaluate((element: RtCall) =>
    element.dial().then(
      () => undefined,
      (error: unknown) => (error as { code: string }).code,
    ),
  );
