import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from './calls/test.js';

test.skip(({ browserName }) => browserName !== 'chromium', 'Only Chromium counts what it holds.');
test.use({ demoOptions: { gatewayTimes: { grace: 2_000 } } });

interface Use {
  heap: number;
  listeners: number;
  /** Peer connections that are not closed. */
  peers: number;
}

/** What the page holds after everything that can be freed has been. */
const used = async (page: Page, session: CDPSession): Promise<Use> => {
  const peers = await page.evaluate(() => {
    const open = globalThis.peers.filter((peer) => peer.connectionState !== 'closed').length;
    globalThis.peers.length = 0;
    calls.tracks.length = 0;
    calls.call = undefined;
    return open;
  });
  // Twice: what only a finaliser lets go is freed in the next round.
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const valueOf = (wanted: string): number =>
    metrics.find(({ name }) => name === wanted)?.value ?? NaN;
  return { heap: valueOf('JSHeapUsedSize'), listeners: valueOf('JSEventListeners'), peers };
};

for (const { what, own } of [
  { what: '50 calls on one line', own: false },
  { what: '50 calls on lines of their own', own: true },
]) {
  test(`${what} leave nothing behind`, async ({ callsPage: page, demo }) => {
    test.setTimeout(180_000);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const run = (count: number): Promise<void> =>
      page.evaluate(
        async ([times, apart]) => {
          for (let at = 0; at < times; at += 1) {
            if (apart || at === 0) await calls.open('ada', true);
            await calls.dial('/public/echo');
            await calls.status('connected');
            await calls.theCall.hangup();
            for (const track of calls.tracks) track.stop();
            if (apart || at === times - 1) await calls.theLine.dispose();
          }
          calls.line = undefined;
        },
        [count, own] as const,
      );
    // The first ones make what is made once, above all compiled code.
    await run(20);
    const before = await used(page, session);
    await run(30);
    const after = await used(page, session);
    expect(after.peers).toBe(0);
    expect(after.listeners).toBeLessThanOrEqual(before.listeners + 2);
    // A call that stayed would keep some 200 kB.
    expect(after.heap - before.heap).toBeLessThan(30 * 10_000);
    expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
    await expect.poll(() => demo.gateway.legs).toEqual([]);
    await expect.poll(() => demo.gateway.sockets).toBe(0);
  });
}
