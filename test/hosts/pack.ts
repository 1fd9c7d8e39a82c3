import { join } from 'node:path';
import { root } from './hosts.js';
import { run } from './run-command.js';

/** The package as it would be published, as a file in `folder`. */
export const pack = (folder: string): string => {
  run('npm', ['run', 'build'], { cwd: root });
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = JSON.parse(run('npm', args, { cwd: root })) as { filename: string }[];
  if (!packed) throw new Error('npm pack made no file.');
  return join(folder, packed.filename);
};
