import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const root = new URL('../../', import.meta.url);
const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
const skip = status === 0 ? false : 'this copy is not a git clone';
const isText = (path: string): boolean => !/\.(png|jpe?g|gif|webp|ico|woff2?)$/.test(path);
const files = stdout.split('\0').filter((path) => path !== '' && isText(path));

const lockfile = readFileSync(new URL('package-lock.json', root), 'utf8');

interface LockedPackage {
  optionalDependencies?: Record<string, string>;
}

/** The lines of all tracked files that match, as `path:line`. */
const matches = (pattern: RegExp): string[] =>
  files.flatMap((path) =>
    textOf(path)
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}`] : [])),
  );

/** Empty for a file that is deleted but not yet committed so. */
const textOf = (path: string): string => {
  try {
    return readFileSync(new URL(path, root), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
};

describe('the repository', { skip }, () => {
  it('names no path of the machine it was written on', () => {
    // X servers keep their sockets in one folder on every machine.
    const own = /(?:^|[^\w.])\/(?:work|root|tmp(?!\/\.X11)|home\/\w+|Users\/\w+)\//;
    assert.deepEqual(matches(own), []);
  });

  it('names no package registry, so that an install asks the one of its own machine', () => {
    assert.deepEqual(
      matches(/https?:\/\/[^/\s"']*\b(?:registry|npmjs|verdaccio|artifactory)\b/),
      [],
    );
    assert.doesNotMatch(lockfile, /"resolved": "http/);
  });

  it('locks the optional packages of every platform, without which npm ci refuses', () => {
    const { packages } = JSON.parse(lockfile) as { packages: Record<string, LockedPackage> };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) =>
          !(`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages),
      ),
    );
    assert.deepEqual(missing, []);
  });

  it('commits nothing that is built or left over', () => {
    const left = /^(?:dist|coverage|test-results|bench-results|playwright-report|node_modules)\//;
    assert.deepEqual(
      files.filter((path) => left.test(path)),
      [],
    );
  });
});
