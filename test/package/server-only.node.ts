import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const dist = new URL('../../dist/', import.meta.url);

/** What only a server says: the names of secrets, and where tokens are made of them. */
const ofServers = [
  'apiToken',
  'secretKey',
  'secret_key',
  'current_token_password',
  '/api/fabric/subscribers/tokens',
  '/api/fabric/guests/tokens',
  '/api/fabric/subscriber/invites',
  '/api/video/room_tokens',
  '/api/chat/tokens',
  '/api/pubsub/tokens',
  '/v2/tokens/create',
  'command: "createClient"',
  'Basic $',
];

/** Keys as the services write them, and a JWT: nothing that is built may hold one. */
const keys = /\b(?:sk_|cs_|PT|PSK_|tkn_|c2c_|eyJ)[\w-]{16,}/;

const files = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(?:js|map|html|json)$/.test(file))
  .map((file) => ({ file, text: readFileSync(new URL(file, dist), 'utf8') }));

describe('what is built', () => {
  it('keeps all that makes tokens out of what a browser loads', () => {
    const server = files.filter(({ file }) => file.startsWith('esm/server/'));
    const browser = files.filter((file) => !server.includes(file));
    const holding = (among: typeof files, words: string): string[] =>
      among.filter(({ text }) => text.includes(words)).map(({ file }) => file);
    for (const words of ofServers) {
      assert.notDeepEqual(
        holding(server, words),
        [],
        `${words}: look for another, this one is gone`,
      );
      assert.deepEqual(holding(browser, words), [], words);
    }
  });

  it('loads nothing of the server from a module of the browser', () => {
    const importing = files.filter(
      ({ file, text }) =>
        file.endsWith('.js') &&
        !file.startsWith('esm/server/') &&
        /["'](?:\.\.?\/)+server\//.test(text),
    );
    assert.deepEqual(
      importing.map(({ file }) => file),
      [],
    );
  });

  it('holds no key, and reads none of the environment', () => {
    // What a source map shows of an SDK is how it was before it was built.
    const found = files.filter(
      ({ file, text }) =>
        keys.test(text) || (!file.endsWith('.map') && text.includes('process.env')),
    );
    assert.deepEqual(
      found.map(({ file }) => file),
      [],
    );
  });
});
