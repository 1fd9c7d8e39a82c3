import { expect, snapshotOf, test } from './calls/test.js';

test.use({ demoOptions: { gatewayTimes: { grace: 2_000 } } });

test('a room shows who is in it, who talks, raises a hand, or is muted', async ({ openCalls }) => {
  const [ada, ben] = await Promise.all([openCalls(), openCalls()]);
  for (const [page, user] of [
    [ada, 'ada'],
    [ben, 'ben'],
  ] as const) {
    await page.evaluate(async (name) => {
      await calls.open(name);
      await calls.dial('/public/room-members');
      await calls.status('connected');
    }, user);
  }
  const ben_ = async (): Promise<object | undefined> =>
    (await snapshotOf(ada)).participants.find(({ name }) => name === 'Ben');
  await expect.poll(ben_).toMatchObject({ self: false, kind: 'member', audioMuted: false });
  await expect.poll(ben_).toMatchObject({ talking: true });
  await ben.evaluate(async () => {
    await calls.theCall.raiseHand(true);
    await calls.theCall.setMuted('audio', true);
    await calls.theCall.setMuted('video', true);
  });
  await expect.poll(ben_).toMatchObject({ handRaised: true, audioMuted: true, videoMuted: true });
  expect((await snapshotOf(ben)).handRaised).toBe(true);
  await ben.evaluate(() => calls.theCall.raiseHand(false));
  await expect.poll(ben_).toMatchObject({ handRaised: false });
  await ben.evaluate(() => calls.theCall.hangup());
  await expect.poll(ben_).toBeUndefined();
});

test('a room’s layout can be changed, and says who is where', async ({ openCalls }) => {
  const [ada, ben] = await Promise.all([openCalls(), openCalls()]);
  for (const [page, user] of [
    [ada, 'ada'],
    [ben, 'ben'],
  ] as const) {
    await page.evaluate(async (name) => {
      await calls.open(name);
      await calls.dial('/public/room-layouts');
      await calls.status('connected');
    }, user);
  }
  await ada.evaluate(() => calls.frames());
  const { layouts, participants } = await snapshotOf(ada);
  expect(layouts).toContain('grid-responsive');
  const other = participants.find(({ self }) => !self);
  await expect
    .poll(async () => (await snapshotOf(ada)).layers)
    .toEqual([{ participantId: other?.id, x: 0, y: 0, width: 100, height: 100 }]);
  await ada.evaluate(() => calls.theCall.setLayout('grid-responsive'));
  await expect.poll(async () => (await snapshotOf(ada)).layout).toBe('grid-responsive');
  const failure = await ada.evaluate(() => calls.failure(calls.theCall.setLayout('upside-down')));
  expect(failure).toMatchObject({ code: 'call/unsupported' });
  expect((await snapshotOf(ada)).status).toBe('connected');
});

test('what is written in a call arrives there', async ({ callsPage: page }) => {
  await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/agent', { video: false });
    await calls.status('connected');
  });
  await expect.poll(async () => (await snapshotOf(page)).can.text).toBe(true);
  await page.evaluate(() => calls.theCall.sendText('Hello'));
  await expect
    .poll(async () =>
      (await snapshotOf(page)).texts.map(({ from, text, own }) => [from, text, own]),
    )
    .toEqual([
      ['Ada', 'Hello', true],
      ['Agent', 'You wrote: Hello', false],
    ]);
});

test('two who call each other can write to each other', async ({ openCalls }) => {
  const [ada, ben] = await Promise.all([openCalls(), openCalls()]);
  await ben.evaluate(() => calls.open('ben', true));
  await ada.evaluate(async () => {
    await calls.open('ada');
    await calls.dial('/private/ben', { video: false });
  });
  await ben.evaluate(() => calls.answer({ video: false }));
  await Promise.all([ada, ben].map((page) => page.evaluate(() => calls.status('connected'))));
  await expect.poll(async () => (await snapshotOf(ben)).can.text).toBe(true);
  await ben.evaluate(() => calls.theCall.sendText('From Ben'));
  await ada.evaluate(() => calls.theCall.sendText('From Ada'));
  for (const page of [ada, ben]) {
    await expect
      .poll(async () => (await snapshotOf(page)).texts.map(({ text }) => text).sort())
      .toEqual(['From Ada', 'From Ben']);
  }
});

test('what an agent says can be read', async ({ callsPage: page }) => {
  await page.evaluate(async () => {
    await calls.open();
    await calls.dial('/public/agent', { audio: false, video: false });
    await calls.status('connected');
  });
  await expect
    .poll(async () => (await snapshotOf(page)).captions.find(({ final }) => final))
    .toMatchObject({ speaker: 'Agent', text: expect.stringMatching(/^Hello!.*key\.$/) });
  await page.evaluate(() => calls.theCall.sendDigits('7'));
  await expect
    .poll(async () => (await snapshotOf(page)).captions.map(({ text }) => text))
    .toContain('You pressed 7.');
});
