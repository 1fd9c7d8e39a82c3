import js from '@eslint/js';
import { configs as lit } from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import { configs as wc } from 'eslint-plugin-wc';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/**
 * What a folder of src may import, besides itself: `from` folders or single files, `types` for types
 * alone, `packages` from npm. The files right under src are entries and may import anything.
 */
const arrows = {
  protocol: {},
  loader: { from: ['page'] },
  i18n: {},
  server: {
    from: ['protocol', 'loader/boxes'], // the box of what it renders
    packages: ['node:.*'],
  },
  core: { from: ['protocol'] },
  mqtt: { from: ['protocol', 'core/clock', 'core/transport'] },
  adapters: { from: ['protocol', 'core', 'mqtt', 'page'], packages: ['.*'] },
  events: { types: ['protocol', 'core'] },
  controllers: { from: ['protocol', 'core', 'events'], packages: ['lit', '@lit/reactive-element'] },
  ui: { from: ['i18n'], types: ['protocol', 'core'], packages: ['lit', '@lit/reactive-element'] },
  kits: {
    from: ['protocol', 'core', 'ui', 'page'],
    packages: ['lit', '@lit/reactive-element', 'rxjs', '@signalwire/web-components'],
  },
  elements: {
    from: [
      ...['protocol', 'core', 'controllers', 'events', 'i18n', 'ui', 'page'],
      'adapters/registry',
      'adapters/call-registry',
      'kits/signalwire/look',
      'loader/boxes', // the box an element has before its code is there
    ],
    packages: ['lit', '@lit/reactive-element'],
  },
};
const entries = ['index', 'autoload', 'define', 'page', 'rt-(call|chat|status)', '[a-z-]+\\.iife'];

const arrowsOf = ([folder, { from = [], types = [], packages = [] }]) => {
  const forbidden = (other) => {
    if (other === folder || from.includes(other)) return [];
    const files = from.filter((path) => path.startsWith(`${other}/`));
    const except = files.map((path) => `${path.slice(other.length + 1)}\\.js$`).join('|');
    return {
      regex: `^(\\.\\./)+${other}/${except && `(?!${except})`}`,
      allowTypeImports: types.includes(other),
      message: `src/${folder} does not import from src/${other}.`,
    };
  };
  const entry = entries.filter((name) => !from.includes(name)).join('|');
  const patterns = [
    ...Object.keys(arrows).flatMap(forbidden),
    { regex: `^(\\.\\./)+(${entry})\\.js$`, message: `src/${folder} does not import an entry.` },
    {
      regex: `^(?!(${packages.join('|') || '\\.'})(/|$))[a-z@]`,
      message: `src/${folder} does not import this package.`,
    },
    ...unsafeImports,
  ];
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
};

const asMarkup = 'Text of servers and users is shown as text: use a template.';
const unsafeImports = [{ regex: 'lit(-html)?/directives/unsafe-', message: asMarkup }];
const markupSinks = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'writeln'];
const storage = 'Nothing of ours may stay readable in the page’s storage.';
const focused = {
  selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name="only"]',
  message: 'All tests run.',
};

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'test-results/', 'playwright-report/', 'bench-results/'] },
  // Projects of their own, with other packages than ours: `npm run test:hosts` builds and checks them.
  { ignores: ['demo/next/', 'demo/site/', 'demo/spa/', 'test/hosts/empty/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  lit['flat/recommended'],
  wc['flat/best-practice'],
  litA11y.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Lit binds handlers, and methods of fakes are handed on in tests.
      '@typescript-eslint/unbound-method': 'off',
      // Interfaces ask for promises that an implementation need not wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // It takes an aborted signal for settled before an await, and browser globals for there in Node.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Callbacks may return a promise or nothing; Promise.all takes both.
      '@typescript-eslint/await-thenable': 'off',
      // { ...element.dataset } is the way to copy it.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': ['error', { allow: ['warn', 'error'] }],
      'no-restricted-globals': [
        'error',
        { name: 'localStorage', message: storage },
        { name: 'sessionStorage', message: storage },
      ],
      'no-restricted-properties': [
        'error',
        { property: 'localStorage', message: storage },
        { property: 'sessionStorage', message: storage },
        { object: 'document', property: 'write', message: asMarkup },
        ...markupSinks.map((property) => ({ property, message: asMarkup })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: unsafeImports }],
    },
  },
  ...Object.entries(arrows).map(arrowsOf),
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', focused],
      // node:test's own promises are waited for by its runner.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['it', 'test', 'describe', 'suite'] },
          ],
        },
      ],
      // chai asserts by reading a property: expect(x).to.be.true
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // Small elements made for one test need not be exemplary.
      'wc/max-elements-per-file': 'off',
    },
  },
  {
    files: ['test/**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        focused,
        {
          selector: 'ExpressionStatement > CallExpression[callee.property.name="accessible"]',
          message: 'Await it, or nothing is tested.',
        },
      ],
      // The typings of @open-wc/testing promise a promise from equal(), which returns none.
      '@typescript-eslint/no-floating-promises': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['demo/pages/**/*.js', 'scripts/painted-camera.js'],
    languageOptions: { globals: globals.browser },
  },
  // They need frameworks that only those projects have, whose own `check` reads them.
  { ignores: ['src/types/*.d.ts'] },
);
