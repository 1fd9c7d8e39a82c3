import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import ts from 'typescript';
import { host } from './host.js';
import { root } from './hosts.js';
import { run } from './run-command.js';

// A project with the package and nothing else: what it needs has to be in it, or declared.

interface Package {
  exports: Record<string, string | Record<string, string>>;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  unpkg: string;
  jsdelivr: string;
  customElements: string;
}

const installed = join(host.folder, 'node_modules/rt-embed');
const pkg = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Package;

const entries = Object.entries(pkg.exports).flatMap(([path, target]) =>
  typeof target === 'string' ? [] : [join('rt-embed', path)],
);

/** The package's own files of one kind. */
const files = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(installed, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file))
    .map((file) => join(installed, folder, file));

/** What a module imports from other packages. */
const packagesOf = (file: string): string[] =>
  ts
    .preProcessFile(readFileSync(file, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => !/^(\.|node:)/.test(name));

const nameOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');

const node = (source: string): string =>
  run(process.execPath, ['--input-type=module', '--eval', source], { cwd: host.folder });

test('has every file that its package.json names', () => {
  const named = Object.values(pkg.exports).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  );
  const all = [...named, pkg.unpkg, pkg.jsdelivr, pkg.customElements];
  expect(all.filter((file) => !existsSync(join(installed, file)))).toEqual([]);
});

test('has every chunk that its scripts for pages load', () => {
  const manifest = readFileSync(join(installed, 'dist/cdn/manifest.json'), 'utf8');
  const chunks = Object.values(JSON.parse(manifest) as Record<string, { file: string }>);
  expect(chunks.length).toBeGreaterThan(3);
  const missing = chunks.filter(({ file }) => !existsSync(join(installed, 'dist/cdn', file)));
  expect(missing).toEqual([]);
});

for (const entry of entries) {
  test(`imports ${entry} in Node`, () => {
    const names = JSON.parse(
      node(`console.log(JSON.stringify(Object.keys(await import('${entry}'))))`),
    ) as string[];
    // Those that define a tag have no need of a name.
    if (entry === 'rt-embed') expect(names).toContain('RtChat');
    if (entry === 'rt-embed/server') expect(names).toContain('createTokenHandler');
  });
}

test('imports no package that it does not declare', () => {
  const all = [...new Set(files('dist/esm', /\.(js|d\.ts)$/).flatMap(packagesOf))];
  // Frameworks are the page's own; only types for them are here.
  const unique = all.filter((path) => !(nameOf(path) in pkg.peerDependencies));
  expect(unique).toContain('lit');
  expect(unique.filter((path) => !(nameOf(path) in pkg.dependencies))).toEqual([]);
  // From within the package, as its own files find them.
  const resolved = node(
    `for (const path of ${JSON.stringify(unique)}) console.log(import.meta.resolve(path));`,
  );
  expect(resolved.trim().split('\n')).toHaveLength(unique.length);
});

for (const resolution of ['bundler', 'node16']) {
  test(`has types that TypeScript finds with moduleResolution ${resolution}`, () => {
    test.slow(); // it reads the declarations of the packages behind it as well
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const typeRoots = join(root, 'node_modules/@types');
    run(process.execPath, [tsc, '-p', `tsconfig.${resolution}.json`, '--typeRoots', typeRoots], {
      cwd: host.folder,
    });
  });
}
