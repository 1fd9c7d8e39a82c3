import type { Page } from '@playwright/test';
import type { Demo } from '../../demo/server/start-demo.js';
import type { Service } from '../e2e/calls/harness.js';
import { expect, snapshotOf, test } from '../e2e/calls/test.js';

/** One service, as far as the contract must know it. */
export interface CallService {
  readonly service: Service;
  /** Whom or what to call: it hears, and can be seen. */
  readonly destination: string;
  /** What browsers may write to the console where a token is refused. */
  readonly refusalNoise?: RegExp;
  /** Takes no token any more while true. */
  refuseTokens(demo: Demo, refused: boolean): void;
  /** Ada's calls, as the service has them. */
  calls(demo: Demo): readonly { muted: { audio: boolean; video: boolean }; digits: string }[];
  /** Ends Ada's calls from the far end. */
  hangUp(demo: Demo): void;
}

/** Peer connections of the page that are not closed. */
const openPeers = (page: Page): Promise<number> =>
  page.evaluate(
    () => globalThis.peers.filter(({ connectionState }) => connectionState !== 'closed').length,
  );

/** What every provider of calls keeps, whatever its service. */
export const callContract = (name: string, one: CallService): void => {
  const { service, destination } = one;

  const prepare = (page: Page): Promise<void> =>
    page.evaluate(
      ([which, room]) => {
        Object.assign(calls, { service: which, room });
      },
      [service, destination] as const,
    );

  const inCall = async (page: Page): Promise<void> => {
    await prepare(page);
    await page.evaluate(async (to) => {
      await calls.open('ada');
      await calls.dial(to);
      await calls.status('connected');
    }, destination);
  };

  test.describe(`calls by ${name}`, () => {
    test('connect with sound and picture, in the order of the statuses', async ({
      callsPage: page,
    }) => {
      await inCall(page);
      const { width } = await page.evaluate(() => calls.frames());
      expect(width).toBeGreaterThan(0);
      const statuses = await page.evaluate(() => calls.statuses);
      const order = ['dialing', 'ringing', 'connecting', 'connected'];
      expect(statuses).toEqual(order.filter((status) => statuses.includes(status as never)));
      expect(await page.evaluate(() => calls.theLine.state.value)).toBe('online');
      const kinds = await page.evaluate(() =>
        calls.snapshot.remote?.getTracks().map(({ kind }) => kind),
      );
      expect(kinds?.sort()).toEqual(['audio', 'video']);
    });

    test('fail with a refused token, and leave nothing', async ({
      callsPage: page,
      demo,
      consoleGuard,
    }) => {
      if (one.refusalNoise) consoleGuard.allow(one.refusalNoise);
      await prepare(page);
      one.refuseTokens(demo, true);
      const failure = await page.evaluate(() => calls.failure(calls.open('ada')));
      one.refuseTokens(demo, false);
      expect(failure).toMatchObject({ name: 'TokenError', code: 'token/refused' });
      expect(await openPeers(page)).toBe(0);
      const empty = await page.evaluate(async () => {
        const grant = { ...(await calls.grant('ada')), token: undefined };
        return calls.failure(calls.open('ada', false, undefined, grant));
      });
      expect(empty).toMatchObject({ name: 'TokenError', code: 'token/malformed' });
    });

    test('are muted for the others, and heard again', async ({ callsPage: page, demo }) => {
      await inCall(page);
      for (const muted of [true, false]) {
        await page.evaluate(async (off) => {
          await calls.theCall.setMuted('audio', off);
          await calls.theCall.setMuted('video', off);
        }, muted);
        await expect
          .poll(() => one.calls(demo).map((call) => call.muted))
          .toEqual([{ audio: muted, video: muted }]);
      }
    });

    test('send digits where they can, and say so where not', async ({ callsPage: page, demo }) => {
      await inCall(page);
      const { digits } = (await snapshotOf(page)).can;
      const failure = await page.evaluate(() => calls.failure(calls.theCall.sendDigits('42#')));
      expect(failure?.code).toBe(digits ? undefined : 'call/unsupported');
      await expect.poll(() => one.calls(demo)[0]?.digits).toBe(digits ? '42#' : '');
    });

    test('are over after a hang-up, and give everything back but what was lent', async ({
      callsPage: page,
      demo,
    }) => {
      await inCall(page);
      await page.evaluate(() => Promise.all([calls.theCall.hangup(), calls.theCall.hangup()]));
      expect(await page.evaluate(() => calls.end())).toEqual({
        reason: 'hangup',
        code: undefined,
      });
      await expect.poll(() => openPeers(page)).toBe(0);
      await expect.poll(() => one.calls(demo)).toEqual([]);
      const after = await page.evaluate(async () => ({
        remote: calls.snapshot.remote,
        lent: calls.tracks.map(({ readyState }) => readyState),
        again: await calls.failure(calls.theCall.setLayout('grid-responsive')),
        share: await calls.failure(calls.theCall.shareScreen(true)),
      }));
      expect(after).toMatchObject({
        remote: undefined,
        lent: ['live', 'live'],
        again: { code: 'call/no-call' },
        share: { code: 'call/no-call' },
      });
    });

    test('end with a reason when the far end hangs up', async ({ callsPage: page, demo }) => {
      await inCall(page);
      one.hangUp(demo);
      expect(await page.evaluate(() => calls.end())).toEqual({
        reason: 'remote-hangup',
        code: undefined,
      });
      await expect.poll(() => openPeers(page)).toBe(0);
      expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
    });

    test('are given up while they are placed', async ({ callsPage: page, demo }) => {
      await prepare(page);
      const reason = await page.evaluate(async (to) => {
        await calls.open('ada');
        const end = new AbortController();
        const dialing = calls.dial(to, {}, end.signal).then(String, String);
        await calls.until('peer', () => globalThis.peers.length > 0);
        end.abort(new Error('given up'));
        return dialing;
      }, destination);
      expect(reason).toBe('Error: given up');
      await expect.poll(() => openPeers(page)).toBe(0);
      await expect.poll(() => one.calls(demo)).toEqual([]);
      expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
    });

    test('go on with a newer token, and when one is refused', async ({ callsPage: page }) => {
      await inCall(page);
      const refused = await page.evaluate(async () => {
        const { signal } = new AbortController();
        const grant = await calls.grant('ada');
        await calls.theLine.renew(grant, signal);
        return calls.failure(calls.theLine.renew({ ...grant, token: 'x.e30.x' }, signal));
      });
      expect(refused).toMatchObject({ name: 'TokenError', code: 'token/refused' });
      await page.evaluate(() => calls.frames());
      expect((await snapshotOf(page)).status).toBe('connected');
    });

    test('send another track, or none', async ({ callsPage: page }) => {
      await inCall(page);
      const sent = await page.evaluate(async () => {
        const kinds = (): string[] =>
          globalThis.peers.flatMap((peer) =>
            peer
              .getTransceivers()
              .flatMap(({ sender }) => (sender.track ? [sender.track.kind] : [])),
          );
        await calls.theCall.replaceTrack('video', undefined);
        const without = kinds();
        const next = await calls.media({ audio: false });
        await calls.theCall.replaceTrack('video', next.video);
        return { without, with: kinds().sort() };
      });
      expect(sent).toEqual({ without: ['audio'], with: ['audio', 'video'] });
      await page.evaluate(() => calls.frames());
    });

    test('follow one another on one line', async ({ callsPage: page, demo }) => {
      await inCall(page);
      await page.evaluate(async (to) => {
        await calls.theCall.hangup();
        await calls.dial(to);
        await calls.status('connected');
        await calls.frames();
      }, destination);
      await expect.poll(() => one.calls(demo)).toHaveLength(1);
    });

    test('end with their line, which ends once', async ({ callsPage: page, demo }) => {
      await inCall(page);
      const closed = await page.evaluate(async (to) => {
        await Promise.all([calls.theLine.dispose(), calls.theLine.dispose()]);
        return {
          reason: await calls.theLine.closed,
          end: calls.snapshot.end?.reason,
          dial: await calls.failure(calls.dial(to)),
        };
      }, destination);
      expect(closed).toMatchObject({
        reason: undefined,
        end: 'hangup',
        dial: { code: 'connection/closed' },
      });
      await expect.poll(() => one.calls(demo)).toEqual([]);
      expect(await openPeers(page)).toBe(0);
      expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
    });
  });
};
