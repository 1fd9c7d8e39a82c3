import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { parseGrant } from '../../src/protocol/grant.js';
import {
  createTokenHandler,
  signalwire,
  signalwireChat,
  signalwireEmbed,
  signalwireGuest,
  signalwireInvite,
  signalwirePubSub,
  signalwireVideoRoom,
  type SignalWireOptions,
} from '../../src/server/index.js';
import { VendorServer } from '../helpers/vendor-server.js';
import { clickToCall, echoId, project, supportId } from '../helpers/vendor-signalwire.js';
import { asking, memoryStore } from './minting.js';

const now = 1_800_000_000_500;
const start = 1_800_000_000; // the same in whole seconds
const hour = 3_600;
const fingerprint = 'Vg1h7IDV3AR6kTpCkZPHOVs32B81DX1naHiHbYoKXgY';

let vendor: VendorServer;
before(async () => (vendor = await VendorServer.start()));
after(() => vendor.stop());
beforeEach(() => vendor.reset());

const settings = () => ({ ...project, space: vendor.url, now: () => now });
const basic = (): string => {
  const pair = `${project.projectId}:${project.apiToken}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
};

/** Asserts what the service was asked last. */
const assertAsked = (path: string, body: object, authorization: string | undefined = basic()) => {
  const request = vendor.requests.at(-1);
  assert.equal(request?.method, 'POST');
  assert.equal(request.path, path);
  assert.equal(request.headers.authorization, authorization);
  assert.equal(request.headers['content-type'], 'application/json');
  assert.equal(request.headers.accept, 'application/json');
  assert.deepEqual(request.body, body);
};

const lives = (seconds: number) => ({
  expiresAt: (start + seconds) * 1000,
  refreshAt: (start + seconds * 0.8) * 1000,
});

describe('signalwire: a subscriber', () => {
  const tokens = '/api/fabric/subscribers/tokens';
  const mint = (options: Partial<SignalWireOptions> = {}) =>
    signalwire({ ...settings(), ...options });

  it('is who authorize named, with a life that the page learns', async () => {
    const grant = await mint()(asking({ purpose: 'call', destinations: ['/public/*'] }));
    assertAsked(tokens, { reference: 'ada', display_name: 'Ada', expire_at: start + 2 * hour });
    const { token, ...rest } = grant;
    assert.match(token ?? '', /SAT/);
    assert.deepEqual(rest, { provider: 'signalwire-v4', ...lives(2 * hour) });
    assert.equal(parseGrant(grant, now).refreshAt, rest.refreshAt);
  });

  it('has the name and the life that the site chose', async () => {
    const reference = ({ id }: { id: string }) => `${id}@example.com`;
    await mint({ reference, ttl: 60 })(asking({}, { id: 'ben' }));
    assertAsked(tokens, { reference: 'ben@example.com', expire_at: start + 60 });
  });

  it('gets a token bound to the browser whose fingerprint came along, which may renew it', async () => {
    await mint()(asking({ fingerprint }));
    assertAsked(tokens, {
      reference: 'ada',
      display_name: 'Ada',
      expire_at: start + 2 * hour,
      fingerprint,
      scope: 'sat:refresh',
    });
  });

  it('gets a usual token where the fingerprint is none', async () => {
    for (const none of ['', 'short', `${fingerprint}=`, `${fingerprint.slice(1)}/`]) {
      await mint()(asking({ fingerprint: none }));
      assert.ok(!('fingerprint' in (vendor.requests.at(-1)?.body ?? {})), none);
      assert.ok(!('scope' in (vendor.requests.at(-1)?.body ?? {})), none);
    }
  });

  it('renews its token once, with what stayed on the server', async () => {
    const { store, kept } = memoryStore();
    const first = await mint({ store, ttl: 60 })(asking());
    const [[, held] = []] = kept;
    assert.equal(held?.expiresAt, (start + 60) * 1000 + 300_000);
    assert.equal(JSON.stringify(first).includes(held.secret), false);
    const wanted = { refresh: { tokenId: first.tokenId ?? '' } };

    const second = await mint({ store })(asking(wanted));
    assertAsked(`${tokens}/refresh`, { refresh_token: held.secret });
    assert.notEqual(second.tokenId, first.tokenId);
    assert.equal(second.expiresAt, lives(2 * hour).expiresAt);
    assert.equal(kept.size, 1); // the old one went as the new one came

    await mint({ store })(asking(wanted));
    assert.equal(vendor.requests.at(-1)?.path, tokens);
  });

  it('does not renew the token of another, whose name came along', async () => {
    const { store, kept } = memoryStore();
    const { tokenId = '' } = await mint({ store })(asking());
    await mint({ store })(asking({ refresh: { tokenId } }, { id: 'eve' }));
    assertAsked(tokens, { reference: 'eve', expire_at: start + 2 * hour });
    assert.equal(kept.size, 2);
  });

  it('does not renew for another subscriber, or at another space or project', async () => {
    const { store } = memoryStore();
    const { tokenId = '' } = await mint({ store })(asking());
    const other = new URL(vendor.url);
    other.hostname = 'localhost';
    for (const own of [
      { reference: () => 'ada-of-the-shop' },
      { space: other.origin },
      { projectId: '00000000-0000-0000-0000-000000000000' },
    ]) {
      vendor.reset();
      await mint({ store, ...own })(asking({ refresh: { tokenId } })).catch(() => undefined);
      assert.deepEqual(
        vendor.requests.map(({ path }) => path),
        [tokens],
      );
    }
    await mint({ store })(asking({ refresh: { tokenId } }));
    assert.equal(vendor.requests.at(-1)?.path, `${tokens}/refresh`);
  });

  it('is renewed once and made anew once where two tabs ask at the very same time', async () => {
    const { store } = memoryStore();
    const { tokenId = '' } = await mint({ store })(asking());
    vendor.reset();
    let reading = 0;
    let allRead = (): void => undefined;
    const read = new Promise<void>((resolve) => (allRead = resolve));
    const get = async (key: string) => {
      const secret = await store.get(key);
      if ((reading += 1) === 2) allRead();
      await read; // neither has taken it away yet
      return secret;
    };
    const renewing = mint({ store: { ...store, get } });
    const both = [1, 2].map(() => renewing(asking({ refresh: { tokenId } })));
    const [first, second] = await Promise.all(both);
    assert.notEqual(first?.token, second?.token);
    const paths = vendor.requests.map(({ path }) => path).sort();
    assert.deepEqual(paths, [tokens, `${tokens}/refresh`, `${tokens}/refresh`]);
  });

  it('is given a new token where the service takes the old one no more', async () => {
    const { store } = memoryStore();
    const { tokenId = '' } = await mint({ store })(asking());
    const forgetful = { ...store, get: () => 'expired-long-ago' };
    await mint({ store: forgetful })(asking({ refresh: { tokenId } }));
    assert.deepEqual(
      vendor.requests.map(({ path }) => path),
      [tokens, `${tokens}/refresh`, tokens],
    );
  });

  it('is given a new token where the site keeps none', async () => {
    const { tokenId } = await mint()(asking({ refresh: { tokenId: 'x' } }));
    assert.equal(vendor.requests.at(-1)?.path, tokens);
    assert.equal(tokenId, undefined);
  });
});

describe('signalwire: guests, invitations and embeds', () => {
  const addresses = { '/public/support': supportId, '/public/echo': echoId };
  const guest = (own: Partial<Parameters<typeof signalwireGuest>[0]> = {}) =>
    signalwireGuest({ ...settings(), addresses, ...own });
  const asked = (destination: string, ...more: string[]) =>
    asking({ purpose: 'call', destination, destinations: [...more, destination] });
  const idsAsked = () => vendor.requests.at(-1)?.body['allowed_addresses'];

  it('lets a guest call what was asked for, and what else authorize names', async () => {
    const grant = await guest()(
      asked('/public/echo?channel=audio', '/public/support', '/private/*'),
    );
    assertAsked('/api/fabric/guests/tokens', {
      allowed_addresses: [echoId, supportId],
      expire_at: start + 2 * hour,
    });
    assert.equal(grant.provider, 'signalwire-v4');
    assert.equal(grant.expiresAt, lives(2 * hour).expiresAt);
    assert.doesNotMatch(JSON.stringify(grant), /never-to-be-seen/);
  });

  it('finds ids by a function', async () => {
    await guest({ addresses: async (name) => (name === '/public/echo' ? echoId : undefined) })(
      asked('/public/echo', '/public/unknown', supportId),
    );
    assert.deepEqual(idsAsked(), [echoId]);
  });

  it('takes an id for what it is where the site names no addresses, and only there', async () => {
    const byIds = signalwireGuest(settings());
    await byIds(asked(supportId, '/public/echo', echoId));
    assert.deepEqual(idsAsked(), [supportId, echoId]);
    await assert.rejects(byIds(asked('/public/echo')), { code: 'config/missing-attribute' });
    for (const own of [{}, { addresses: () => undefined }]) {
      await assert.rejects(guest(own)(asked(supportId)), { code: 'config/missing-attribute' });
    }
    assert.equal(vendor.requests.length, 1);
  });

  it('names ten addresses at most, among them the one that was asked for', async () => {
    const id = (i: number) => `00000000-0000-0000-0000-${String(i).padStart(12, '0')}`;
    const many = Array.from({ length: 12 }, (_, i) => id(i));
    await signalwireGuest(settings())(asked(echoId, ...many));
    assert.deepEqual(idsAsked(), [echoId, ...many.slice(0, 9)]);
  });

  it('lets a guest write to the address of a chat', async () => {
    await guest()(asking({ purpose: 'chat', rooms: ['%2Fpublic%2Fsupport', 'lobby'] }));
    assert.deepEqual(idsAsked(), [supportId]);
  });

  it('lets a call go to no more by the rooms that come with it', async () => {
    const destination = '/public/support';
    const rooms = ['%2Fpublic%2Fecho'];
    await guest()(asking({ purpose: 'call', destination, destinations: [destination], rooms }));
    assert.deepEqual(idsAsked(), [supportId]);
  });

  it('makes no guest for what has no id, or for nothing', async () => {
    await assert.rejects(guest()(asked('/public/unknown')), { code: 'config/missing-attribute' });
    await assert.rejects(guest()(asked('constructor')), { code: 'config/missing-attribute' });
    await assert.rejects(guest()(asking({ purpose: 'call', destinations: ['/public/*'] })), {
      code: 'config/missing-attribute',
    });
    assert.deepEqual(vendor.requests, []);
  });

  it('invites as the subscriber whom the site names, whose own token stays on the server', async () => {
    const mint = signalwireInvite({
      ...settings(),
      invitation: ({ wanted }) => ({ inviter: `host-of-${wanted.room}`, addressId: supportId }),
    });
    const grant = await mint(asking({ purpose: 'call', room: 'talk', rooms: ['talk'] }));
    assert.deepEqual(vendor.requests[0]?.body, {
      reference: 'host-of-talk',
      expire_at: start + 2 * hour,
    });
    const bearer = vendor.requests[1]?.headers.authorization ?? '';
    assert.match(bearer, /^Bearer .*SAT/);
    const body = { address_id: supportId, expires_at: start + 2 * hour };
    assertAsked('/api/fabric/subscriber/invites', body, bearer);
    assert.match(grant.token ?? '', /INVITE/);
    assert.equal(vendor.requests.length, 2);
  });

  it('exchanges a click-to-call token without the secret of the project', async () => {
    const mint = signalwireEmbed({ space: vendor.url, token: clickToCall, now: () => now });
    const grant = await mint(asking({ purpose: 'call' }));
    const sent = vendor.requests.at(-1);
    assert.equal(sent?.path, '/api/fabric/embeds/tokens');
    assert.equal(sent.headers.authorization, undefined);
    assert.deepEqual(sent.body, { token: clickToCall });
    assert.match(grant.token ?? '', /EMBED/);
    assert.equal(parseGrant(grant, now).refreshAt, now + 600_000);
  });
});

describe('signalwire: version 3', () => {
  it('lets a visitor into one video room', async () => {
    const mint = signalwireVideoRoom({
      ...settings(),
      permissions: ['room.self.audio_mute'],
      joinAs: 'audience',
      mediaAllowed: 'audio-only',
      removeAfter: 900,
      ttl: hour,
    });
    const grant = await mint(asking({ purpose: 'call', destination: 'talk' }));
    assertAsked('/api/video/room_tokens', {
      room_name: 'talk',
      user_name: 'Ada',
      join_until: '2027-01-15T09:00:00.000Z',
      permissions: ['room.self.audio_mute'],
      join_as: 'audience',
      media_allowed: 'audio-only',
      remove_after_seconds_elapsed: 900,
    });
    const { token, ...rest } = grant;
    assert.match(token ?? '', /VRT/);
    assert.deepEqual(rest, { provider: 'signalwire-video', ...lives(hour) });
  });

  it('lets nobody into a room that was not checked as a destination', async () => {
    const handler = createTokenHandler({
      authorize: () => ({ user: { id: 'ben' }, destinations: ['talk-2'] }),
      mint: signalwireVideoRoom(settings()),
      report: () => undefined,
    });
    const ask = async (body: object): Promise<number> => {
      const headers = { 'content-type': 'application/json', 'x-rt-embed': '1' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await handler(new Request('https://site.example/token', init))).status;
    };
    assert.equal(await ask({ purpose: 'call', room: 'staff', destination: 'talk-2' }), 200);
    assertAsked('/api/video/room_tokens', {
      room_name: 'talk-2',
      user_name: 'ben',
      join_until: '2027-01-15T10:00:00.000Z',
    });
    for (const purpose of ['call', 'chat', 'status']) {
      assert.equal(await ask({ purpose, room: 'staff', rooms: ['staff'] }), 502, purpose);
    }
    assert.equal(vendor.requests.length, 1);
  });

  it('takes only a destination that can be the name of a room', async () => {
    const mint = signalwireVideoRoom(settings());
    for (const destination of ['/public/echo', '', 'x'.repeat(101)]) {
      await assert.rejects(mint(asking({ purpose: 'call', destination })), {
        code: 'config/bad-attribute',
      });
    }
  });

  const rooms = ['lobby', '__proto__'];
  const channels = {
    '/api/chat/tokens': { make: signalwireChat, provider: 'signalwire-chat', opened: rooms },
    '/api/pubsub/tokens': {
      make: signalwirePubSub,
      provider: 'signalwire-pubsub',
      opened: rooms.flatMap((room) => [room, `${room}/sync`]),
    },
  };
  for (const [path, { make, provider, opened }] of Object.entries(channels)) {
    it(`opens the rooms and topics of a request: ${provider}`, async () => {
      const grant = await make({ ...settings(), ttl: 90 })(
        asking({ rooms, topics: ['news', 'lobby'] }),
      );
      const sent = vendor.requests.at(-1)?.body['channels'] as object;
      assert.deepEqual(new Set(Object.getOwnPropertyNames(sent)), new Set(['news', ...opened]));
      assertAsked(path, {
        ttl: 2, // whole minutes
        channels: sent,
        member_id: 'ada',
        state: { name: 'Ada' },
      });
      const { lobby, news } = sent as Record<string, unknown>;
      assert.deepEqual(lobby, { read: true, write: true });
      assert.deepEqual(news, { read: true, write: false });
      const { token, ...rest } = grant;
      assert.match(token ?? '', /CHAT|PUBSUB/);
      assert.deepEqual(rest, { provider, ...lives(120) });
    });

    it(`lets nobody write to a topic because it is beside a room: ${provider}`, async () => {
      await make(settings())(asking({ rooms: ['lobby'], topics: ['lobby/sync'] }));
      const sent = vendor.requests.at(-1)?.body['channels'] as Record<string, unknown>;
      assert.deepEqual(sent['lobby/sync'], { read: true, write: false });
      assert.deepEqual(sent['lobby'], { read: true, write: true });
    });

    it(`asks for no token that opens nothing: ${provider}`, async () => {
      await assert.rejects(make(settings())(asking()), { code: 'config/missing-attribute' });
      assert.deepEqual(vendor.requests, []);
    });
  }
});

describe('signalwire: the space', () => {
  const addressFor = async (space: string): Promise<string> => {
    let asked = '';
    const fetch = async (input: RequestInfo | URL): Promise<Response> => {
      asked = input instanceof Request ? input.url : String(input);
      return Response.json({ token: 'a-token' });
    };
    await signalwire({ ...project, space, fetch })(asking());
    return asked;
  };

  it('is known by its name, its host, or its URL', async () => {
    const wanted = 'https://example.signalwire.com/api/fabric/subscribers/tokens';
    for (const space of ['example', 'example.signalwire.com', 'https://example.signalwire.com/']) {
      assert.equal(await addressFor(space), wanted);
    }
  });

  it('is not sent a secret in the clear', async () => {
    for (const space of ['http://example.signalwire.com', 'ftp://127.0.0.1']) {
      await assert.rejects(addressFor(space), { code: 'config/bad-attribute' });
    }
  });

  it('is not asked where a setting is missing, which only shows when a token is made', async () => {
    const mint = signalwire({ ...settings(), apiToken: '' });
    await assert.rejects(mint(asking()), /^RtError: signalwire\(\) needs "apiToken"/);
    assert.deepEqual(vendor.requests, []);
  });

  it('names the minter that misses a setting', async () => {
    const none = { ...settings(), projectId: '' };
    const call = asking({ purpose: 'call', destination: supportId, rooms: ['lobby'] });
    const invitation = () => ({ inviter: 'host', addressId: supportId });
    for (const [name, mint] of Object.entries({
      signalwire: signalwire(none),
      signalwireGuest: signalwireGuest(none),
      signalwireInvite: signalwireInvite({ ...none, invitation }),
      signalwireVideoRoom: signalwireVideoRoom(none),
      signalwireChat: signalwireChat(none),
      signalwirePubSub: signalwirePubSub(none),
    })) {
      await assert.rejects(mint(call), { message: `${name}() needs "projectId".` });
    }
  });
});
