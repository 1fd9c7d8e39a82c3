import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { local, mqttJwt, verifyLocalToken, type MqttJwtOptions } from '../../src/server/index.js';
import { asking } from './minting.js';

const key = 'a-key-of-thirty-two-bytes-or-more';
const url = 'wss://mq.example/mqtt';
const now = 1_800_000_000_000;

const mint = (own: Partial<MqttJwtOptions> = {}) => mqttJwt({ key, url, now: () => now, ...own });

/** Everything that a token says. */
const claimsOf = (token = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('JWT minter', () => {
  it('gives the very token that the local minter gives', async () => {
    const context = asking({ rooms: ['lobby'], topics: ['jobs/build'] });
    assert.deepEqual(await mint()(context), await local({ key, url, now: () => now })(context));
  });

  it('adds what the broker looks for, and lets it say nothing else of the user', async () => {
    const claims = { iss: 'https://site.example', aud: 'mqtt', sub: 'root', exp: 9e9, acl: '#' };
    const { token, expiresAt } = await mint({ claims, ttl: 60 })(asking({ rooms: ['lobby'] }));
    const said = claimsOf(token);
    assert.equal(said['iss'], 'https://site.example');
    assert.equal(said['aud'], 'mqtt');
    assert.equal(said['sub'], 'ada');
    assert.equal(said['exp'], now / 1000 + 60);
    assert.equal(expiresAt, now + 60_000);
    assert.deepEqual(Object.keys(said['acl'] as object), ['pub', 'sub']);
    assert.equal((await verifyLocalToken(token ?? '', key, now))?.sub, 'ada');
  });

  it('opens nothing for a call, since no broker makes one', async () => {
    const call = { purpose: 'call', destination: '/public/echo' } as const;
    const { provider, token } = await mint()(asking({ ...call, destinations: ['/public/echo'] }));
    assert.equal(provider, 'mqtt');
    assert.deepEqual(claimsOf(token)['acl'], { pub: [], sub: [] });
    assert.equal(claimsOf(token)['call'], undefined);
  });

  it('refuses a key shorter than the hash', () => {
    assert.throws(() => mint({ key: 'short' }), /mqttJwt\(\) needs a key of at least 32 bytes/);
  });
});
