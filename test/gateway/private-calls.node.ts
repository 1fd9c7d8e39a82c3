import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { at, listAt } from './helpers/at.js';
import { Caller, signedIn } from './helpers/caller.js';
import type { RpcClient } from './helpers/rpc-client.js';
import { started } from './helpers/started.js';
import { until } from './helpers/until.js';

/** The call that comes in at a client. */
const incoming = async (test: TestContext, client: RpcClient) => {
  const invite = (await client.vertoEvent('verto.invite')) as Record<string, string>;
  return { invite, call: new Caller(test, client, invite['callID']) };
};

const causeAt = async (client: RpcClient): Promise<unknown> =>
  (await client.vertoEvent('verto.bye'))['cause'];

describe('gateway: calls between users', () => {
  it('says who calls, and whether with a picture', async (test) => {
    const demo = await started(test);
    const ben = await signedIn(test, demo, 'ben');
    const ada = await signedIn(test, demo, 'ada');
    await new Caller(test, ada).invite('/private/ben?channel=audio');
    const { invite } = await incoming(test, ben);
    assert.equal(invite['caller_id_name'], 'Ada');
    assert.equal(invite['caller_id_number'], '/private/ada');
    assert.equal(invite['callee_id_number'], '/private/ben');
    assert.ok(!invite['sdp']?.includes('m=video'));
    await ada.event('call.state', (params) => params['call_state'] === 'ringing');
  });

  it('connects the two, and ends both when one hangs up', async (test) => {
    const demo = await started(test);
    const ben = await signedIn(test, demo, 'ben');
    const ada = await signedIn(test, demo, 'ada');
    const outgoing = new Caller(test, ada);
    await outgoing.invite('/private/ben', { video: true });
    const { invite, call } = await incoming(test, ben);
    await Promise.all([call.answer(invite['sdp'] ?? ''), outgoing.connect()]);
    await call.hum(440);
    outgoing.film(3);
    await until(
      () => outgoing.sounds.length > 0 && call.seen.length > 0,
      'each gets what the other sends',
    );
    const { room_session } = await ben.event('call.joined');
    const members = listAt(room_session, 'members').map((member) => at(member, 'name'));
    assert.deepEqual(members.sort(), ['Ada', 'Ben']);
    await ben.verto('verto.bye', call.callId);
    assert.equal(await causeAt(ada), 'NORMAL_CLEARING');
    assert.deepEqual([demo.gateway.legs, demo.gateway.rooms], [[], []]);
  });

  it('rings every page of a user; the first to answer has the call, the others are told', async (test) => {
    const demo = await started(test);
    const [first, second] = [await signedIn(test, demo, 'ben'), await signedIn(test, demo, 'ben')];
    const ada = await signedIn(test, demo, 'ada');
    const outgoing = new Caller(test, ada);
    await outgoing.invite('/private/ben');
    await incoming(test, first);
    const { invite, call } = await incoming(test, second);
    await Promise.all([call.answer(invite['sdp'] ?? ''), outgoing.connect()]);
    assert.equal(await causeAt(first), 'LOSE_RACE');
    assert.equal(demo.gateway.legs.length, 2);
  });

  it('rings a user’s other pages, not the one that calls', async (test) => {
    const demo = await started(test);
    const [here, there] = [await signedIn(test, demo, 'ada'), await signedIn(test, demo, 'ada')];
    await new Caller(test, here).invite('/private/ada');
    await incoming(test, there);
    assert.ok(!JSON.stringify(here.events).includes('verto.invite'));
  });

  it('rings no page that does not take calls', async (test) => {
    const demo = await started(test);
    const ben = await signedIn(test, demo, 'ben');
    await ben.request('subscriber.offline');
    const ada = await signedIn(test, demo, 'ada');
    await new Caller(test, ada).invite('/private/ben');
    assert.equal(await causeAt(ada), 'USER_NOT_REGISTERED');
  });

  it('tells the caller that the line is busy when one page declines, and ends the ringing', async (test) => {
    const demo = await started(test);
    const [first, second] = [await signedIn(test, demo, 'ben'), await signedIn(test, demo, 'ben')];
    const ada = await signedIn(test, demo, 'ada');
    await new Caller(test, ada).invite('/private/ben');
    const { call } = await incoming(test, first);
    await incoming(test, second);
    await first.verto('verto.bye', call.callId, { cause: 'USER_BUSY' });
    assert.equal(await causeAt(ada), 'USER_BUSY');
    assert.equal(await causeAt(second), 'LOSE_RACE');
    assert.deepEqual(demo.gateway.legs, []);
  });

  it('gives up when nobody answers', async (test) => {
    const demo = await started(test, { gatewayTimes: { ring: 200 } });
    const ben = await signedIn(test, demo, 'ben');
    const ada = await signedIn(test, demo, 'ada');
    await new Caller(test, ada).invite('/private/ben');
    assert.deepEqual([await causeAt(ada), await causeAt(ben)], ['NO_ANSWER', 'NO_ANSWER']);
    assert.deepEqual(demo.gateway.legs, []);
  });

  it('stops ringing when the caller gives up', async (test) => {
    const demo = await started(test);
    const ben = await signedIn(test, demo, 'ben');
    const ada = await signedIn(test, demo, 'ada');
    const call = new Caller(test, ada);
    await call.invite('/private/ben');
    await incoming(test, ben);
    await ada.verto('verto.bye', call.callId, { cause: 'ORIGINATOR_CANCEL' });
    assert.equal(await causeAt(ben), 'ORIGINATOR_CANCEL');
    assert.deepEqual(demo.gateway.legs, []);
  });
});

describe('gateway: calls of its own', () => {
  it('calls a user, who hears themselves', async (test) => {
    const demo = await started(test);
    const ada = await signedIn(test, demo, 'ada');
    const placed = demo.gateway.call('ada', { video: true, name: 'Shop', address: '/public/shop' });
    const { invite, call } = await incoming(test, ada);
    assert.deepEqual(
      [invite['caller_id_name'], invite['caller_id_number']],
      ['Shop', '/public/shop'],
    );
    assert.ok(invite['sdp']?.includes('m=video'));
    await call.answer(invite['sdp'] ?? '');
    assert.equal(await placed?.outcome, 'answered');
    await call.hum(440);
    await until(() => call.sounds.length > 0, 'the echo is heard');
    assert.equal(demo.gateway.legs[0]?.direction, 'inbound');
  });

  it('gives up when told to, and says why nobody answered', async (test) => {
    const demo = await started(test);
    const ada = await signedIn(test, demo, 'ada');
    const placed = demo.gateway.call('ada');
    await incoming(test, ada);
    placed?.cancel();
    assert.equal(await placed?.outcome, 'ORIGINATOR_CANCEL');
    assert.equal(await causeAt(ada), 'ORIGINATOR_CANCEL');
  });

  it('has nobody to call where no page takes calls', async (test) => {
    const demo = await started(test);
    assert.equal(demo.gateway.call('ada'), undefined);
  });
});
