import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { figures } from '../../scripts/size.js';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url);
const esm = new URL('dist/esm/', root);

interface Package {
  exports: Record<string, string | { types: string; default: string }>;
  sideEffects: string[];
  unpkg: string;
}
const pkg = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Package;

/** Runs a module in a Node of its own, from the root of the package; its standard output. */
const node = async (source: string): Promise<string> => {
  const args = ['--input-type=module', '--eval', source];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: fileURLToPath(root) });
  assert.equal(stderr, '');
  return stdout.trim();
};

void describe('the package', () => {
  void it('has all files that its exports name', () => {
    const files = Object.values(pkg.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    for (const file of [...files, pkg.unpkg]) assert.ok(existsSync(new URL(file, root)), file);
  });

  void it('touches the page only in the modules it names as having side effects', async () => {
    const files = readdirSync(esm, { recursive: true, encoding: 'utf8' })
      // SDK 3 is CommonJS for Node, and ES modules for the bundlers: only those can load what imports it.
      .filter((file) => file.endsWith('.js') && !file.startsWith('adapters/signalwire-v3/'))
      .sort();
    // Traps in place of what belongs to a page; set after Lit and the SDK, which have a look themselves.
    const source = `
      await import('lit');
      await import('@signalwire/js');
      let reading;
      const touched = new Set();
      const traps = ['window', 'document', 'customElements', 'localStorage', 'sessionStorage',
        'indexedDB', 'addEventListener', 'dispatchEvent', 'RtEmbed'];
      for (const name of traps) {
        const get = () => void touched.add(reading);
        Object.defineProperty(globalThis, name, { configurable: true, get });
      }
      for (reading of ${JSON.stringify(files)}) await import(${JSON.stringify(esm.href)} + reading);
      console.log([...touched].join());`;
    const named = pkg.sideEffects.filter((file) => file.startsWith('./dist/esm/'));
    assert.deepEqual(
      (await node(source)).split(',').map((file) => `./dist/esm/${file}`),
      named.sort(),
    );
  });

  for (const { name, bytes, budget } of figures()) {
    if (budget === undefined) continue;
    void it(`keeps ${name} within ${budget} bytes`, () => {
      assert.ok(bytes <= budget, `${bytes} bytes`);
    });
  }
});
