import { expect } from './fixtures.js';
import { allSent, numbered, showsAll, write } from './helpers/chat.js';
import { enter, plainV3, test, v3Chat } from './helpers/v3.js';

const provider = 'signalwire-pubsub';

test('two pages chat, and a plain client with them', async ({ own, context }) => {
  const { demo, stage } = await own();
  const ada = await enter(context, stage, v3Chat('ada', 'lobby', provider));
  const ben = await enter(context, stage, v3Chat('ben', 'lobby', provider));
  const plain = await plainV3(demo, 'cyd', 'lobby', provider);
  await write(ada.chat, 'Hello Ben');
  await write(ben.chat, 'Hello Ada');
  await plain.event('chat.channel.message', ({ message }) =>
    JSON.stringify(message).includes('Hello Ada'),
  );
  await plain.request('chat.publish', { channel: 'lobby', content: 'Hello both' });
  for (const { chat } of [ada, ben]) {
    await showsAll(chat, ['Hello Ben'], ['Hello Ada'], ['Hello both']);
  }
  await plain.close();
});

test('what a page misses, the others send again, out of sight of plain clients', async ({
  own,
  context,
}) => {
  const { demo, stage } = await own();
  const ada = await enter(context, stage, v3Chat('ada', 'lobby', provider));
  const ben = await enter(context, stage, v3Chat('ben', 'lobby', provider));
  const said = numbered('Ada', 24);
  for (let round = 0; round < 3; round += 1) {
    if (round === 1) demo.gatewayV3.dropSockets('ben');
    if (round === 2) demo.gatewayV3.mute('ben');
    await write(ada.chat, ...said.slice(round * 8, round * 8 + 8));
  }
  await showsAll(ben.chat, said);
  await allSent(ada.chat);
  expect(demo.gatewayV3.messages('lobby').map(({ content }) => content)).toEqual(said);
  expect(demo.gatewayV3.messages('lobby/sync').length).toBeGreaterThan(0);
});

for (const one of ['signalwire-pubsub', 'signalwire-chat']) {
  test(`a status follows a topic: ${one}`, async ({ own, context }) => {
    const { demo, stage } = await own();
    const say = (value: number): void =>
      demo.gatewayV3.say('jobs/build', 'builder', JSON.stringify({ value, state: 'Testing' }));
    say(10);
    const page = await context.newPage();
    await stage.open(
      page,
      `<rt-status topic="jobs/build" value-path="value" kind="progress" label="Build"
        provider="${one}" token-endpoint="/token/ada"></rt-status>`,
    );
    const bar = page.locator('rt-status').getByRole('progressbar');
    // Chat keeps the last value, PubSub does not.
    if (one === 'signalwire-chat') await expect(bar).toHaveAttribute('value', '0.1');
    await expect.poll(() => demo.gatewayV3.sessions.length).toBe(1);
    await expect(async () => {
      say(40);
      await expect(bar).toHaveAttribute('value', '0.4', { timeout: 500 });
    }).toPass();
  });
}
