import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { fillCode, shownFiles } from '../../scripts/readme-code.js';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const readme = read('README.md');

void describe('README.md', () => {
  void it('shows code as it is in the files that tests run', async () => {
    const filepath = fileURLToPath(new URL('README.md', root));
    const options = { ...(await resolveConfig(filepath)), filepath };
    assert.equal(await format(fillCode(readme, read), options), readme, 'Run: npm run docs');
  });

  void it('has no mark that fills nothing', () => {
    const marks = readme.match(/<!-- from: .*?-->/g) ?? [];
    assert.equal(shownFiles(readme).length, marks.length);
    assert.ok(marks.length > 0);
  });
});

void describe('code for README.md', () => {
  const shown = (source: string): string =>
    fillCode('<!-- from: a.ts -->\n\n```ts\nold\n```\n\nText\n', () => source);

  void it('is all of a short file', () => {
    assert.equal(shown('one\ntwo\n'), '<!-- from: a.ts -->\n\n```ts\none\ntwo\n```\n\nText\n');
  });

  void it('is the marked part of a long one, moved to the margin', () => {
    const source = 'import x\n  // #region readme\n  one {\n    two\n  }\n  // #endregion\nrest\n';
    assert.equal(shown(source), '<!-- from: a.ts -->\n\n```ts\none {\n  two\n}\n```\n\nText\n');
  });
});
