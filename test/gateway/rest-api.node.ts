import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Demo } from '../../demo/server/start-demo.js';
import { Caller, grantFor, signedIn } from './helpers/caller.js';
import { RpcClient } from './helpers/rpc-client.js';
import { started } from './helpers/started.js';

type Fields = Record<string, unknown>;

const api = async (demo: Demo, path: string, token: string, body?: Fields) => {
  const response = await fetch(`${demo.url}/api/fabric/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Fields };
};

const idOf = async (demo: Demo, token: string, name: string): Promise<string> => {
  const { body } = await api(demo, `addresses?name=${encodeURIComponent(name)}`, token);
  return String((body['data'] as Fields[])[0]?.['id']);
};

/** Opens the conversation of a user with somebody. */
const joined = async (demo: Demo, token: string, name: string) => {
  const ids = [await idOf(demo, token, name)];
  const { body } = await api(demo, 'conversations/join', token, { fabric_address_ids: ids });
  return String(body['group_id']);
};

describe('gateway: REST', () => {
  it('says who the token is for', async (test) => {
    const demo = await started(test);
    const { token } = await grantFor(demo, 'ada');
    const { body } = await api(demo, 'subscriber/info', token);
    assert.equal(body['display_name'], 'Ada');
    assert.equal((body['fabric_addresses'] as Fields[])[0]?.['name'], '/private/ada');
  });

  it('refuses whoever has no good token', async (test) => {
    const demo = await started(test);
    const forged = (await grantFor(demo, 'fault/refused')).token;
    for (const token of ['', 'none', forged]) {
      assert.equal((await api(demo, 'subscriber/info', token)).status, 401);
      assert.equal((await api(demo, 'messages', token, { group_id: 'x', text: 'x' })).status, 401);
    }
  });

  it('lets pages of every origin ask, with a token but without cookies', async (test) => {
    const demo = await started(test);
    const { status, headers } = await fetch(`${demo.url}/api/fabric/subscriber/info`, {
      method: 'OPTIONS',
      headers: { origin: 'http://site.example', 'access-control-request-headers': 'authorization' },
    });
    assert.equal(status, 204);
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.match(headers.get('access-control-allow-headers') ?? '', /authorization/);
    assert.equal(headers.get('access-control-allow-credentials'), null);
  });

  it('finds addresses by name and by id, and none that is not there', async (test) => {
    const demo = await started(test);
    const { token } = await grantFor(demo, 'ada');
    for (const [name, type] of [
      ['/public/echo', 'app'],
      ['/public/room-blue', 'room'],
      ['/private/ben', 'subscriber'],
    ] as const) {
      const id = await idOf(demo, token, name);
      const { body } = await api(demo, `addresses/${id}`, token);
      assert.deepEqual([body['name'], body['type']], [name, type]);
    }
    const { body } = await api(demo, 'addresses?name=%2Fpublic%2Fnothing', token);
    assert.deepEqual(body['data'], []);
    assert.equal((await api(demo, 'addresses/address-00', token)).status, 404);
    assert.equal((await api(demo, 'elsewhere', token)).status, 404);
    const all = (await api(demo, 'addresses?sort_by=name', token)).body['data'] as Fields[];
    assert.ok(all.some(({ name }) => name === '/public/agent'));
  });

  it('exchanges the page’s token for a guest’s, who may call what is public', async (test) => {
    const demo = await started(test);
    const { body } = await api(demo, 'embeds/tokens', '', { token: 'c2c_demo' });
    const guest = await RpcClient.open(demo.gateway.url);
    test.after(() => guest.close());
    await guest.signIn(String(body['token']));
    const { result } = await new Caller(test, guest).invite('/public/echo');
    assert.equal(result?.['message'], 'CALL CREATED');
    const { error } = await new Caller(test, guest).invite('/private/ada');
    assert.equal(error?.code, 403);
    assert.equal((await api(demo, 'embeds/tokens', '', { token: 'c2c_other' })).status, 401);
  });
});

describe('gateway: what is written', () => {
  it('reaches both users, and is kept in order', async (test) => {
    const demo = await started(test);
    const [ada, ben] = [await grantFor(demo, 'ada'), await grantFor(demo, 'ben')];
    const there = await signedIn(test, demo, 'ben');
    await signedIn(test, demo, 'ada');
    const group_id = await joined(demo, ada.token, '/private/ben');
    assert.equal(await joined(demo, ben.token, '/private/ada'), group_id);
    await api(demo, 'messages', ada.token, { group_id, text: 'one' });
    await api(demo, 'messages', ben.token, { group_id, text: 'two' });
    const arrived = await there.event('conversation.message');
    assert.deepEqual([arrived['text'], arrived['subtype']], ['one', 'chat']);
    const path = `conversations/${group_id}/messages?page_size=100`;
    const { body } = await api(demo, path, ben.token);
    assert.deepEqual(
      (body['data'] as Fields[]).map(({ text }) => text),
      ['two', 'one'],
    );
  });

  it('is for nobody else to read or to add to', async (test) => {
    const demo = await started(test);
    const [ada, cyd] = [await grantFor(demo, 'ada'), await grantFor(demo, 'cyd')];
    const other = await signedIn(test, demo, 'cyd');
    const group_id = await joined(demo, ada.token, '/private/ben');
    await api(demo, 'messages', ada.token, { group_id, text: 'secret' });
    assert.equal((await api(demo, `conversations/${group_id}/messages`, cyd.token)).status, 404);
    const post = await api(demo, 'messages', cyd.token, { group_id, text: 'x' });
    assert.equal(post.status, 404);
    assert.ok(!other.events.some(({ type }) => type === 'conversation.message'));
  });

  it('is read back page by page, each message once, also while more is written', async (test) => {
    const demo = await started(test);
    const { token } = await grantFor(demo, 'ada');
    const group_id = await joined(demo, token, '/public/room-pages');
    const say = (text: string) => api(demo, 'messages', token, { group_id, text });
    for (let n = 1; n <= 7; n += 1) await say(String(n));
    const read: unknown[] = [];
    let path: unknown = `conversations/${group_id}/messages?page_size=3`;
    while (typeof path === 'string') {
      const { body } = await api(demo, path, token);
      read.push(...(body['data'] as Fields[]).map(({ text }) => text));
      await say('meanwhile');
      // As the SDK follows it: whole, and at the host that was asked.
      const { next } = body['links'] as { next?: string };
      assert.ok(next === undefined || next.startsWith(`${demo.url}/api/fabric/conversations/`));
      path = next?.slice(`${demo.url}/api/fabric/`.length);
    }
    assert.deepEqual(read, ['7', '6', '5', '4', '3', '2', '1']);
  });

  it('goes only to whom the token names', async (test) => {
    const demo = await started(test);
    const chat = { purpose: 'chat', provider: 'signalwire', room: '%2Fprivate%2Fben' };
    const { token, provider } = await grantFor(demo, 'ada', chat);
    assert.equal(provider, 'signalwire');
    const join = async (name: string) => {
      const ids = [await idOf(demo, token, name)];
      return (await api(demo, 'conversations/join', token, { fabric_address_ids: ids })).status;
    };
    assert.deepEqual([await join('/private/ben'), await join('/private/cyd')], [200, 403]);
  });

  it('is answered by the agent and repeated by the echo', async (test) => {
    const demo = await started(test);
    const { token } = await grantFor(demo, 'ada');
    const ada = await signedIn(test, demo, 'ada');
    for (const [name, answer] of [
      ['/public/agent', 'You wrote: hey'],
      ['/public/echo', 'hey'],
    ] as const) {
      const from = await idOf(demo, token, name);
      const group_id = await joined(demo, token, name);
      await api(demo, 'messages', token, { group_id, text: 'hey' });
      const reply = await ada.event(
        'conversation.message',
        (params) => params['from_fabric_address_id'] === from,
      );
      assert.equal(reply['text'], answer);
    }
  });

  it('reaches everybody who is in the room', async (test) => {
    const demo = await started(test);
    const { token } = await grantFor(demo, 'ada');
    const ben = await signedIn(test, demo, 'ben');
    await new Caller(test, ben).invite('/public/room-blue');
    const outside = await signedIn(test, demo, 'cyd');
    const group_id = await joined(demo, token, '/public/room-blue');
    await api(demo, 'messages', token, { group_id, text: 'all' });
    assert.equal((await ben.event('conversation.message'))['text'], 'all');
    assert.ok(!outside.events.some(({ type }) => type === 'conversation.message'));
  });
});
