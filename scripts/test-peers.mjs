/**
 * `npm run test:peers`: the tests of what is made to work with other people's packages, with the real
 * packages in place of stand-ins, where they are installed beside the project. Says which are not.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The tests of each package. */
const peers = {
  '@cloudsignal/mqtt-client': [
    'test/contract/cloudsignal-client.e2e.ts',
    'test/e2e/cloudsignal.e2e.ts',
  ],
  '@signalwire/web-components': ['test/e2e/call-kit.e2e.ts'],
  mqtt: ['test/contract/mqtt-js.e2e.ts', 'test/e2e/cloudsignal.e2e.ts'],
};

const { resolve } = createRequire(new URL('../package.json', import.meta.url));
// A module, as bundlers take it: `require` may name another file of the package.
const find = (name) => {
  try {
    return fileURLToPath(import.meta.resolve(name));
  } catch {
    try {
      return resolve(name);
    } catch {
      return undefined;
    }
  }
};

const found = Object.fromEntries(
  Object.keys(peers)
    .map((name) => [name, find(name)])
    .filter(([, path]) => path),
);
for (const name of Object.keys(peers)) {
  console.log(found[name] ? `${name}: ${found[name]}` : `${name}: skipped, it is not installed.`);
}
const files = [...new Set(Object.keys(found).flatMap((name) => peers[name]))].filter((file) =>
  existsSync(new URL(`../${file}`, import.meta.url)),
);
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/@playwright/test/cli.js',
    'test',
    ...files,
    '--project',
    'chromium',
    '--project',
    'chromium, contract',
  ],
  { stdio: 'inherit', env: { ...process.env, RT_PEERS: JSON.stringify(found) } },
);
process.exitCode = status ?? 1;
