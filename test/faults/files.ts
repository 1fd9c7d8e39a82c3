import { copyFile, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildScripts } from '../helpers/build-scripts.js';

const root = new URL('../../', import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, root));

/** The files of a run: what pages load, and what watches them. */
export interface Files {
  /** Served to the pages. */
  readonly folder: string;
  /** The text of a script of `pages/`. */
  script(name: string): Promise<string>;
  remove(): Promise<void>;
}

/**
 * Puts them together in a temporary folder. A copy: a build that is made meanwhile must not change
 * what is tested.
 * @param cdn the build to test
 */
export const makeFiles = async (cdn: string): Promise<Files> => {
  const folder = await mkdtemp(join(tmpdir(), 'rt-embed-faults-'));
  await cp(cdn, join(folder, 'cdn'), { recursive: true });
  await copyFile(path('node_modules/mqtt/dist/mqtt.min.js'), join(folder, 'mqtt.min.js'));
  await buildScripts(path('test/faults/pages'), ['rt-embed', 'plain'], folder);
  return {
    folder,
    script: (name) => readFile(join(folder, `${name}.js`), 'utf8'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
