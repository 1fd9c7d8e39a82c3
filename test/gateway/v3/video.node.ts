import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import type { Demo } from '../../../demo/server/start-demo.js';
import { at, listAt } from '../helpers/at.js';
import { Caller } from '../helpers/caller.js';
import type { RpcClient } from '../helpers/rpc-client.js';
import { started } from '../helpers/started.js';
import { strengths } from '../helpers/tones.js';
import { until } from '../helpers/until.js';
import { signedInV3 } from './helpers/signed-in.js';

interface Present {
  readonly client: RpcClient;
  readonly call: Caller;
  readonly memberId: string;
}

const signIn = async (
  test: TestContext,
  demo: Demo,
  who: string,
  wish: Record<string, unknown> = {},
): Promise<RpcClient> => {
  const room = { room: 'blue', destination: 'blue' };
  const video = { purpose: 'call', provider: 'signalwire-video', ...room, ...wish };
  const client = await signedInV3(test, demo, who, video);
  client.vertoMethod = 'video.message';
  return client;
};

const present = async (
  test: TestContext,
  demo: Demo,
  who: string,
  wish: Record<string, unknown> = {},
): Promise<Present> => {
  const client = await signIn(test, demo, who, wish);
  const call = new Caller(test, client);
  await call.invite('room', { video: true });
  await call.connect();
  const { member_id: memberId } = await client.event('video.room.subscribed');
  return { client, call, memberId: String(memberId) };
};

/** Asks for something; the answer's code is a text. */
const ask = async (
  { client }: Present,
  method: string,
  params: Record<string, unknown> = {},
): Promise<unknown> => (await client.request(method, params)).result?.['code'];

const updated = (of: Present, by: Present, field: string, value: unknown) =>
  by.client.event(
    'video.member.updated',
    ({ member }) => at(member, 'id') === of.memberId && at(member, field) === value,
  );

describe('gateway for version 3: a video room', () => {
  it('lets each hear the others and not themselves, and says who talks', async (test) => {
    const demo = await started(test);
    const tones = [300, 700, 1500] as const;
    const people: Present[] = [];
    for (const who of ['ada', 'ben', 'cyd']) people.push(await present(test, demo, who));
    await Promise.all(people.map(({ call }, index) => call.hum(tones[index] ?? 0)));
    await until(() => people.every(({ call }) => call.sounds.length > 50), 'all hear something');
    for (const [index, { call, client }] of people.entries()) {
      const heard = await strengths(call.sounds.slice(-25), tones);
      const [own = 0] = heard.splice(index, 1);
      assert.ok(Math.min(...heard) > 0.01, `${index} hears both others: ${heard.join(' ')}`);
      assert.ok(Math.min(...heard) > 4 * own, `${index} hears themselves: ${own}`);
      await client.event('video.member.talking', ({ member }) => at(member, 'talking') === true);
    }
  });

  it('shows the others, and alone oneself', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    ada.call.film(1);
    await until(() => ada.call.seen.some(({ payload }) => payload[2] === 1), 'oneself');
    const ben = await present(test, demo, 'ben');
    ben.call.film(2);
    await until(() => ada.call.seen.some(({ payload }) => payload[2] === 2), 'the other');
    await ada.client.event(
      'video.layout.changed',
      ({ layout }) => at(listAt(layout, 'layers')[0], 'member_id') === ben.memberId,
    );
  });

  it('does what the token permits, and tells everybody', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    const ben = await present(test, demo, 'ben', { role: 'guest' });
    assert.equal(await ask(ada, 'video.member.audio_mute', { member_id: ben.memberId }), '200');
    await updated(ben, ada, 'audio_muted', true);
    await updated(ben, ben, 'audio_muted', true);
    assert.equal(await ask(ben, 'video.member.raisehand', { member_id: ben.memberId }), '200');
    await updated(ben, ada, 'handraised', true);
    for (const [method, params] of [
      ['video.member.audio_mute', { member_id: ada.memberId }],
      ['video.member.remove', { member_id: ada.memberId }],
      ['video.lock', {}],
      ['video.recording.start', {}],
      ['video.set_meta', { meta: { a: 1 } }],
    ] as const) {
      assert.equal(await ask(ben, method, params), '403', method);
    }
    assert.equal(await ask(ada, 'video.member.remove', { member_id: 'nobody' }), '404');
    assert.equal(await ask(ada, 'video.recording.start'), '200');
    const { recording } = await ben.client.event('video.recording.started');
    const id = { recording_id: at(recording, 'id') };
    assert.equal(await ask(ada, 'video.recording.pause', id), '200');
    const paused = await ben.client.event('video.recording.updated');
    assert.equal(at(paused, 'recording', 'state'), 'paused');
    assert.equal(await ask(ada, 'video.recording.stop', id), '200');
    await ben.client.event('video.recording.ended');
    assert.equal(await ask(ada, 'video.lock'), '200');
    await ben.client.event('video.room.updated', ({ room }) => at(room, 'locked') === true);
    const cyd = await signIn(test, demo, 'cyd');
    const outside = new Caller(test, cyd);
    assert.equal(await outside.invite('room').then((reply) => reply?.result), undefined);
    assert.equal(demo.video.legs.length, 2);
  });

  it('puts out who is removed, and is gone with the last', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    const ben = await present(test, demo, 'ben');
    assert.equal(await ask(ada, 'video.member.remove', { member_id: ben.memberId }), '200');
    const bye = await ben.client.vertoEvent('verto.bye');
    assert.equal(bye['cause'], 'NORMAL_CLEARING');
    await ada.client.event('video.member.left');
    assert.deepEqual(demo.video.rooms, ['blue']);
    await ada.client.verto('verto.bye', ada.call.callId);
    await until(() => demo.video.rooms.length === 0, 'no room');
  });

  it('ends a stay with the token it was entered by', async (test) => {
    const demo = await started(test, { tokenTtl: 3 });
    const ada = await present(test, demo, 'ada');
    await ada.client.whenClosed();
    await until(() => demo.video.rooms.length === 0, 'no room');
  });

  it('does not tell of an audience, and hears nothing of it', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    const cyd = await present(test, demo, 'cyd', { join_as: 'audience' });
    const count = await ada.client.event('video.room.audience_count');
    assert.equal(count['total'], 1);
    await cyd.call.hum(500);
    cyd.call.film(3);
    await ada.call.hum(900);
    await until(() => cyd.call.sounds.length > 30, 'the audience hears');
    assert.equal(ada.call.sounds.length, 0);
    assert.equal(ada.call.seen.length, 0);
    const told = ada.client.events.filter(({ type }) => type === 'video.member.joined');
    assert.deepEqual(
      told.map(({ params }) => at(params, 'member', 'name')),
      ['Ada'],
    );
  });
});
