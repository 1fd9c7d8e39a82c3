import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './hosts.js';
import { run } from './run-command.js';

/** The package as it would be published, as a file in `folder`; builds it first where src is newer. */
export const pack = (folder: string): string => {
  if (!isFresh()) run('npm', ['run', 'build'], { cwd: root });
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = JSON.parse(run('npm', args, { cwd: root })) as { filename: string }[];
  if (!packed) throw new Error('npm pack made no file.');
  return join(folder, packed.filename);
};

/** The build's first file, and the one it writes last. */
const built = ['dist/esm/index.js', 'custom-elements.json'];

const isFresh = (): boolean => {
  const files = built.map((path) => join(root, path));
  if (!files.every((path) => existsSync(path))) return false;
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const newest = Math.max(
    ...['vite.config.ts', ...sources.map((path) => join('src', path))].map(changed),
  );
  return Math.min(...built.map(changed)) >= newest;
};

const changed = (path: string): number => statSync(join(root, path)).mtimeMs;
