import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { at, listAt } from '../helpers/at.js';
import { grantFor } from '../helpers/caller.js';
import { started } from '../helpers/started.js';
import { chatWish, signedInV3 } from './helpers/signed-in.js';

const channels = [{ name: 'lobby' }];
const events = ['chat.message', 'chat.member.joined', 'chat.member.updated', 'chat.member.left'];
const pubsub = { provider: 'signalwire-pubsub' };

describe('gateway for version 3: channels', () => {
  it('tells all who listen what is said, and by which member', async (test) => {
    const demo = await started(test);
    const ada = await signedInV3(test, demo, 'ada');
    const ben = await signedInV3(test, demo, 'ben');
    for (const client of [ada, ben]) await client.request('chat.subscribe', { channels, events });
    const said = { channel: 'lobby', content: 'Hi', meta: { id: '1' } };
    await ada.request('chat.publish', said);
    for (const client of [ada, ben]) {
      const { message } = await client.event('chat.channel.message');
      assert.equal(at(message, 'content'), 'Hi');
      assert.equal(at(message, 'member', 'id'), 'ada');
      assert.deepEqual(at(message, 'meta'), { id: '1' });
    }
  });

  it('keeps what was said, and hands it out page by page, the newest first', async (test) => {
    const demo = await started(test);
    const ada = await signedInV3(test, demo, 'ada');
    for (let i = 1; i <= 70; i += 1) demo.gatewayV3.say('lobby', 'ben', String(i));
    const read: unknown[] = [];
    let cursor: Record<string, unknown> = {};
    for (let page = 0; page < 3; page += 1) {
      const { result } = await ada.request('chat.messages.get', { channel: 'lobby', cursor });
      read.push(...listAt(result, 'messages').map((one) => at(one, 'content')));
      cursor = { after: at(result, 'cursor', 'after') };
    }
    assert.deepEqual(
      read,
      Array.from({ length: 70 }, (_, i) => String(70 - i)),
    );
    assert.equal(cursor['after'], null);
  });

  it('knows members by their id, however many sessions they have', async (test) => {
    const demo = await started(test);
    const ada = await signedInV3(test, demo, 'ada');
    await ada.request('chat.subscribe', { channels, events });
    const [one, two] = [await signedInV3(test, demo, 'ben'), await signedInV3(test, demo, 'ben')];
    for (const client of [one, two]) await client.request('chat.subscribe', { channels, events });
    assert.deepEqual(
      demo.gatewayV3.members('lobby').map(({ id }) => id),
      ['ada', 'ben'],
    );
    const state = { member_id: 'ben', channels, state: { typing: true } };
    await two.request('chat.member.set_state', state);
    const { member } = await ada.event('chat.member.updated');
    assert.deepEqual(member, { id: 'ben', channel: 'lobby', state: { typing: true } });
    await one.request('chat.unsubscribe', { channels });
    await two.request('chat.unsubscribe', { channels });
    await ada.event('chat.member.left');
    const left = ada.events.filter(({ type }) => type === 'chat.member.left');
    assert.equal(left.length, 1);
  });

  it('says no to what a token does not allow, in either way', async (test) => {
    const demo = await started(test);
    const ada = await signedInV3(test, demo, 'ada');
    const elsewhere = { channels: [{ name: 'staff' }], events };
    assert.equal((await ada.request('chat.subscribe', elsewhere)).result?.['code'], '403');
    demo.gatewayV3.denyWith('error');
    assert.equal((await ada.request('chat.subscribe', elsewhere)).error?.code, -32001);
    const wish = { room: undefined, topics: ['jobs/build'], purpose: 'status' };
    const reader = await signedInV3(test, demo, 'ben', wish);
    const said = { channel: 'jobs/build', content: '1' };
    assert.equal((await reader.request('chat.publish', said)).error?.code, -32001);
  });

  it('gives a token for PubSub no more than what is said', async (test) => {
    const demo = await started(test);
    const ada = await signedInV3(test, demo, 'ada', pubsub);
    assert.equal(demo.gatewayV3.sessions[0]?.kind, 'pubsub');
    const asked = { channel: 'lobby' };
    assert.equal((await ada.request('chat.messages.get', asked)).result?.['code'], '403');
    assert.equal((await ada.request('chat.members.get', asked)).result?.['code'], '403');
    const sync = { channels: [{ name: 'lobby/sync' }], events: ['chat.message'] };
    assert.equal((await ada.request('chat.subscribe', sync)).result?.['code'], '200');
  });

  it('stops what a newer token no longer allows', async (test) => {
    const demo = await started(test);
    const ada = await signedInV3(test, demo, 'ada');
    await ada.request('chat.subscribe', { channels, events });
    const { token } = await grantFor(demo, 'ada', { ...chatWish, room: 'other' });
    await ada.request('signalwire.reauthenticate', { authentication: { jwt_token: token } });
    assert.deepEqual(demo.gatewayV3.members('lobby'), []);
  });
});
