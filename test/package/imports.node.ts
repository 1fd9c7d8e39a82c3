import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url);
const edgeVm = fileURLToPath(new URL('edge-vm.mjs', import.meta.url));

interface Package {
  exports: Record<string, string | { default: string }>;
}
const pkg = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Package;
const modules = Object.entries(pkg.exports).flatMap(([name, target]) =>
  typeof target === 'string'
    ? []
    : [{ name: name.replace('.', 'rt-embed'), file: target.default.replace('./', '') }],
);
const urlOf = (file: string): string => new URL(file, root).href;

/** Runs a Node of its own, from the root of the package; its standard output as JSON. */
const node = async (...args: string[]): Promise<unknown> => {
  const options = { cwd: fileURLToPath(root) };
  const { stdout, stderr } = await run(process.execPath, args, options);
  assert.equal(stderr, '');
  return JSON.parse(stdout);
};

/** Without Lit's own: its stand-in on a server, and its way to find several copies of itself. */
const ours = (names: string[]): string[] =>
  names.filter((name) => !/^customElements$|^(lit|reactiveElement)/.test(name));

/** Imports modules in turn; what that has done to Node besides. */
const importing = (urls: string[]): string => `
  const used = [];
  for (const name of ['fetch', 'WebSocket', 'BroadcastChannel', 'setTimeout', 'setInterval',
    'setImmediate', 'addEventListener', 'dispatchEvent']) {
    globalThis[name] = () => used.push(name);
  }
  const listeners = () => process.eventNames().map((name) => [String(name), process.listenerCount(name)]);
  // Besides the output, and the files that Node has read itself.
  const known = /^(TTYWrap|PipeWrap|CloseReq|FSReq.*)$/;
  const open = () => process.getActiveResourcesInfo().filter((name) => !known.test(name));
  const names = () => Object.getOwnPropertyNames(globalThis);
  const before = { names: names(), listeners: JSON.stringify(listeners()) };
  for (const url of ${JSON.stringify(urls)}) await import(url);
  console.log(JSON.stringify({
    added: names().filter((name) => !before.names.includes(name)),
    used,
    listeners: JSON.stringify(listeners()) === before.listeners,
    open: open(),
  }));`;

void describe('importing', () => {
  let copy = '';
  before(() => {
    // Inside of the repository, where Node finds the dependencies.
    const results = fileURLToPath(new URL('test-results/', root));
    mkdirSync(results, { recursive: true });
    copy = mkdtempSync(`${results}copy-`);
    cpSync(fileURLToPath(new URL('dist/esm', root)), `${copy}/dist/esm`, { recursive: true });
    cpSync(fileURLToPath(new URL('package.json', root)), `${copy}/package.json`);
  });
  after(() => rmSync(copy, { recursive: true }));

  for (const { name, file } of modules) {
    void it(`${name} does nothing in Node, twice and beside another copy`, async () => {
      const url = urlOf(file);
      assert.equal(import.meta.resolve(name), url);
      // With a query, the entry runs again on what it imports; a copy of the files shares nothing.
      const urls = [url, `${url}?again`, pathToFileURL(`${copy}/${file}`).href];
      const found = (await node('--input-type=module', '--eval', importing(urls))) as {
        added: string[];
      };
      assert.deepEqual(
        { ...found, added: ours(found.added) },
        { added: [], used: [], listeners: true, open: [] },
      );
    });

    void it(`${name} does nothing where there are web globals alone`, async () => {
      const urls = [urlOf(file), pathToFileURL(`${copy}/${file}`).href];
      const flags = ['--experimental-vm-modules', '--no-warnings'];
      const found = (await node(...flags, edgeVm, ...urls)) as {
        added: string[];
        used: string[];
        packages: boolean;
      };
      assert.deepEqual({ added: ours(found.added), used: found.used }, { added: [], used: [] });
      // Else an edge runtime's bundler had to find the right build of it.
      if (name === 'rt-embed/server') assert.equal(found.packages, false);
    });
  }
});
