import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { mayPublish, mayRead } from '../../demo/server/access.js';
import { parseGrant } from '../../src/protocol/grant.js';
import { createTokenHandler, local, verifyLocalToken } from '../../src/server/index.js';
import type { GrantUser, LocalOptions, TokenRequest } from '../../src/server/index.js';

const key = 'a-key-of-thirty-two-bytes-or-more';
const now = 1_800_000_000_000;

const mint = async (
  wanted: Partial<TokenRequest> = {},
  own: Partial<LocalOptions> = {},
  user: GrantUser = { id: 'ada', name: 'Ada' },
) => {
  const minter = local({ key, url: 'wss://mq.example/mqtt', now: () => now, ...own });
  return minter({
    user,
    wanted: { purpose: 'chat', rooms: [], topics: [], destinations: [], ...wanted },
    signal: new AbortController().signal,
  });
};

const tokenOf = async (...args: Parameters<typeof mint>): Promise<string> =>
  (await mint(...args)).token ?? '';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const sign = (header: unknown, claims: unknown, secret = key): string => {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};

const goodClaims = { sub: 'ada', iat: now / 1000, exp: now / 1000 + 60, acl: { pub: [], sub: [] } };

describe('local minter', () => {
  it('gives a grant that a page understands', async () => {
    const grant = parseGrant(await mint({ rooms: ['lobby'] }), now);
    assert.equal(grant.provider, 'mqtt');
    assert.equal(grant.url, 'wss://mq.example/mqtt');
    assert.equal(grant.expiresAt, now + 900_000);
    assert.equal(grant.refreshAt, now + 720_000);
  });

  it('names the user and limits the token to the topics of its rooms', async () => {
    const claims = await verifyLocalToken(await tokenOf({ rooms: ['lobby', 'games'] }), key, now);
    assert.equal(claims?.sub, 'ada');
    assert.equal(claims?.name, 'Ada');
    const topics = (receipts: string): string[] =>
      ['lobby', 'games'].flatMap((room) => [
        `chat/${room}/messages`,
        `chat/${room}/presence/+`,
        `chat/${room}/sync`,
        `chat/${room}/typing/+`,
        `chat/${room}/receipts/${receipts}`,
      ]);
    assert.deepEqual(claims?.acl, { pub: topics('ada'), sub: topics('+') });
  });

  it('lets a user say what they have read, not what others have', async () => {
    const claims = await verifyLocalToken(await tokenOf({ rooms: ['lobby'] }), key, now);
    assert.ok(claims && mayPublish(claims, 'chat/lobby/receipts/ada'));
    assert.ok(!mayPublish(claims, 'chat/lobby/receipts/ben'));
    assert.ok(mayRead(claims, 'chat/lobby/receipts/ben'));
    assert.ok(mayPublish(claims, 'chat/lobby/typing/any-session'));
    assert.ok(!mayPublish(claims, 'chat/games/typing/any-session'));
  });

  it('lets single topics be read only', async () => {
    const claims = await verifyLocalToken(await tokenOf({ topics: ['jobs/build'] }), key, now);
    assert.deepEqual(claims?.acl, { pub: [], sub: ['jobs/build'] });
  });

  it('gives a grant for calls that names the gateway and who may be called', async () => {
    const wanted = { purpose: 'call', destinations: ['/public/*'] } as const;
    const callUrl = 'wss://calls.example/signalwire';
    const minted = await mint({ ...wanted, destinations: [...wanted.destinations] }, { callUrl });
    const grant = parseGrant(minted, now);
    assert.equal(grant.provider, 'signalwire-v4');
    assert.equal(grant.url, callUrl);
    const claims = await verifyLocalToken(grant.token ?? '', key, now);
    assert.deepEqual(claims?.call, { destinations: ['/public/*'] });
    assert.deepEqual(claims.acl, { pub: [], sub: [] });
  });

  it('makes no token for calls without a gateway, and none for calls out of one for chat', async () => {
    await assert.rejects(mint({ purpose: 'call' }), { code: 'config/missing-attribute' });
    const claims = await verifyLocalToken(await tokenOf({ rooms: ['lobby'] }), key, now);
    assert.equal(claims?.call, undefined);
  });

  it('lets a chat whose provider is the gateway write to the addresses of its rooms', async () => {
    const callUrl = 'ws://127.0.0.1:1/signalwire';
    const rooms = ['%2Fprivate%2Fben', 'lobby', '%2Fpublic%2F*', '%2F%'];
    const grant = await mint({ provider: 'signalwire', rooms }, { callUrl });
    assert.deepEqual([grant.provider, grant.url], ['signalwire', callUrl]);
    const claims = await verifyLocalToken(grant.token ?? '', key, now);
    assert.deepEqual(claims?.call, { destinations: ['/private/ben'] });
    await assert.rejects(mint({ provider: 'signalwire', rooms }), {
      code: 'config/missing-attribute',
    });
    // Another provider's name opens no gateway, nor does another purpose.
    for (const wanted of [
      { provider: 'mqtt' },
      { provider: 'signalwire', purpose: 'status' as const },
    ]) {
      assert.equal((await mint({ ...wanted, rooms: ['lobby'] }, { callUrl })).provider, 'mqtt');
    }
  });

  it('keeps a name outside ASCII whole', async () => {
    const token = await tokenOf({}, {}, { id: 'zoë', name: 'Zoë 🦦' });
    assert.equal((await verifyLocalToken(token, key, now))?.name, 'Zoë 🦦');
  });

  it('refuses a room or a topic that would be a wildcard', async () => {
    for (const wanted of [{ rooms: ['+'] }, { rooms: ['lobby', 'a/#'] }, { topics: ['jobs/#'] }]) {
      await assert.rejects(mint(wanted), { code: 'config/bad-attribute' });
    }
  });

  it('lets a user whose id fits no topic chat, but not say what they have read', async () => {
    for (const id of [
      '+',
      '#',
      'a/b',
      '../x',
      '$SYS',
      'ada+1@example.com',
      'x'.repeat(257),
      '\u0000',
    ]) {
      const claims = await verifyLocalToken(
        await tokenOf({ rooms: ['lobby'] }, {}, { id }),
        key,
        now,
      );
      assert.equal(claims?.sub, id);
      const names = ['messages', 'presence/+', 'sync', 'typing/+'];
      const filters = names.map((name) => `chat/lobby/${name}`);
      assert.deepEqual(claims.acl, { pub: filters, sub: [...filters, 'chat/lobby/receipts/+'] });
    }
  });

  it('refuses a key shorter than the hash', () => {
    assert.throws(() => local({ key: 'short', url: 'wss://mq.example' }), /32 bytes/);
  });

  it('never shows its key in an answer, right or wrong', async () => {
    for (const purpose of ['chat', 'call']) {
      const handler = createTokenHandler({
        authorize: () => ({ user: { id: 'ada' } }),
        mint: local({ key, url: 'wss://mq.example' }),
        report: (error) => assert.doesNotMatch(String(error), new RegExp(key)),
      });
      const response = await handler(
        new Request('https://site.example/token', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-rt-embed': '1' },
          body: JSON.stringify({ purpose, room: 'lobby' }), // no call without a gateway
        }),
      );
      assert.equal(response.status, purpose === 'chat' ? 200 : 502);
      assert.ok(!(await response.text()).includes(key));
    }
  });
});

describe('local verification', () => {
  it('takes a token that another library signed', async () => {
    const claims = await verifyLocalToken(sign({ alg: 'HS256' }, goodClaims), key, now);
    assert.equal(claims?.sub, 'ada');
  });

  it('refuses a token once it has expired', async () => {
    const token = await tokenOf({}, { ttl: 60 });
    assert.ok(await verifyLocalToken(token, key, now + 59_999));
    assert.equal(await verifyLocalToken(token, key, now + 60_000), null);
  });

  it('refuses a token under another key', async () => {
    assert.equal(await verifyLocalToken(await tokenOf(), `${key}!`, now), null);
  });

  it('refuses a token with any one part changed', async () => {
    const [header = '', , signature = ''] = (await tokenOf()).split('.');
    const wider = part({ ...goodClaims, acl: { pub: ['#'], sub: ['#'] } });
    assert.equal(await verifyLocalToken(`${header}.${wider}.${signature}`, key, now), null);
  });

  it('refuses every algorithm but its own, even under a good signature', async () => {
    for (const alg of ['none', 'HS512', 'RS256', undefined]) {
      assert.equal(await verifyLocalToken(sign({ alg }, goodClaims), key, now), null);
    }
  });

  it('refuses claims of another shape', async () => {
    for (const claims of [
      null,
      { ...goodClaims, exp: '9999999999' },
      { ...goodClaims, exp: undefined },
      { ...goodClaims, acl: { pub: '#', sub: [] } },
      { ...goodClaims, sub: 7 },
      { ...goodClaims, call: true },
      { ...goodClaims, call: { destinations: '/public/*' } },
    ]) {
      assert.equal(await verifyLocalToken(sign({ alg: 'HS256' }, claims), key, now), null);
    }
  });

  it('refuses what is no token at all', async () => {
    for (const text of ['', 'a', 'a.b', 'a.b.c', 'a.b.c.d', '..', '{}.{}.{}', 'é.é.é']) {
      assert.equal(await verifyLocalToken(text, key, now), null);
    }
  });
});
