import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { signV3 } from '../../../demo/gateway/v3/token.js';
import { at } from '../helpers/at.js';
import { grantFor } from '../helpers/caller.js';
import { RpcClient } from '../helpers/rpc-client.js';
import { started } from '../helpers/started.js';
import { until } from '../helpers/until.js';
import { chatWish, opened, signedInV3 } from './helpers/signed-in.js';

describe('gateway for version 3: signing in', () => {
  it('names where to connect in the header of the token, and answers what the SDK looks at', async (test) => {
    const demo = await started(test);
    const { token, provider } = await grantFor(demo, 'ada', chatWish);
    assert.equal(provider, 'signalwire-chat');
    const [header = ''] = token.split('.');
    const { typ, ch } = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<
      string,
      string
    >;
    assert.equal(typ, 'VRT');
    assert.equal(ch, demo.gatewayV3.url);
    const { connected } = await signedInV3(test, demo, 'ada');
    const { protocol, authorization } = connected;
    assert.equal(String(protocol).split('_')[1], at(authorization, 'signature'));
    assert.equal(at(authorization, 'type'), 'chat');
    assert.equal(at(authorization, 'member_id'), 'ada');
    assert.deepEqual(at(authorization, 'channels'), { lobby: { read: true, write: true } });
  });

  it('refuses what is forged, expired or revoked, and hangs up', async (test) => {
    const demo = await started(test);
    const { token } = await grantFor(demo, 'ada', chatWish);
    const parts = token.split('.');
    const claims = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString());
    const forged = signV3(claims, randomBytes(32).toString('base64'), demo.gatewayV3.url);
    const { token: revoked } = await grantFor(demo, 'ben', chatWish);
    demo.gatewayV3.revoke('ben');
    for (const bad of [forged, `${parts[0]}.${parts[1]}.`, 'x', '', revoked]) {
      const client = await opened(test, demo.gatewayV3.url);
      const { error } = await client.signIn(bad);
      assert.equal(error?.code, -32002, bad);
      await client.whenClosed();
    }
    assert.deepEqual(demo.gatewayV3.sessions, []);
  });

  it('hangs up when the token ends, and not where it was renewed before', async (test) => {
    const demo = await started(test, { tokenTtl: 2 });
    const ada = await signedInV3(test, demo, 'ada');
    const ben = await signedInV3(test, demo, 'ben');
    await until(
      () => (demo.gatewayV3.sessions[0]?.expiresAt ?? 0) - Date.now() < 1_000,
      'nearly over',
    );
    const { token } = await grantFor(demo, 'ben', chatWish);
    const { result } = await ben.request('signalwire.reauthenticate', {
      authentication: { jwt_token: token },
    });
    assert.equal(result?.['protocol'], ben.protocol);
    await ada.whenClosed();
    assert.equal(ben.closed, false);
    assert.equal(demo.gatewayV3.sessions[0]?.renewals, 1);
    await ben.whenClosed();
  });

  it('goes on where a client was that comes back, and sends what it has not acknowledged', async (test) => {
    const demo = await started(test);
    const ada = await signedInV3(test, demo, 'ada');
    await ada.request('chat.subscribe', {
      channels: [{ name: 'lobby' }],
      events: ['chat.message'],
    });
    demo.gatewayV3.mute('ada');
    demo.gatewayV3.say('lobby', 'plain', 'while you were out');
    const again = await opened(test, demo.gatewayV3.url);
    const { token } = await grantFor(demo, 'ada', chatWish);
    await again.signIn(token, { protocol: ada.protocol });
    assert.equal(again.protocol, ada.protocol);
    const { message } = await again.event('chat.channel.message');
    assert.equal(at(message, 'content'), 'while you were out');
    await until(() => demo.gatewayV3.sessions.length === 1, 'one session');
  });

  it('is gone when stopped, and there again when started', async (test) => {
    const demo = await started(test);
    const ada = await signedInV3(test, demo, 'ada');
    demo.gatewayV3.stop();
    await ada.whenClosed();
    assert.deepEqual(demo.gatewayV3.sessions, []);
    await assert.rejects(RpcClient.open(demo.gatewayV3.url));
    demo.gatewayV3.start();
    await signedInV3(test, demo, 'ada');
    assert.equal(demo.gatewayV3.sockets, 1);
  });

  it('says of a method that it does not know it', async (test) => {
    const demo = await started(test);
    const ada = await signedInV3(test, demo, 'ada');
    assert.equal((await ada.request('chat.nonsense')).error?.code, -32601);
    const stranger = await opened(test, demo.gatewayV3.url);
    assert.equal((await stranger.request('chat.publish')).error?.code, -32002);
  });
});
