import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, type TestContext } from 'node:test';
import { format, inspect } from 'node:util';
import {
  createTokenHandler,
  type Authorize,
  type TokenHandlerOptions,
  type TokenRequest,
} from '../../src/server/index.js';
import { freePort } from '../helpers/free-port.js';
import { organization } from '../helpers/vendor-cloudsignal.js';
import { VendorServer, type VendorFault, type VendorRequest } from '../helpers/vendor-server.js';
import { project } from '../helpers/vendor-signalwire.js';
import { everyMinter } from './every-minter.js';
import { memoryStore } from './minting.js';

const url = 'https://site.example/token';
const ada: Authorize = () => ({ user: { id: 'ada', name: 'Ada' } });

let vendor: VendorServer;
let closedUrl: string;
before(async () => {
  vendor = await VendorServer.start();
  closedUrl = `http://127.0.0.1:${await freePort()}`;
});
after(() => vendor.stop());
beforeEach(() => vendor.reset());

const names = Object.keys(everyMinter({ url: 'http://127.0.0.1' }));

/** A route with one minter; what it reports goes where it would without the test: to the console. */
const routeOf = (
  test: TestContext,
  name: string,
  own: Partial<TokenHandlerOptions> & Partial<Parameters<typeof everyMinter>[0]> = {},
) => {
  const { url: at = vendor.url, timeout, store, ...options } = own;
  const minter = everyMinter({ url: at, ...(timeout && { timeout }), ...(store && { store }) })[
    name
  ];
  assert.ok(minter, name);
  const printed: string[] = [];
  test.mock.method(console, 'error', (...values: unknown[]) => {
    printed.push(format(...values), inspect(values, { depth: 20, showHidden: true }));
  });
  const handler = createTokenHandler({ authorize: ada, mint: minter.mint, ...options });
  const ask = (body: Partial<TokenRequest> = {}, init: RequestInit = {}) =>
    handler(
      new Request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-rt-embed': '1' },
        body: JSON.stringify({ ...minter.request, ...body }),
        ...init,
      }),
    );
  return { ask, printed };
};

const textOf = async (response: Response): Promise<string> =>
  `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;

/** All that a request to a service may hold and nobody else may see. */
const secretsOf = ({ headers: { authorization = '' }, body }: VendorRequest): string[] => {
  const credentials = authorization.replace(/^\w+ /, '');
  const fields = ['secret_key', 'refresh_token', 'current_token_password'].map(
    (name) => body[name],
  );
  const pair = Buffer.from(credentials, 'base64').toString();
  return [credentials, pair, ...fields].filter(
    (text): text is string => typeof text === 'string' && text !== '',
  );
};

const assertSilent = (texts: string[]): void => {
  const secrets = [
    project.apiToken,
    organization.secretKey,
    'never-to-be-seen',
    ...vendor.requests.flatMap(secretsOf),
  ];
  for (const text of texts) for (const secret of secrets) assert.ok(!text.includes(secret), text);
};

/** A service that says all it was told: in its headers and in its words. */
const telling =
  (status: number, headers: Record<string, string> = {}): VendorFault =>
  (request) => {
    const told = JSON.stringify({ ...request, secrets: secretsOf(request) });
    return { status, body: told, headers: { 'x-told': encodeURI(told), ...headers } };
  };

const answering =
  (body: unknown): VendorFault =>
  () => ({ status: 200, body });

const failures: Record<string, { fault?: VendorFault; code: string; retryAfter?: string }> = {
  'refuses the credentials': { fault: telling(401), code: 'vendor/refused' },
  forbids: { fault: telling(403), code: 'vendor/refused' },
  'knows no such thing': { fault: telling(404), code: 'vendor/refused' },
  'refuses a field': { fault: telling(422), code: 'vendor/refused' },
  'has been asked too often': {
    fault: telling(429, { 'retry-after': '7' }),
    code: 'vendor/busy',
    retryAfter: '7',
  },
  'breaks down': { fault: telling(500), code: 'vendor/failed' },
  'is away': { fault: telling(503, { 'retry-after': 'soon' }), code: 'vendor/failed' },
  'sends us on': { fault: telling(307, { location: '/elsewhere' }), code: 'vendor/failed' },
  'answers with a page': { fault: answering('<!doctype html>'), code: 'vendor/malformed' },
  'answers with nothing': { fault: answering(''), code: 'vendor/malformed' },
  'answers with all it was told': { fault: telling(200), code: 'vendor/malformed' },
  'answers with a list': { fault: answering([{ token: 'x' }]), code: 'vendor/malformed' },
  'answers with null': { fault: answering('null'), code: 'vendor/malformed' },
  'answers with other types': {
    fault: answering({ token: 7, mqtt_credentials: [] }),
    code: 'vendor/malformed',
  },
  'answers without an end': {
    fault: answering(`{"token":"${'x'.repeat(70_000)}"}`),
    code: 'vendor/malformed',
  },
  'never answers': { fault: 'hang', code: 'vendor/timeout' },
  'never ends its answer': { fault: 'stall', code: 'vendor/timeout' },
  'hangs up': { fault: 'cut', code: 'vendor/unreachable' },
  'is not there': { code: 'vendor/unreachable' },
};

describe('secrets, when a service fails', () => {
  for (const name of names) {
    for (const [what, { fault, code, retryAfter }] of Object.entries(failures)) {
      it(`${name}: the service ${what}`, async (test) => {
        vendor.fault = fault;
        const { store } = memoryStore();
        const { ask, printed } = routeOf(test, name, {
          ...(!fault && { url: closedUrl }),
          // The first answer may take its time: only what never comes is cut short.
          timeout: fault === 'hang' || fault === 'stall' ? 150 : 2_000,
          store: { ...store, get: () => 'kept-and-never-to-be-seen' },
        });
        for (const refresh of [undefined, { tokenId: 'a-token' }]) {
          const response = await ask(refresh && { refresh });
          assert.equal(response.status, 502);
          assert.equal(response.headers.get('retry-after'), retryAfter ?? null);
          assert.equal(response.headers.get('x-told'), null);
          const text = await textOf(response);
          assert.ok(text.includes(`"code":"${code}"`), text);
          assert.doesNotMatch(text, /doctype|authorization|signalwire|cloudsignal/i);
          assertSilent([text, ...printed]);
        }
        assert.ok(printed.length > 0, 'the site is told');
        assert.equal(vendor.requests.filter(({ path }) => path === '/elsewhere').length, 0);
      });
    }
  }

  it('signalwireInvite: the service refuses the invitation, and quotes the subscriber’s token', async (test) => {
    const failing = telling(422);
    vendor.fault = (request) =>
      request.path.endsWith('/invites') && typeof failing === 'function'
        ? failing(request)
        : undefined;
    const { ask, printed } = routeOf(test, 'signalwireInvite');
    const response = await ask();
    assert.equal(response.status, 502);
    assert.equal(vendor.requests.length, 2);
    assertSilent([await textOf(response), ...printed]);
  });

  it('stay out of the log where the store of the site quotes them', async (test) => {
    for (const name of ['signalwire', 'cloudsignal']) {
      const quote = (_key: string, secret: string): never => {
        throw new RangeError(`cannot insert ${secret}`);
      };
      const { ask, printed } = routeOf(test, name, { store: { get: () => null, set: quote } });
      const response = await ask();
      assert.equal(response.status, 502);
      const text = await textOf(response);
      assert.match(text, /mint\/failed/);
      assert.match(printed.join(), /token store failed \(RangeError\)/);
      assert.doesNotMatch([text, ...printed].join(), /cannot insert|tkn_/);
      assertSilent([text, ...printed]);
    }
  });

  it('stay on the server when all goes well', async (test) => {
    for (const name of names) {
      const { store } = memoryStore();
      const { ask, printed } = routeOf(test, name, { store });
      const response = await ask();
      assert.equal(response.status, 200, name);
      const text = await textOf(response);
      for (const secret of [project.apiToken, organization.secretKey, 'never-to-be-seen']) {
        assert.ok(!text.includes(secret), text);
      }
      assert.deepEqual(printed, []);
    }
  });
});

describe('who gets no token', () => {
  for (const name of names) {
    it(`${name}: nobody whom authorize does not name`, async (test) => {
      const missing: unknown = undefined;
      const authorizes: Record<number, Authorize> = {
        401: () => null,
        500: missing as Authorize,
      };
      for (const [status, authorize] of Object.entries(authorizes)) {
        const { ask } = routeOf(test, name, { authorize });
        const response = await ask();
        assert.equal(String(response.status), status);
        assert.doesNotMatch(await response.text(), /token"/);
      }
      assert.deepEqual(vendor.requests, []);
    });

    it(`${name}: no form or script of another site`, async (test) => {
      const { ask } = routeOf(test, name);
      const cross = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const json = { 'content-type': 'application/json', 'x-rt-embed': '1' };
      for (const headers of [
        { ...cross, ...form },
        { ...cross, 'content-type': 'text/plain' },
        { ...cross, ...json },
        { ...json, origin: 'null' },
        { ...json, origin: 'https://site.example.evil.example' },
        { ...json, origin: 'http://site.example' },
        form, // of a browser that says nothing of itself
        { 'content-type': 'application/json' },
      ]) {
        const response = await ask({}, { headers });
        assert.equal(response.status, 403, JSON.stringify(headers));
        assert.equal(response.headers.get('access-control-allow-origin'), null);
      }
      assert.deepEqual(vendor.requests, []);
    });

    it(`${name}: nobody in the name of another`, async (test) => {
      const { store, kept } = memoryStore();
      const victim = routeOf(test, name, {
        store,
        authorize: () => ({ user: { id: 'victim', name: 'Victim' } }),
      });
      const { tokenId = 'x' } = (await (await victim.ask()).json()) as { tokenId?: string };
      const renewing = [...kept.values()].map(({ secret }) => secret);
      vendor.reset();

      const { ask } = routeOf(test, name, { store });
      const response = await ask({
        user: 'victim',
        userName: 'Victim',
        refresh: { tokenId },
        // What the services call it, and what else the requests to them hold.
        ...Object.fromEntries(
          ['reference', 'member_id', 'user_name', 'user_email', 'email', 'display_name', 'inviter']
            .concat('sub', 'id', 'refresh_token', 'current_token_password', 'token_id')
            .map((field) => [field, 'victim']),
        ),
        expire_at: 9_999_999_999,
        ttl: 99_999,
        scope: 'sat:refresh',
        allowed_addresses: ['ffffffff-ffff-ffff-ffff-ffffffffffff'],
        permissions: ['room.lock'],
        state: { name: 'Victim' },
        channels: { staff: { read: true, write: true } },
      });
      assert.equal(response.status, 200);
      const sent = JSON.stringify(vendor.requests);
      assert.doesNotMatch(sent, /victim|9999999999|99999\b|sat:refresh|ffffffff|room\.lock|staff/i);
      assert.deepEqual(
        renewing.filter((secret) => sent.includes(secret)),
        [],
      );
      const { user } = (await response.json()) as { user: unknown };
      assert.deepEqual(user, { id: 'ada', name: 'Ada' });
    });
  }
});
