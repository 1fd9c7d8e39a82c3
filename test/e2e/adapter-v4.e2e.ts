import { expect, snapshotOf, test } from './calls/test.js';

test.describe('an outgoing call', () => {
  test('shows a moving picture, and gives everything back at the end', async ({
    callsPage: page,
    demo,
  }) => {
    const size = await page.evaluate(async () => {
      await calls.open();
      await calls.dial('/public/echo');
      await calls.status('connected');
      return calls.frames(5);
    });
    expect(size.width).toBeGreaterThan(100);
    expect((await snapshotOf(page)).participants).toMatchObject([{ name: 'Ada', self: true }]);
    await page.evaluate(() => calls.theCall.hangup());
    expect(await page.evaluate(() => calls.end())).toEqual({ reason: 'hangup', code: undefined });
    await expect.poll(() => demo.gateway.legs).toEqual([]);
    expect(await page.evaluate(() => peers.map((peer) => peer.connectionState))).toEqual(['closed']);
  });
});
