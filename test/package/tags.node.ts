import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = new URL('../../', import.meta.url);
const built = new URL('dist/esm/index.js', root).href;

interface ElementClass {
  observedAttributes: string[];
}
const { RtCall, RtChat, RtStatus } = (await import(built)) as Record<string, ElementClass>;
const elements = { 'rt-call': RtCall, 'rt-chat': RtChat, 'rt-status': RtStatus };

interface HtmlData {
  tags: { name: string; attributes: { name: string; description?: string }[] }[];
}
const data = JSON.parse(readFileSync(new URL('html-custom-data.json', root), 'utf8')) as HtmlData;

/** The names that a type of the built declarations allows, each type by the tag it is of. */
const namesOf = (type: string): Map<string, string[]> => {
  const file = fileURLToPath(new URL('dist/esm/types/names.ts', root));
  const source = Object.keys(elements)
    .map((tag) => `export declare const ${tag.replace('-', '_')}: ${type}<Tags['${tag}']>;`)
    .join('\n');
  const target = ts.ScriptTarget.ES2022;
  const options: ts.CompilerOptions = {
    target,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (path, ...more) =>
    path === file
      ? ts.createSourceFile(
          path,
          `import type { ${type}, Tags } from './tags.js';\n${source}`,
          target,
        )
      : getSourceFile(path, ...more);
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  const module = program.getSourceFile(file);
  assert.ok(module);
  assert.deepEqual(program.getSemanticDiagnostics(module), []);
  const symbol = checker.getSymbolAtLocation(module);
  assert.ok(symbol);
  return new Map(
    checker.getExportsOfModule(symbol).map((constant) => [
      constant.name.replace('_', '-'),
      checker
        .getTypeOfSymbol(constant)
        .getProperties()
        .map(({ name }) => name),
    ]),
  );
};

describe('what editors and frameworks are told of the tags', () => {
  const attributes = namesOf('Attributes');
  const objects = namesOf('Objects');
  for (const [tag, element] of Object.entries(elements)) {
    const observed = [...(element?.observedAttributes ?? [])].sort();

    it(`is every attribute of <${tag}>, in HTML data with a description`, () => {
      assert.ok(observed.length > 10);
      const told = data.tags.find(({ name }) => name === tag)?.attributes ?? [];
      assert.deepEqual(told.map(({ name }) => name).sort(), observed);
      assert.deepEqual(
        told.filter(({ description }) => !description),
        [],
      );
    });

    it(`is every attribute of <${tag}>, in types, and what has none`, () => {
      assert.deepEqual(attributes.get(tag)?.sort(), [...observed, 'loading'].sort());
      assert.deepEqual(objects.get(tag)?.sort(), ['getToken', 'strings']);
    });
  }
});
