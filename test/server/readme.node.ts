import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as server from '../../src/server/index.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe('what the README says of the server', () => {
  it('imports only what there is', () => {
    const imports = [...readme.matchAll(/import \{([^}]*)\} from 'rt-embed\/server'/g)];
    const names = imports.flatMap(([, list = '']) => list.split(',').map((name) => name.trim()));
    // A type is gone by now; whoever compiles the file that the code is from finds one that is missing.
    const values = names.filter((name) => name !== '' && !name.startsWith('type '));
    const missing = values.filter((name) => !(name in server));
    assert.deepEqual(missing, []);
  });

  it('names every minter', () => {
    const minters = Object.keys(server).filter((name) =>
      /^(signalwire|cloudsignal|mqttJwt|mosquitto|local)/.test(name),
    );
    assert.ok(minters.length >= 11, minters.join());
    assert.deepEqual(
      minters.filter((name) => !readme.includes(`\`${name}\``)),
      [],
    );
  });
});
