import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { at, listAt } from './helpers/at.js';
import { Caller, signedIn } from './helpers/caller.js';
import { started } from './helpers/started.js';
import { strengths } from './helpers/tones.js';
import { until } from './helpers/until.js';

const times = { gatewayTimes: { ring: 300, drop: 300 } };

describe('gateway: what can be called', () => {
  it('lets a caller of the echo hear and see themselves', async (test) => {
    const demo = await started(test, times);
    const ada = await signedIn(test, demo, 'ada');
    const call = new Caller(test, ada);
    const { result } = await call.invite('/public/echo', { video: true });
    assert.equal(result?.['message'], 'CALL CREATED');
    await call.connect();
    await call.hum(440);
    call.film(7);
    await until(() => call.sounds.length > 40 && call.seen.length > 10, 'both come back');
    const [own = 0, other = 0] = await strengths(call.sounds.slice(-25), [440, 1000]);
    assert.ok(own > 0.02 && own > 5 * other, `${own} ${other}`);
    assert.deepEqual([...(call.seen.at(-1)?.payload ?? [])], [0x10, 0x00, 7, 7]);
    const joined = await ada.event('call.joined');
    assert.equal(joined['member_id'], result?.['memberID']);
    const { layout } = await ada.event(
      'layout.changed',
      (params) => listAt(params, 'layout', 'layers').length > 0,
    );
    assert.equal(at(layout, 'layers', 0, 'member_id'), result?.['memberID']);
  });

  it('sends sound in numbers that go on, also while there is nothing to hear', async (test) => {
    const demo = await started(test, times);
    const call = new Caller(test, await signedIn(test, demo, 'ada'));
    await call.invite('/public/echo');
    await call.connect();
    await until(() => call.heard.length >= 20, 'silence is sent');
    call.heard.reduce((last, packet) => {
      assert.equal(packet.header.sequenceNumber, (last.header.sequenceNumber + 1) & 0xffff);
      assert.equal(packet.header.timestamp, (last.header.timestamp + 960) >>> 0);
      assert.deepEqual([...packet.payload], [0xf8, 0xff, 0xfe]);
      return packet;
    });
  });

  for (const [destination, cause] of [
    ['/public/busy', 'USER_BUSY'],
    ['/public/unanswered', 'NO_ANSWER'],
    ['/public/drops', 'NORMAL_CLEARING'],
    ['/private/ben', 'USER_NOT_REGISTERED'],
  ] as const) {
    it(`ends a call to ${destination} with ${cause}`, async (test) => {
      const demo = await started(test, times);
      const ada = await signedIn(test, demo, 'ada');
      await new Caller(test, ada).invite(destination);
      const bye = await ada.vertoEvent('verto.bye');
      assert.equal(bye['cause'], cause);
      assert.deepEqual([demo.gateway.legs, demo.gateway.rooms], [[], []]);
    });
  }

  it('tells that it rings by an event, and by none that the SDK would take for early media', async (test) => {
    const demo = await started(test, times);
    const ada = await signedIn(test, demo, 'ada');
    await new Caller(test, ada).invite('/public/unanswered');
    await ada.event('call.state', (params) => params['call_state'] === 'ringing');
    await ada.vertoEvent('verto.bye');
    assert.ok(!JSON.stringify(ada.events).includes('verto.media'));
  });

  it('refuses a destination that is nowhere, and one that the token does not allow', async (test) => {
    const demo = await started(test, times);
    const ada = await signedIn(test, demo, 'ada');
    for (const destination of ['/public/nothing', '/private/nobody', '/public/room-', '']) {
      const { error } = await new Caller(test, ada).invite(destination);
      assert.equal(error?.code, 404, destination);
    }
    assert.deepEqual(demo.gateway.legs, []);
  });

  it('hears digits', async (test) => {
    const demo = await started(test, times);
    const ada = await signedIn(test, demo, 'ada');
    const call = new Caller(test, ada);
    await call.invite('/public/echo');
    for (const dtmf of ['1', '#*']) await ada.verto('verto.info', call.callId, { dtmf });
    assert.equal(demo.gateway.legs[0]?.digits, '1#*');
  });

  it('lets the agent talk, tell word by word what it says, and answer to digits', async (test) => {
    const demo = await started(test, times);
    const ada = await signedIn(test, demo, 'ada');
    const call = new Caller(test, ada);
    await call.invite('/public/agent');
    await call.connect();
    const { text } = await ada.event('ai.completion');
    const said = ada.events.filter(({ type }) => type === 'ai.response_utterance');
    assert.equal(said.map(({ params }) => params['utterance']).join(' '), text);
    assert.ok(call.sounds.length > 50);
    await ada.verto('verto.info', call.callId, { dtmf: '5' });
    await ada.event('ai.completion', (params) => params['text'] === 'You pressed 5.');
  });

  it('tells the caller of the agent that it was heard', async (test) => {
    const demo = await started(test, times);
    const ada = await signedIn(test, demo, 'ada');
    const call = new Caller(test, ada);
    await call.invite('/public/agent');
    await call.connect();
    await call.hum(300);
    const { call_id } = await ada.event('ai.partial_result');
    assert.equal(call_id, call.callId);
    call.hush();
    const { text, type } = await ada.event('ai.speech_detect');
    assert.match(String(text), /^\(\d+ s of sound\)/);
    assert.equal(type, 'normal');
  });

  it('ends a call for the client that hangs up, and knows it no longer', async (test) => {
    const demo = await started(test, times);
    const ada = await signedIn(test, demo, 'ada');
    const call = new Caller(test, ada);
    await call.invite('/public/echo');
    const { result } = await ada.verto('verto.bye', call.callId, { cause: 'NORMAL_CLEARING' });
    assert.equal(result?.['message'], 'CALL ENDED');
    assert.deepEqual(demo.gateway.legs, []);
    const again = await ada.verto('verto.bye', call.callId);
    assert.equal(again.error?.message, 'CALL DOES NOT EXIST');
  });

  it('holds a call: nothing is heard either way until it goes on', async (test) => {
    const demo = await started(test, times);
    const ada = await signedIn(test, demo, 'ada');
    const call = new Caller(test, ada);
    await call.invite('/public/echo');
    await call.connect();
    await call.hum(440);
    await until(() => call.sounds.length > 5, 'it is heard');
    const { result } = await ada.verto('verto.modify', call.callId, { action: 'hold' });
    assert.equal(result?.['holdState'], 'held');
    const { length } = call.heard;
    await until(() => call.heard.length > length + 20, 'silence is sent');
    assert.ok(call.heard.slice(-10).every(({ payload }) => payload.length === 3));
    await ada.verto('verto.modify', call.callId, { action: 'unhold' });
    const before = call.sounds.length;
    await until(() => call.sounds.length > before + 5, 'it is heard again');
  });

  it('answers another offer in the same call, as after an ICE restart', async (test) => {
    const demo = await started(test, times);
    const ada = await signedIn(test, demo, 'ada');
    const call = new Caller(test, ada);
    await call.invite('/public/echo');
    await call.connect();
    await call.renegotiate();
    await call.hum(440);
    await until(() => call.sounds.length > 0, 'it is heard');
  });

  it('refuses to act for a call that is not there', async (test) => {
    const demo = await started(test, times);
    const ada = await signedIn(test, demo, 'ada');
    for (const method of ['verto.modify', 'verto.info', 'verto.answer']) {
      const { error } = await ada.verto(method, 'no-such-call', { action: 'hold', dtmf: '1' });
      assert.equal(error?.code, -32002, method);
    }
    const { error } = await ada.request('call.dance');
    assert.equal(error?.code, -32601);
  });
});
