import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { parseGrant } from '../../src/protocol/grant.js';
import { cloudsignal, type CloudSignalOptions } from '../../src/server/index.js';
import { organization } from '../helpers/vendor-cloudsignal.js';
import { VendorServer } from '../helpers/vendor-server.js';
import { asking, memoryStore } from './minting.js';

let vendor: VendorServer;
before(async () => (vendor = await VendorServer.start()));
after(() => vendor.stop());
beforeEach(() => vendor.reset());

const mint = (options: Partial<CloudSignalOptions> = {}) =>
  cloudsignal({ ...organization, apiUrl: vendor.url, ...options });

const created = {
  organization_id: organization.orgId,
  secret_key: organization.secretKey,
  user_email: 'ada',
  replace_existing: false,
};

describe('cloudsignal', () => {
  it('asks for credentials of the user, and answers with a grant for the broker', async () => {
    const before = Date.now();
    const grant = await mint()(asking({ rooms: ['lobby'] }));
    const [request] = vendor.requests;
    assert.equal(request?.method, 'POST');
    assert.equal(request.path, '/v2/tokens/create');
    assert.equal(request.headers['content-type'], 'application/json');
    assert.equal(request.headers.authorization, undefined);
    assert.deepEqual(request.body, created);

    const { mqtt, expiresAt = 0, refreshAt = 0, ...rest } = grant;
    assert.match(mqtt?.username ?? '', /^user1@org_/);
    assert.match(mqtt?.password ?? '', /^tkn_/);
    assert.deepEqual(rest, {
      provider: 'mqtt',
      url: 'wss://connect.cloudsignal.app:18885/',
      tokenId: 'token-1',
      organizationId: organization.orgId,
    });
    // An hour, renewed when a tenth of it is left: the service says so.
    assert.equal(Math.round((expiresAt - before) / 10_000), 360);
    assert.equal(Math.round((expiresAt - refreshAt) / 10_000), 36);
    assert.deepEqual(parseGrant(grant, Date.now()).mqtt, mqtt);
  });

  it('takes the address, the broker and the choice of the site', async () => {
    const grant = await mint({
      email: ({ id }) => `${id}@example.com`,
      replaceExisting: true,
      url: 'wss://mq.example/',
    })(asking());
    assert.deepEqual(vendor.requests[0]?.body, {
      ...created,
      user_email: 'ada@example.com',
      replace_existing: true,
    });
    assert.equal(grant.url, 'wss://mq.example/');
  });

  it('renews a token with the password that stayed on the server', async () => {
    const { store, kept } = memoryStore();
    const first = await mint({ store })(asking());
    const tokenId = first.tokenId ?? '';
    const second = await mint({ store })(asking({ refresh: { tokenId } }));
    assert.equal(vendor.requests[1]?.path, '/v2/tokens/refresh');
    assert.deepEqual(vendor.requests[1].body, {
      token_id: tokenId,
      current_token_password: first.mqtt?.password,
    });
    assert.notEqual(second.mqtt?.password, first.mqtt?.password);
    assert.deepEqual(
      [...kept.values()].map(({ secret }) => secret),
      [second.mqtt?.password],
    );
    // And once more, with the new one.
    await mint({ store })(asking({ refresh: { tokenId: second.tokenId ?? '' } }));
    assert.equal(vendor.requests[2]?.body['current_token_password'], second.mqtt?.password);
  });

  it('makes a new token where the old one is of another, or is over', async () => {
    const { store } = memoryStore();
    const { tokenId = '' } = await mint({ store })(asking());
    await mint({ store })(asking({ refresh: { tokenId } }, { id: 'eve' }));
    assert.equal(vendor.requests.at(-1)?.path, '/v2/tokens/create');
    assert.equal(vendor.requests.at(-1)?.body['user_email'], 'eve');

    const forgetful = { ...store, get: () => 'a-password-of-yesterday' };
    await mint({ store: forgetful })(asking({ refresh: { tokenId } }));
    assert.deepEqual(
      vendor.requests.slice(-2).map(({ path }) => path),
      ['/v2/tokens/refresh', '/v2/tokens/create'],
    );
  });

  it('does not renew for another address, or at another organization or service', async () => {
    const { store } = memoryStore();
    const { tokenId = '' } = await mint({ store })(asking());
    const other = new URL(vendor.url);
    other.hostname = 'localhost';
    for (const own of [
      { email: () => 'ada@shop.example' },
      { orgId: 'org_another' },
      { apiUrl: other.origin },
    ]) {
      vendor.reset();
      await mint({ store, ...own })(asking({ refresh: { tokenId } })).catch(() => undefined);
      assert.deepEqual(
        vendor.requests.map(({ path }) => path),
        ['/v2/tokens/create'],
      );
    }
    await mint({ store })(asking({ refresh: { tokenId } }));
    assert.equal(vendor.requests.at(-1)?.path, '/v2/tokens/refresh');
  });

  it('does not take an answer without credentials for a grant', async () => {
    for (const body of [
      { access_token: 'tkn_1' },
      { mqtt_credentials: { username: 'ada' } },
      { mqtt_credentials: { username: 'ada', password: 'p' }, expires_at: '2001-01-01T00:00:00Z' },
    ]) {
      vendor.fault = () => ({ status: 200, body });
      await assert.rejects(mint()(asking()), { code: 'vendor/malformed' });
    }
  });
});
