import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../test/', import.meta.url));

/** The test files of one kind, from the root of the repository: `.test.ts`, `.node.ts`, `.e2e.ts`. */
export const testFiles = (ending) =>
  existsSync(root)
    ? readdirSync(root, { recursive: true })
        .filter((name) => name.endsWith(ending))
        .map((name) => `test/${name}`)
        .sort()
    : [];
