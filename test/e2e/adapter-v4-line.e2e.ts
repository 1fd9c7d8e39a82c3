import { awayMessages, expect, legOf, snapshotOf, test } from './calls/test.js';

test.use({ demoOptions: { tokenTtl: 6, gatewayTimes: { grace: 2_000 } } });

test('a call goes on over three token lives, without a gap', async ({
  callsPage: page,
  demo,
  consoleGuard,
}) => {
  test.setTimeout(90_000);
  consoleGuard.allow(awayMessages);
  const frames = await page.evaluate(async () => {
    await calls.open('ada');
    await calls.dial('/public/echo');
    await calls.status('connected');
    const seen: boolean[] = [];
    for (let life = 0; life < 5; life += 1) {
      await new Promise((resolve) => setTimeout(resolve, 3_500));
      await calls.theLine.renew(await calls.grant('ada'), new AbortController().signal);
      seen.push(await calls.frames().then(() => true));
    }
    return seen;
  });
  expect(frames).toEqual([true, true, true, true, true]);
  const line = demo.gateway.lines.find(({ user }) => user === 'ada');
  expect(line).toMatchObject({ connected: true, renewals: 5 });
  expect(await page.evaluate(() => calls.statuses)).toEqual(['dialing', 'connecting', 'connected']);
  // After a gap it signs in with the newest token: the first has long ended.
  demo.gateway.dropSockets();
  await expect.poll(() => page.evaluate(() => calls.theLine.state.value)).toBe('reconnecting');
  await expect.poll(() => page.evaluate(() => calls.theLine.state.value)).toBe('online');
  await page.evaluate(async () => {
    await calls.theCall.sendDigits('5');
    await calls.frames();
  });
  expect((await legOf(demo, page))?.digits).toBe('5');
  await page.evaluate(() => calls.theLine.dispose());
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a newer token that is refused is said so, and the call goes on', async ({
  callsPage: page,
}) => {
  const failure = await page.evaluate(async () => {
    await calls.open('ada');
    await calls.dial('/public/echo');
    await calls.status('connected');
    const grant = { ...(await calls.grant('ada')), token: 'eyJhbGciOiJIUzI1NiJ9.e30.x' };
    const failed = await calls.failure(calls.theLine.renew(grant, new AbortController().signal));
    await calls.frames();
    return failed;
  });
  expect(failure).toMatchObject({ name: 'TokenError', code: 'token/refused' });
});

test('a line whose token has ended is closed', async ({ callsPage: page }) => {
  const reason = await page.evaluate(async () => {
    await calls.open('ben');
    await calls.dial('/public/echo', { video: false });
    const closed = await calls.theLine.closed;
    return { code: closed?.code, end: await calls.end() };
  });
  expect(reason).toEqual({ code: 'token/refused', end: { reason: 'lost', code: 'call/lost' } });
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a refused token is told from a service that is away', async ({
  callsPage: page,
  demo,
  consoleGuard,
}) => {
  consoleGuard.allow(/401/);
  demo.gateway.refuseTokens(true);
  const refused = await page.evaluate(() => calls.failure(calls.open('ada')));
  demo.gateway.refuseTokens(false);
  expect(refused).toMatchObject({ name: 'TokenError', code: 'token/refused', retryable: false });
});

test('a token that the socket refuses is refused', async ({ openCalls, demo }) => {
  const page = await openCalls();
  const info = { id: 'x', email: '', display_name: '', fabric_addresses: [] };
  const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
  await page.route('**/subscriber/info', (route) => route.fulfill({ json: info, headers }));
  demo.gateway.refuseTokens(true);
  const refused = await page.evaluate(() => calls.failure(calls.open('ada')));
  demo.gateway.refuseTokens(false);
  expect(refused).toMatchObject({ name: 'TokenError', code: 'token/refused' });
  await expect.poll(() => demo.gateway.sockets).toBe(0);
});

test('a service that is away at the start is an error in time, and leaves no zombie', async ({
  callsPage: page,
  demo,
  consoleGuard,
}) => {
  test.setTimeout(90_000);
  consoleGuard.allow(/subscriber\/info/, awayMessages);
  demo.gateway.stop();
  const { failure, took } = await page.evaluate(async () => {
    const began = performance.now();
    return { failure: await calls.failure(calls.open('ada')), took: performance.now() - began };
  });
  expect(failure).toMatchObject({ name: 'ConnectionError', retryable: true });
  expect(took).toBeLessThan(15_000);
  await demo.gateway.start();
  await page.evaluate(async () => {
    await calls.open('ada');
    await calls.dial('/public/echo', { video: false });
    await calls.status('connected');
    await calls.theLine.dispose();
  });
  await expect.poll(() => demo.gateway.sockets, { timeout: 20_000 }).toBe(0);
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

for (const wait of [0, 30, 100, 300]) {
  test(`a line that is given up after ${wait} ms leaves nothing behind`, async ({
    callsPage: page,
    demo,
  }) => {
    const reason = await page.evaluate(async (ms) => {
      const end = new AbortController();
      setTimeout(() => end.abort(new Error('given up')), ms);
      return calls.open('ada', false, end.signal).then(
        async () => {
          await calls.theLine.dispose();
          return 'too late';
        },
        (error: unknown) => String(error),
      );
    }, wait);
    expect(['Error: given up', 'too late']).toContain(reason);
    await page.waitForTimeout(1_000); // for a connection that would come afterwards
    await expect.poll(() => demo.gateway.sockets).toBe(0);
    expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
  });
}

test('a line that is disposed ends its calls, and can be disposed twice', async ({
  callsPage: page,
  demo,
}) => {
  const closed = await page.evaluate(async () => {
    await calls.open('ada', true);
    await calls.dial('/public/echo');
    await calls.status('connected');
    await Promise.all([calls.theLine.dispose(), calls.theLine.dispose()]);
    return { reason: await calls.theLine.closed, end: calls.snapshot.end?.reason };
  });
  expect(closed).toEqual({ reason: undefined, end: 'hangup' });
  await expect.poll(() => legOf(demo, page)).toBeUndefined();
  await expect.poll(() => demo.gateway.sockets).toBe(0);
  expect(await page.evaluate(() => calls.failure(calls.dial('/public/echo')))).toMatchObject({
    code: 'connection/closed',
  });
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a line that is disposed while it rings stops ringing', async ({ callsPage: page, demo }) => {
  await page.evaluate(() => calls.open('cyd', true));
  demo.gateway.call('cyd');
  const gone = await page.evaluate(async () => {
    const call = await calls.until('rings', () => calls.ringing);
    await calls.theLine.dispose();
    return call.gone;
  });
  expect(gone).toEqual({ reason: 'canceled' });
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a call that is hung up while the service is away ends in time', async ({
  callsPage: page,
  demo,
  consoleGuard,
}) => {
  consoleGuard.allow(awayMessages);
  await page.evaluate(async () => {
    await calls.open('dan');
    await calls.dial('/public/echo', { video: false });
    await calls.status('connected');
  });
  demo.gateway.stop();
  const took = await page.evaluate(async () => {
    const began = performance.now();
    await calls.theCall.hangup();
    return performance.now() - began;
  });
  await demo.gateway.start();
  expect(took).toBeLessThan(3_000);
  expect((await snapshotOf(page)).status).toBe('ended');
  await page.evaluate(() => calls.theLine.dispose());
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a service that does not come back ends the call and the line as lost', async ({
  callsPage: page,
  demo,
  consoleGuard,
}) => {
  test.setTimeout(90_000);
  consoleGuard.allow(awayMessages);
  await page.evaluate(async () => {
    await calls.open('dan');
    await calls.dial('/public/echo', { video: false });
    await calls.status('connected');
  });
  demo.gateway.stop();
  const closed = await page.evaluate(async () => (await calls.theLine.closed)?.code);
  const end = await page.evaluate(() => calls.end());
  await page.evaluate(() => calls.theLine.dispose());
  await demo.gateway.start();
  expect(closed).toBe('connection/lost');
  expect(end).toEqual({ reason: 'lost', code: 'call/lost' });
  expect(await page.evaluate(() => calls.uncaught)).toEqual([]);
});

test('a line that was refused leaves no listener on the page', async ({
  callsPage: page,
  demo,
  consoleGuard,
}) => {
  consoleGuard.allow(/401/);
  demo.gateway.refuseTokens(true);
  const left = await page.evaluate(async () => {
    const listening: string[] = [];
    for (const target of [window, document]) {
      const { addEventListener: add, removeEventListener: remove } = target;
      target.addEventListener = (type: string, listener: EventListener): void => {
        listening.push(type);
        add.call(target, type, listener);
      };
      target.removeEventListener = (type: string, listener: EventListener): void => {
        listening.splice(listening.indexOf(type), 1);
        remove.call(target, type, listener);
      };
    }
    await calls.failure(calls.open('ada'));
    const seen = listening.length;
    await calls.until('no listener', () => listening.length === 0).catch(() => undefined);
    return { seen: seen > 0, listening };
  });
  demo.gateway.refuseTokens(false);
  expect(left).toEqual({ seen: true, listening: [] });
});
