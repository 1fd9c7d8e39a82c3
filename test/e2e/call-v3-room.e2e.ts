import type { Page } from '@playwright/test';
import type { VideoLegView } from '../../demo/gateway/v3/video/control.js';
import type { Demo } from '../../demo/server/start-demo.js';
import { expect, snapshotOf, test } from './calls/test.js';

test.use({ demoOptions: { gatewayTimes: { grace: 2_000 } } });

/** Enters a room, as who and with what the token is to say. */
const enter = (page: Page, user: string, room: string, wish: object = {}): Promise<void> =>
  page.evaluate(
    async ([name, where, more]) => {
      Object.assign(calls, { service: 'signalwire-video', room: where, wish: more });
      await calls.open(name);
      await calls.dial(where);
      await calls.status('connected');
    },
    [user, room, wish] as const,
  );

/** The gateway's end of a user's calls in a room. */
const legsOf = ({ video }: Demo, user: string, room: string): VideoLegView[] =>
  video.legs.filter((leg) => leg.user === user && leg.room === room);

const names = async (page: Page): Promise<string[]> =>
  (await snapshotOf(page)).participants.map(({ name }) => name).sort();

/** Lets the page share a canvas in place of a screen, as if that had been picked. */
const pickCanvas = (page: Page): Promise<void> =>
  page.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = async () => {
      const canvas = document.createElement('canvas');
      canvas.width = 640;
      canvas.height = 480;
      const context = canvas.getContext('2d');
      setInterval(() => context?.fillRect(Math.random() * 600, Math.random() * 400, 20, 20), 40);
      const stream = canvas.captureStream(25);
      calls.tracks.push(...stream.getTracks());
      return stream;
    };
  });

test('two in a room see and hear each other, and know of each other', async ({
  openCalls,
  demo,
}) => {
  const [ada, ben] = await Promise.all([openCalls(), openCalls()]);
  await enter(ada, 'ada', 'two');
  // At once also of who was there before, whom the SDK's own list lacks.
  const known = await ben.evaluate(async () => {
    Object.assign(calls, { service: 'signalwire-video', room: 'two' });
    await calls.open('ben');
    await calls.dial('two');
    return calls.snapshot.participants.map(({ name }) => name).sort();
  });
  expect(known).toContain('Ada');
  await expect.poll(() => names(ada)).toEqual(['Ada', 'Ben']);
  await expect.poll(() => names(ben)).toEqual(['Ada', 'Ben']);
  const other = async (): Promise<object | undefined> =>
    (await snapshotOf(ada)).participants.find(({ self }) => !self);
  await expect.poll(other).toMatchObject({ name: 'Ben', talking: true, kind: 'member' });
  await ada.evaluate(() => calls.frames());
  await expect.poll(async () => (await snapshotOf(ada)).layers).toHaveLength(1);
  const { layers, participants } = await snapshotOf(ada);
  expect(layers[0]?.participantId).toBe(participants.find(({ self }) => !self)?.id);
  const [leg] = legsOf(demo, 'ben', 'two');
  expect(leg?.received.audio).toBeGreaterThan(0);
  await ben.evaluate(async () => {
    await calls.theCall.setMuted('audio', true);
    await calls.theCall.raiseHand(true);
  });
  await expect.poll(other).toMatchObject({ audioMuted: true, handRaised: true });
  expect((await snapshotOf(ben)).handRaised).toBe(true);
  await ben.evaluate(() => calls.theCall.hangup());
  await expect.poll(() => names(ada)).toEqual(['Ada']);
  expect(await ada.evaluate(() => calls.uncaught)).toEqual([]);
  await ada.evaluate(() => calls.theLine.dispose());
  await expect.poll(() => demo.video.rooms).not.toContain('two');
});

test('a shared screen reaches the others, and is over when it is', async ({ openCalls, demo }) => {
  const [ada, ben] = await Promise.all([openCalls(), openCalls()]);
  await enter(ada, 'ada', 'screen');
  await enter(ben, 'ben', 'screen');
  await ada.evaluate(async () => {
    // Cancelled in the browser's own picker: nothing happens.
    navigator.mediaDevices.getDisplayMedia = async () => {
      throw new DOMException('No', 'NotAllowedError');
    };
    await calls.theCall.shareScreen(true);
  });
  expect((await snapshotOf(ada)).sharing).toBe('off');
  await pickCanvas(ada);
  await ada.evaluate(() => calls.theCall.shareScreen(true));
  expect((await snapshotOf(ada)).sharing).toBe('on');
  const kinds = async (): Promise<string[]> =>
    (await snapshotOf(ben)).participants.map(({ kind }) => kind).sort();
  await expect.poll(kinds).toEqual(['member', 'member', 'screen']);
  await expect
    .poll(() => ben.evaluate(async () => (await calls.frames()).width), { timeout: 20_000 })
    .toBe(640);
  // "Stop sharing" in the browser's own bar.
  await ada.evaluate(() => {
    for (const track of calls.tracks.slice(-1)) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  });
  await expect.poll(async () => (await snapshotOf(ada)).sharing).toBe('off');
  await expect.poll(kinds).toEqual(['member', 'member']);
  expect(legsOf(demo, 'ada', 'screen')).toHaveLength(1);
  // With the call goes what it shares.
  await ada.evaluate(async () => {
    await calls.theCall.shareScreen(true);
    await calls.theCall.hangup();
  });
  await expect.poll(() => names(ben)).toEqual(['Ben']);
  const screen = await ada.evaluate(() => calls.tracks.at(-1)?.readyState);
  expect(screen).toBe('ended');
  expect(await ada.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a screen that the token does not allow is let go', async ({ openCalls }) => {
  const ada = await openCalls();
  await enter(ada, 'ada', 'no-screen', { role: 'stranger' });
  await pickCanvas(ada);
  const failure = await ada.evaluate(() => calls.failure(calls.theCall.shareScreen(true)));
  expect(failure).toMatchObject({ code: 'media/share-failed' });
  expect(await ada.evaluate(() => calls.tracks.at(-1)?.readyState)).toBe('ended');
  const { can, sharing, status } = await snapshotOf(ada);
  expect({ can: can.shareScreen, sharing, status }).toEqual({
    can: false,
    sharing: 'off',
    status: 'connected',
  });
});

test('an audience hears and sees, and sends nothing', async ({ openCalls, demo }) => {
  const [ada, cyd] = await Promise.all([openCalls(), openCalls()]);
  await enter(ada, 'ada', 'stage');
  await enter(cyd, 'cyd', 'stage', { join_as: 'audience' });
  await cyd.evaluate(() => calls.frames());
  const { room, participants } = await snapshotOf(cyd);
  expect(room).toMatchObject({ audience: true, can: { lock: false, remove: false } });
  expect(participants.map(({ name }) => name)).toEqual(['Ada']);
  const [leg] = legsOf(demo, 'cyd', 'stage');
  expect(leg).toMatchObject({ audience: true, received: { audio: 0, video: 0 } });
  await expect.poll(async () => (await snapshotOf(ada)).room?.watching).toBe(1);
  expect(await names(ada)).toEqual(['Ada']);
  const failure = await cyd.evaluate(() =>
    calls.failure(calls.theCall.replaceTrack('audio', calls.tracks[0])),
  );
  expect(failure).toMatchObject({ code: 'call/unsupported' });
});

test('whoever runs the room mutes, removes, locks and records; a guest does not', async ({
  openCalls,
}) => {
  const [ada, ben] = await Promise.all([openCalls(), openCalls()]);
  await enter(ada, 'ada', 'run');
  await enter(ben, 'ben', 'run', { role: 'guest' });
  const ownId = async (page: Page): Promise<string> =>
    (await snapshotOf(page)).participants.find(({ self }) => self)?.id ?? '';
  const benId = await ownId(ben);
  const refused = await ben.evaluate(
    async (id) => [
      await calls.failure(calls.theRoom.muteMember(id, 'audio', true)),
      await calls.failure(calls.theRoom.setLocked(true)),
      await calls.failure(calls.theRoom.record('on')),
    ],
    await ownId(ada),
  );
  expect(refused.map((failure) => failure?.code)).toEqual(Array(3).fill('call/unsupported'));
  expect((await snapshotOf(ben)).room?.can).toMatchObject({ muteAudio: false, record: false });
  await ada.evaluate(async (id) => {
    await calls.theRoom.muteMember(id, 'audio', true);
    await calls.theRoom.setLocked(true);
    await calls.theRoom.setMeta({ topic: 'tea' });
    await calls.theRoom.record('on');
    await calls.until('recording', () => calls.snapshot.room?.recording === 'on');
    await calls.theRoom.record('paused');
    await calls.theRoom.stream('rtmp://127.0.0.1/live');
    await calls.theRoom.play({ url: 'https://127.0.0.1/tune.mp3' });
  }, benId);
  const roomOf = async (page: Page): Promise<unknown> => (await snapshotOf(page)).room;
  const running = { recording: 'paused', streaming: 'on', playback: 'on' };
  await expect
    .poll(() => roomOf(ben))
    .toMatchObject({ locked: true, meta: { topic: 'tea' }, ...running });
  const self = (await snapshotOf(ben)).participants.find((one) => one.self);
  expect(self?.audioMuted).toBe(true);
  // Muted by somebody else: nothing is sent any more, whatever one's own track does.
  const sent = await ben.evaluate(
    () => globalThis.peers[0]?.getSenders().find(({ track }) => track?.kind === 'audio')?.track,
  );
  expect(sent).toBeDefined();
  expect(
    await ben.evaluate(() =>
      globalThis.peers[0]
        ?.getSenders()
        .filter(({ track }) => track?.kind === 'audio')
        .map(({ track }) => track?.enabled),
    ),
  ).toEqual([false]);
  // Nobody else comes in.
  const cyd = await openCalls();
  const locked = await cyd.evaluate(async () => {
    Object.assign(calls, { service: 'signalwire-video', room: 'run' });
    await calls.open('cyd');
    return calls.failure(calls.dial('run'));
  });
  expect(locked).toMatchObject({ name: 'CallError', code: 'call/not-allowed' });
  await ada.evaluate(async (id) => {
    await calls.theRoom.record('off');
    await calls.theRoom.stream(undefined);
    await calls.theRoom.play('off');
    await calls.theRoom.removeMember(id);
  }, benId);
  expect(await ben.evaluate(() => calls.end())).toEqual({
    reason: 'remote-hangup',
    code: undefined,
  });
  const off = { recording: 'off', streaming: 'off', playback: 'off' };
  await expect.poll(() => roomOf(ada)).toMatchObject(off);
  expect(await names(ada)).toEqual(['Ada']);
});

test('who comes in muted is heard as soon as they wish', async ({ openCalls, demo }) => {
  const page = await openCalls();
  await enter(page, 'ada', 'quiet', { join_audio_muted: true });
  const self = async (): Promise<object | undefined> =>
    (await snapshotOf(page)).participants.find((one) => one.self);
  expect(await self()).toMatchObject({ audioMuted: true });
  await page.evaluate(() => calls.theCall.setMuted('audio', false));
  await expect.poll(self).toMatchObject({ audioMuted: false, talking: true });
  expect(legsOf(demo, 'ada', 'quiet')).toMatchObject([{ muted: { audio: false } }]);
});

test('leaving gives back every device and leaves nothing behind', async ({ openCalls, demo }) => {
  const page = await openCalls();
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const add = mediaDevices.addEventListener.bind(mediaDevices);
    // Whoever watches the devices holds on to the page's.
    mediaDevices.addEventListener = (...args: Parameters<typeof add>) => {
      calls.uncaught.push(`listens to ${args[0]}`);
      add(...args);
    };
    const clone = MediaStreamTrack.prototype.clone;
    MediaStreamTrack.prototype.clone = function (this: MediaStreamTrack) {
      const copy = clone.call(this);
      calls.tracks.push(copy);
      return copy;
    };
  });
  for (let time = 0; time < 2; time += 1) {
    await enter(page, 'ada', 'leave');
    await page.evaluate(async () => {
      await calls.frames();
      await calls.theCall.hangup();
    });
    const left = await page.evaluate(() => ({
      own: calls.tracks.slice(0, 2).map(({ readyState }) => readyState),
      copies: calls.tracks.slice(2).map(({ readyState }) => readyState),
      peers: globalThis.peers.map(({ connectionState }) => connectionState),
      // But how much the SDK writes to the console, which it does not with us.
      stored: [...Object.keys(sessionStorage), ...Object.keys(localStorage)].filter(
        (key) => key !== 'loglevel:signalwire',
      ),
      media: document.querySelectorAll('audio').length,
      end: calls.snapshot.end?.reason,
    }));
    expect(new Set(left.copies)).toEqual(new Set(['ended']));
    // What was lent is its owner's to stop.
    expect(left.own).toEqual(['live', 'live']);
    expect(new Set(left.peers)).toEqual(new Set(['closed']));
    expect(left).toMatchObject({ stored: [], media: 0, end: 'hangup' });
    await page.evaluate(async () => {
      for (const track of calls.tracks) track.stop();
      calls.tracks.length = 0;
      await calls.theLine.dispose();
    });
    await expect.poll(() => demo.gatewayV3.sockets).toBe(0);
    expect(demo.video.rooms).not.toContain('leave');
  }
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('who gives up on the way in leaves nothing behind', async ({ openCalls, demo }) => {
  const page = await openCalls();
  for (const wait of [0, 50, 200, 600]) {
    const outcome = await page.evaluate(async (ms) => {
      Object.assign(calls, { service: 'signalwire-video', room: 'brief' });
      await calls.open('ada');
      const end = new AbortController();
      setTimeout(() => end.abort(new Error('given up')), ms);
      return calls.dial('brief', {}, end.signal).then(
        async () => {
          await calls.theCall.hangup();
          return 'too late';
        },
        (error: unknown) => String(error),
      );
    }, wait);
    expect(['Error: given up', 'too late']).toContain(outcome);
    await expect.poll(() => demo.video.rooms).not.toContain('brief');
    await page.evaluate(() => calls.theLine.dispose());
  }
  await expect.poll(() => demo.gatewayV3.sockets).toBe(0);
  const open = await page.evaluate(
    () => globalThis.peers.filter(({ connectionState }) => connectionState !== 'closed').length,
  );
  expect(open).toBe(0);
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});
