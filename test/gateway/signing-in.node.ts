import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { WebSocket } from 'ws';
import type { Demo } from '../../demo/server/start-demo.js';
import { at } from './helpers/at.js';
import { Caller, grantFor, signedIn } from './helpers/caller.js';
import { RpcClient } from './helpers/rpc-client.js';
import { started } from './helpers/started.js';
import { until } from './helpers/until.js';

const opened = async (test: TestContext, url: string): Promise<RpcClient> => {
  const client = await RpcClient.open(url);
  test.after(() => client.close());
  return client;
};

describe('gateway: signing in', () => {
  it('answers with what the SDK checks, and with a STUN server', async (test) => {
    const demo = await started(test);
    const { connected } = await signedIn(test, demo, 'ada');
    const { identity, protocol, authorization, ice_servers } = connected;
    assert.equal(typeof identity, 'string');
    assert.equal(typeof protocol, 'string');
    assert.equal(typeof at(authorization, 'jti'), 'string');
    assert.equal(typeof at(authorization, 'project_id'), 'string');
    assert.equal(typeof at(authorization, 'fabric_subscriber'), 'object');
    assert.match(JSON.stringify(ice_servers), /stun:127\.0\.0\.1:\d+/);
    assert.equal(demo.gateway.lines[0]?.user, 'ada');
  });

  it('names the line in every event, or the SDK drops it', async (test) => {
    const demo = await started(test);
    const ada = await signedIn(test, demo, 'ada');
    await ada.event('signalwire.authorization.state');
    assert.ok(ada.events.every(({ channel }) => channel === ada.protocol));
  });

  for (const [what, path] of [
    ['a forged token', 'fault/refused'],
    ['an expired token', 'fault/expired'],
  ] as const) {
    it(`refuses ${what} as SignalWire does`, async (test) => {
      const demo = await started(test);
      const { token, url } = await grantFor(demo, path);
      const { error } = await (await opened(test, url)).signIn(token);
      assert.equal(error?.code, -32002);
      assert.deepEqual(demo.gateway.lines, []);
    });
  }

  it('refuses a token that is for chat', async (test) => {
    const demo = await started(test);
    const { token } = await grantFor(demo, 'ada', { purpose: 'chat', room: 'lobby' });
    const { error } = await (await opened(test, demo.gateway.url)).signIn(token);
    assert.equal(error?.code, -32002);
  });

  it('refuses every token while it is told to', async (test) => {
    const demo = await started(test);
    const { token, url } = await grantFor(demo, 'ada');
    const client = await opened(test, url);
    demo.gateway.refuseTokens(true);
    assert.equal((await client.signIn(token)).error?.code, -32002);
    demo.gateway.refuseTokens(false);
    assert.equal((await client.signIn(token)).error, undefined);
  });

  it('keeps what is sent too early until the client has signed in', async (test) => {
    const demo = await started(test);
    const { token, url } = await grantFor(demo, 'ada');
    const client = await opened(test, url);
    const early = client.request('subscriber.online');
    await client.signIn(token);
    assert.equal((await early).result?.['code'], '200');
    assert.equal(demo.gateway.lines[0]?.online, true);
  });
});

describe('gateway: a token’s life', () => {
  const reauthenticate = async (demo: Demo, client: RpcClient, who: string) => {
    const { token } = await grantFor(demo, who);
    return client.request('signalwire.reauthenticate', { authentication: { jwt_token: token } });
  };

  it('ends calls and line when the token ends', async (test) => {
    const demo = await started(test, { tokenTtl: 2 });
    const ada = await signedIn(test, demo, 'ada');
    const expiresAt = demo.gateway.lines[0]?.expiresAt ?? Infinity;
    await new Caller(test, ada).invite('/public/echo');
    const { cause } = (await ada.vertoEvent('verto.bye')) as Record<string, unknown>;
    assert.equal(cause, 'SERVICE_UNAVAILABLE');
    await ada.whenClosed();
    assert.ok(Date.now() >= expiresAt - 50);
    assert.deepEqual([demo.gateway.lines, demo.gateway.legs], [[], []]);
  });

  it('goes on with a newer token, and counts it', async (test) => {
    const demo = await started(test, { tokenTtl: 2 });
    const ada = await signedIn(test, demo, 'ada');
    const first = demo.gateway.lines[0]?.expiresAt ?? 0;
    await until(() => Date.now() > first - 900, 'the last second of the token');
    assert.equal((await reauthenticate(demo, ada, 'ada')).error, undefined);
    await until(() => Date.now() > first + 100, 'the end of the first token');
    assert.equal(ada.closed, false);
    assert.equal(demo.gateway.lines[0]?.renewals, 1);
  });

  it('refuses to go on with a forged token or with another user’s', async (test) => {
    const demo = await started(test);
    const ada = await signedIn(test, demo, 'ada');
    assert.equal((await reauthenticate(demo, ada, 'fault/refused')).error?.code, -32002);
    assert.equal((await reauthenticate(demo, ada, 'ben')).error?.code, -32003);
    assert.equal(demo.gateway.lines[0]?.renewals, 0);
  });

  it('takes back a user’s tokens, and nobody else’s', async (test) => {
    const demo = await started(test);
    const { token, url } = await grantFor(demo, 'ada');
    const ada = await signedIn(test, demo, 'ada');
    const ben = await signedIn(test, demo, 'ben');
    demo.gateway.revoke('ada');
    await ada.whenClosed();
    assert.equal((await (await opened(test, url)).signIn(token)).error?.code, -32002);
    assert.equal(ben.closed, false);
  });
});

describe('gateway: a socket that drops', () => {
  it('lets a client come back to its call, and tells what it missed', async (test) => {
    const demo = await started(test);
    const { token, url } = await grantFor(demo, 'ada');
    const ada = await opened(test, url);
    await ada.signIn(token);
    const call = new Caller(test, ada);
    await call.invite('/public/echo');
    await call.connect();
    const { authorization_state } = await ada.event('signalwire.authorization.state');
    demo.gateway.dropSockets();
    await ada.whenClosed();
    demo.gateway.mute(call.callId, 'audio', true);

    const again = await opened(test, url);
    await again.signIn(token, { protocol: ada.protocol, authorization_state });
    assert.equal(again.protocol, ada.protocol);
    const { member } = await again.event('member.updated');
    assert.equal(at(member, 'audio_muted'), true);
    const attached = await again.vertoEvent('verto.attach');
    assert.equal(attached['callID'], call.callId);
    assert.equal(demo.gateway.legs[0]?.callId, call.callId);
  });

  it('lets nobody take over a line without what only its client knows', async (test) => {
    const demo = await started(test);
    const { token, url } = await grantFor(demo, 'ada');
    const ada = await opened(test, url);
    await ada.signIn(token);
    const other = await opened(test, url);
    for (const authorization_state of [undefined, 'a-guess']) {
      const { error } = await other.signIn(token, { protocol: ada.protocol, authorization_state });
      assert.equal(error?.code, -32003);
    }
    assert.equal(ada.closed, false);
  });

  it('ends the calls of a client that stays away', async (test) => {
    const demo = await started(test, { gatewayTimes: { grace: 50 } });
    const ada = await signedIn(test, demo, 'ada');
    await new Caller(test, ada).invite('/public/echo');
    await ada.vertoEvent('verto.answer');
    demo.gateway.dropSockets();
    await until(() => demo.gateway.legs.length === 0, 'no leg is left');
    assert.deepEqual([demo.gateway.lines, demo.gateway.rooms], [[], []]);
  });

  it('lets a new page go on with a call by its id', async (test) => {
    const demo = await started(test);
    const call = new Caller(test, await signedIn(test, demo, 'ada'));
    await call.invite('/public/echo');
    await call.connect();
    const { memberId } = demo.gateway.legs[0] ?? {};
    const page = await signedIn(test, demo, 'ada');
    const again = new Caller(test, page, call.callId);
    const { result } = await again.invite('/public/echo', { dialog: { attach: true } });
    assert.equal(result?.['memberID'], memberId);
    await again.connect();
    const joined = await page.event('call.joined');
    assert.equal(joined['member_id'], memberId);
    await again.hum(440);
    await until(() => again.sounds.length > 0, 'the echo is heard');
  });

  it('refuses to attach to another user’s call', async (test) => {
    const demo = await started(test);
    const call = new Caller(test, await signedIn(test, demo, 'ada'));
    await call.invite('/public/echo');
    const ben = new Caller(test, await signedIn(test, demo, 'ben'), call.callId);
    const { error } = await ben.invite('/public/echo', { dialog: { attach: true } });
    assert.equal(error?.code, -32002);
  });
});

describe('gateway: gone and back', () => {
  it('is gone with every call when stopped, and comes back empty', async (test) => {
    const demo = await started(test);
    const ada = await signedIn(test, demo, 'ada');
    await new Caller(test, ada).invite('/public/echo');
    demo.gateway.stop();
    await ada.whenClosed();
    const { legs, lines, rooms, running } = demo.gateway;
    assert.deepEqual([legs, lines, rooms, running], [[], [], [], false]);
    await assert.rejects(once(new WebSocket(demo.gateway.url), 'open'), /503/);
    assert.equal((await fetch(`${demo.url}/api/fabric/subscriber/info`)).status, 503);
    await demo.gateway.start();
    await signedIn(test, demo, 'ada');
    assert.equal(demo.gateway.lines.length, 1);
  });
});
