import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a project's package.json says of itself. */
interface HostPackage {
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  /** There if the project is tested here. Either its pages are in the folder `static`, or it starts. */
  rtHost?: { static?: string; start?: boolean };
}

/** A project of its own that the package is tried in. */
export interface Host {
  /** The name of its folder. */
  name: string;
  folder: string;
  /** Its tests. */
  spec: string;
}

/** What the package.json in a folder says; undefined where there is none. */
export const readPackage = (folder: string): HostPackage | undefined => {
  const path = join(folder, 'package.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as HostPackage) : undefined;
};

const hostsIn = (parent: string): Host[] =>
  existsSync(join(root, parent))
    ? readdirSync(join(root, parent))
        .map((name) => ({
          name,
          folder: join(root, parent, name),
          spec: join(root, `test/hosts/${name}.hosts.ts`),
        }))
        .filter(({ folder }) => readPackage(folder)?.rtHost)
    : [];

/** All projects that the package is tried in, the simplest first. */
export const hosts = (): Host[] => ['test/hosts', 'demo', 'demo/spa'].flatMap(hostsIn);
