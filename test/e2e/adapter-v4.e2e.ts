import { awayMessages, expect, legOf, snapshotOf, test } from './calls/test.js';

test.use({ demoOptions: { gatewayTimes: { ring: 1_500, drop: 800, grace: 2_000 } } });

test('an outgoing call shows a moving picture, and gives everything back at the end', async ({
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
  await expect
    .poll(async () => (await snapshotOf(page)).participants)
    .toMatchObject([{ name: 'Ada', self: true, kind: 'member' }]);
  await page.evaluate(() => calls.theCall.hangup());
  expect(await page.evaluate(() => calls.end())).toEqual({ reason: 'hangup' });
  await expect.poll(() => demo.gateway.legs).toEqual([]);
  expect(await page.evaluate(() => peers.map((peer) => peer.connectionState))).toEqual(['closed']);
});

test('the SDK opens no device, and leaves the tracks that it was lent alone', async ({
  callsPage: page,
}) => {
  const asked = await page.evaluate(async () => {
    let opened = 0;
    const devices = navigator.mediaDevices;
    const original = devices.getUserMedia.bind(devices);
    devices.getUserMedia = (wishes) => {
      opened += 1;
      return original(wishes);
    };
    await calls.open();
    await calls.dial('/public/echo');
    await calls.status('connected');
    await calls.theCall.hangup();
    await calls.theLine.dispose();
    return { opened, tracks: calls.tracks.map(({ readyState }) => readyState) };
  });
  expect(asked).toEqual({ opened: 1, tracks: ['live', 'live'] });
});

test('a call without devices is connected, and sends silence', async ({
  callsPage: page,
  demo,
}) => {
  await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/agent', { audio: false, video: false });
    await calls.status('connected');
    await calls.until('sound', () => calls.snapshot.remote?.getAudioTracks().length === 1);
  });
  await expect.poll(async () => (await legOf(demo, page))?.received.audio).toBeGreaterThan(20);
  await page.evaluate(() => calls.theLine.dispose());
});

test('a camera can be added to a call that began without one', async ({
  callsPage: page,
  demo,
}) => {
  await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/echo', { video: false });
    await calls.status('connected');
  });
  expect((await legOf(demo, page))?.received.video).toBe(0);
  const size = await page.evaluate(async () => {
    const { video } = await calls.media({ audio: false });
    await calls.theCall.replaceTrack('video', video);
    return calls.frames(5);
  });
  expect(size.width).toBeGreaterThan(100);
  await page.evaluate(() => calls.theLine.dispose());
});

test('a busy line ends the call as such', async ({ callsPage: page }) => {
  const end = await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/busy', { video: false });
    return calls.end();
  });
  expect(end).toEqual({ reason: 'busy', code: 'call/busy' });
});

test('it rings at somebody who does not answer, until the service gives up', async ({
  callsPage: page,
}) => {
  const end = await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/unanswered', { video: false });
    return calls.end();
  });
  expect(end).toEqual({ reason: 'no-answer', code: 'call/no-answer' });
  expect(await page.evaluate(() => calls.statuses)).toEqual(['dialing', 'ringing', 'ended']);
});

test('a far end that hangs up is told from one that was lost', async ({ callsPage: page }) => {
  const end = await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/drops');
    await calls.status('connected');
    return calls.end();
  });
  expect(end).toEqual({ reason: 'remote-hangup' });
});

test('an unknown destination is not found', async ({ callsPage: page, demo }) => {
  const failure = await page.evaluate(async () => {
    await calls.open();
    return calls.failure(calls.dial('/public/nowhere'));
  });
  expect(failure).toMatchObject({ name: 'CallError', code: 'call/not-found' });
  expect(demo.gateway.legs).toEqual([]);
  expect(await page.evaluate(() => peers.map((peer) => peer.connectionState))).toEqual(['closed']);
});

for (const wait of [0, 20, 60, 120, 250]) {
  test(`a call that is given up after ${wait} ms leaves nothing behind`, async ({
    callsPage: page,
    demo,
  }) => {
    const reason = await page.evaluate(async (ms) => {
      await calls.open();
      const end = new AbortController();
      setTimeout(() => end.abort(new Error('given up')), ms);
      const media = await calls.media();
      const options = { destination: '/public/unanswered', media };
      return calls.theLine.dial(options, end.signal).then(
        async (session) => {
          await session.hangup();
          return 'too late';
        },
        (error: unknown) => String(error),
      );
    }, wait);
    expect(['Error: given up', 'too late']).toContain(reason);
    await expect.poll(() => demo.gateway.legs).toEqual([]);
    // The SDK waits for an answer of the service for up to 6 s.
    await expect
      .poll(() => page.evaluate(() => peers.filter((p) => p.connectionState !== 'closed').length))
      .toBe(0);
    expect(demo.gateway.legs).toEqual([]);
    expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
  });
}

test('a service that takes an invitation and does not answer is not waited for', async ({
  openCalls,
}) => {
  const page = await openCalls();
  const sent: string[] = [];
  await page.routeWebSocket(/signalwire/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const [method] = /verto\.\w+/.exec(String(message)) ?? [];
      if (method) sent.push(method);
      if (method !== 'verto.invite') server.send(message);
    });
  });
  await page.reload();
  const failure = await page.evaluate(async () => {
    await calls.open();
    return calls.failure(calls.dial('/public/echo', { video: false }));
  });
  expect(failure).toMatchObject({ code: 'call/timeout', retryable: true });
  await expect.poll(() => sent).toEqual(['verto.invite', 'verto.bye']);
});

test('nothing of a line is kept in the page’s storage', async ({ callsPage: page }) => {
  const kept = await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/echo', { video: false });
    await calls.status('connected');
    return [...Object.keys(sessionStorage), ...Object.keys(localStorage)];
  });
  // The level of the SDK's own log, which it notes when it is loaded.
  expect(kept.filter((key) => key !== 'loglevel:signalwire')).toEqual([]);
  await page.evaluate(() => calls.theLine.dispose());
});

test('two lines of one user on one page do not take over each other', async ({
  callsPage: page,
  demo,
}) => {
  await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/echo', { video: false });
    await calls.status('connected');
    await calls.open();
  });
  expect(demo.gateway.lines.length).toBeGreaterThanOrEqual(2);
  await page.evaluate(() => calls.theCall.sendDigits('1'));
  await expect.poll(async () => (await legOf(demo, page))?.digits).toBe('1');
  expect(await page.evaluate(() => calls.snapshot.status)).toBe('connected');
});

test('a stumbling service is not waited for longer than 15 s, and gets no call afterwards', async ({
  openCalls,
  demo,
  consoleGuard,
}) => {
  test.setTimeout(90_000);
  consoleGuard.allow(/500/);
  const page = await openCalls();
  const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
  await page.route('**/addresses?*', (route) => route.fulfill({ status: 500, headers }));
  const { failure, took } = await page.evaluate(async () => {
    await calls.open();
    const began = performance.now();
    const failed = await calls.failure(calls.dial('/public/echo', { video: false }));
    return { failure: failed, took: performance.now() - began };
  });
  expect(failure).toMatchObject({ code: 'call/timeout', retryable: true });
  expect(took).toBeLessThan(15_500);
  await page.waitForTimeout(4_000); // the SDK goes on with the call after some 17 s
  expect(demo.gateway.legs.filter(({ user }) => user === 'ada')).toEqual([]);
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a call while the service is away fails in time, and is not made when that is back', async ({
  callsPage: page,
  demo,
  consoleGuard,
}) => {
  test.setTimeout(90_000);
  consoleGuard.allow(awayMessages);
  await page.evaluate(() => calls.open('cyd'));
  demo.gateway.stop();
  const failure = await page.evaluate(() =>
    calls.failure(calls.dial('/public/echo', { video: false })),
  );
  await demo.gateway.start();
  expect(failure).toMatchObject({ code: 'call/timeout' });
  await page.waitForTimeout(4_000); // it comes back within 3 s
  expect(demo.gateway.legs.filter(({ user }) => user === 'cyd')).toEqual([]);
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});
