import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import type { Demo } from '../../demo/server/start-demo.js';
import { at, listAt } from './helpers/at.js';
import { Caller, signedIn } from './helpers/caller.js';
import type { RpcClient } from './helpers/rpc-client.js';
import { started } from './helpers/started.js';
import { strengths } from './helpers/tones.js';
import { until } from './helpers/until.js';

interface Present {
  readonly client: RpcClient;
  readonly call: Caller;
  readonly memberId: string;
}

const room = '/public/room-blue';

const present = async (test: TestContext, demo: Demo, who: string, to = room): Promise<Present> => {
  const client = await signedIn(test, demo, who);
  const call = new Caller(test, client);
  const { result } = await call.invite(to, { video: true });
  await call.connect();
  await client.event('call.joined');
  return { client, call, memberId: String(result?.['memberID']) };
};

/** Does something to a member; the answer's code is a text. */
const command = async (
  { client, call, memberId }: Present,
  method: string,
  params: Record<string, unknown> = {},
  target: string = memberId,
): Promise<unknown> => {
  const self = { node_id: 'n', call_id: call.callId, member_id: memberId };
  const { result } = await client.request(method, {
    self,
    target: { ...self, member_id: target },
    ...params,
  });
  return result?.['code'];
};

const updated = (of: Present, by: Present, field: string, value: unknown) =>
  by.client.event(
    'member.updated',
    ({ member }) => at(member, 'member_id') === of.memberId && at(member, field) === value,
  );

describe('gateway: a room', () => {
  it('lets each of three hear the two others, and not themselves', async (test) => {
    const demo = await started(test);
    const tones = [300, 700, 1500] as const;
    const people: Present[] = [];
    for (const who of ['ada', 'ben', 'cyd']) people.push(await present(test, demo, who));
    await Promise.all(people.map(({ call }, at) => call.hum(tones[at] ?? 0)));
    await until(() => people.every(({ call }) => call.sounds.length > 50), 'all hear something');
    for (const [at, { call }] of people.entries()) {
      const heard = await strengths(call.sounds.slice(-25), tones);
      const [own = 0] = heard.splice(at, 1);
      assert.ok(Math.min(...heard) > 0.01, `${at} hears both others: ${heard.join(' ')}`);
      assert.ok(Math.min(...heard) > 4 * own, `${at} hears themselves: ${own} ${heard.join(' ')}`);
    }
  });

  it('shows each the others in turn, and says whom', async (test) => {
    const demo = await started(test, { gatewayTimes: { turn: 200 } });
    const [ada, ben, cyd] = [
      await present(test, demo, 'ada'),
      await present(test, demo, 'ben'),
      await present(test, demo, 'cyd'),
    ];
    [ada, ben, cyd].forEach(({ call }, mark) => call.film(mark));
    assert.equal(await command(ada, 'call.layout.set', { layout: 'grid-responsive' }), '200');
    const marks = () => new Set(ada.call.seen.map(({ payload }) => payload[2]));
    await until(() => marks().size === 2, 'both others have been seen');
    assert.deepEqual([...marks()].sort(), [1, 2]);
    const named = ada.client.events
      .filter(({ type }) => type === 'layout.changed')
      .flatMap(({ params }) => listAt(params, 'layout', 'layers'))
      .map((layer) => at(layer, 'member_id'));
    assert.deepEqual(new Set(named), new Set([ben.memberId, cyd.memberId]));
  });

  it('shows who talks', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    const ben = await present(test, demo, 'ben');
    ben.call.film(1);
    await until(() => ada.call.seen.length > 0, 'ada sees ben');
    const cyd = await present(test, demo, 'cyd');
    cyd.call.film(2);
    await cyd.call.hum(500);
    const talking = await ada.client.event('member.talking');
    assert.deepEqual(
      [at(talking, 'member', 'member_id'), at(talking, 'member', 'talking')],
      [cyd.memberId, true],
    );
    await until(() => ada.call.seen.at(-1)?.payload[2] === 2, 'ada sees cyd');
  });

  it('tells everybody who comes and goes, and keeps no empty room', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    const ben = await present(test, demo, 'ben');
    const { member } = await ada.client.event('member.joined');
    assert.deepEqual([at(member, 'name'), at(member, 'member_id')], ['Ben', ben.memberId]);
    const { room_session } = await ben.client.event('call.joined');
    const members = listAt(room_session, 'members').map((member) => at(member, 'name'));
    assert.deepEqual(members, ['Ada', 'Ben']);
    await ada.client.verto('verto.bye', ada.call.callId);
    const left = await ben.client.event('member.left');
    assert.equal(at(left, 'member', 'member_id'), ada.memberId);
    await ben.client.verto('verto.bye', ben.call.callId);
    assert.deepEqual([demo.gateway.rooms, demo.gateway.legs], [[], []]);
  });

  it('tells the others of mutes, hands and holds', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    const ben = await present(test, demo, 'ben');
    await command(ada, 'call.mute', { channels: ['audio', 'video'] });
    const { member } = await updated(ada, ben, 'audio_muted', true);
    assert.equal(at(member, 'video_muted'), true);
    await command(ada, 'call.unmute', { channels: ['video'] });
    await updated(ada, ben, 'video_muted', false);
    await command(ada, 'call.raisehand');
    await updated(ada, ben, 'handraised', true);
    await ada.client.verto('verto.modify', ada.call.callId, { action: 'hold' });
    const [leg] = demo.gateway.legs;
    assert.deepEqual(
      [leg?.muted, leg?.handRaised, leg?.held],
      [{ audio: true, video: false }, true, true],
    );
  });

  it('lets nobody hear or see who is muted', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    const ben = await present(test, demo, 'ben');
    await ada.call.hum(440);
    ada.call.film(1);
    await until(
      () => ben.call.sounds.length > 5 && ben.call.seen.length > 5,
      'ben hears and sees ada',
    );
    demo.gateway.mute(ada.call.callId, 'audio', true);
    demo.gateway.mute(ada.call.callId, 'video', true);
    await updated(ada, ben, 'video_muted', true);
    const { length } = ben.call.heard;
    await until(() => ben.call.heard.length > length + 20, 'silence is sent');
    const before = [ben.call.sounds.length, ben.call.seen.length];
    await until(() => ben.call.heard.length > length + 40, 'more silence is sent');
    assert.deepEqual([ben.call.sounds.length, ben.call.seen.length], before);
  });

  it('lets one member mute and remove another', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    const ben = await present(test, demo, 'ben');
    assert.equal(await command(ada, 'call.mute', { channels: ['audio'] }, ben.memberId), '200');
    await updated(ben, ben, 'audio_muted', true);
    assert.equal(await command(ada, 'call.member.remove', {}, ben.memberId), '200');
    assert.equal((await ben.client.vertoEvent('verto.bye'))['cause'], 'NORMAL_CLEARING');
    assert.equal(await command(ada, 'call.mute', {}, ben.memberId), '404');
  });

  it('offers layouts, refuses others, and tells of a change', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    const { result } = await ada.client.request('call.layout.list', {
      self: { call_id: ada.call.callId, member_id: ada.memberId },
    });
    assert.deepEqual(result?.['layouts'], [
      'highlight-1-responsive',
      'grid-responsive',
      'full-screen',
    ]);
    assert.equal(await command(ada, 'call.layout.set', { layout: 'upside-down' }), '404');
    await command(ada, 'call.layout.set', { layout: 'full-screen' });
    await ada.client.event('layout.changed', ({ layout }) => at(layout, 'id') === 'full-screen');
  });

  it('lets nobody into a locked room', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    await command(ada, 'call.lock');
    await ada.client.event(
      'call.updated',
      (params) => at(params, 'room_session', 'locked') === true,
    );
    const ben = await signedIn(test, demo, 'ben');
    await new Caller(test, ben).invite(room);
    assert.equal((await ben.vertoEvent('verto.bye'))['cause'], 'CALL_REJECTED');
    assert.equal(demo.gateway.legs.length, 1);
  });

  it('shows a shared screen in the place of everybody, except to who shares it', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    const ben = await present(test, demo, 'ben');
    ada.call.film(1);
    ben.call.film(2);
    await until(() => ben.call.seen.length > 0 && ada.call.seen.length > 0, 'they see each other');
    const screen = new Caller(test, ada.client);
    await screen.invite(room, {
      video: true,
      dialog: { screenShare: true, userVariables: { memberCallId: ada.call.callId } },
    });
    await screen.connect();
    screen.film(9);
    await until(() => ben.call.seen.at(-1)?.payload[2] === 9, 'ben sees the screen');
    assert.equal(ada.call.seen.at(-1)?.payload[2], 2);
    const { member } = await ben.client.event('member.joined');
    assert.deepEqual([at(member, 'type'), at(member, 'parent_id')], ['screen', ada.memberId]);

    await ada.client.verto('verto.bye', screen.callId);
    await until(() => ben.call.seen.at(-1)?.payload[2] === 1, 'ben sees ada again');
    assert.deepEqual(
      demo.gateway.legs.map(({ type }) => type),
      ['member', 'member'],
    );
  });

  it('ends a shared screen with its call, without a bye of its own', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    const screen = new Caller(test, ada.client);
    const dialog = { screenShare: true, userVariables: { memberCallId: ada.call.callId } };
    await screen.invite(room, { video: true, dialog });
    await screen.connect();
    demo.gateway.hangUp(ada.call.callId);
    const byes = () => ada.client.events.filter(({ params }) => params['method'] === 'verto.bye');
    assert.equal((await ada.client.vertoEvent('verto.bye'))['callID'], ada.call.callId);
    assert.equal(byes().length, 1);
    assert.deepEqual(demo.gateway.legs, []);
  });

  it('refuses a screen of a call that is not the client’s own', async (test) => {
    const demo = await started(test);
    const ada = await present(test, demo, 'ada');
    const ben = await signedIn(test, demo, 'ben');
    const dialog = { screenShare: true, userVariables: { memberCallId: ada.call.callId } };
    const { error } = await new Caller(test, ben).invite(room, { video: true, dialog });
    assert.equal(error?.code, -32002);
  });
});
