import { execFile } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { literalsHtmlCssMinifier } from '@literals/rollup-plugin-html-css-minifier';
import {
  type BuildEnvironmentOptions,
  defineConfig,
  type EnvironmentOptions,
  type Plugin,
} from 'vite';
import { minify } from 'terser';
import pkg from './package.json' with { type: 'json' };

const run = promisify(execFile);
/** The environments whose files pages load as they are. */
const pageScripts = ['cdn', 'loader', 'rest', 'full'];
const elements = {
  'rt-call': 'src/rt-call.ts',
  'rt-chat': 'src/rt-chat.ts',
  'rt-status': 'src/rt-status.ts',
};
const dependencies = Object.keys(pkg.dependencies).map((name) => new RegExp(`^${name}(/|$)`));

const output = (build: BuildEnvironmentOptions): EnvironmentOptions => ({
  consumer: 'client',
  define: {
    __VERSION__: JSON.stringify(pkg.version),
    // What the SDK of version 3 is made of asks for it, and a library's build leaves it as it is.
    'process.env.NODE_ENV': '"production"',
  },
  build: {
    target: 'es2022',
    copyPublicDir: false,
    emptyOutDir: false,
    reportCompressedSize: false,
    ...build,
  },
});

/** For pages, after Vite's own minifier, which leaves white space: some 2 % smaller than either alone. */
const minifyScripts = (): Plugin => ({
  name: 'minify-scripts',
  applyToEnvironment: ({ name }) => pageScripts.includes(name),
  // Late: what a plugin returns earlier is printed anew, with its white space.
  async generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      // There `new` is called on plain functions, which arrows and methods are not for.
      const ours = !chunk.moduleIds.some((id) => id.includes('/signalwire-v3/dist/'));
      const { code = '', map } = await minify(chunk.code, {
        module: !chunk.fileName.includes('.iife.'),
        toplevel: true,
        compress: {
          passes: 5,
          ecma: 2020,
          unsafe: true,
          // None of ours, nor of Lit's, is read for what it does.
          pure_getters: true,
          unsafe_arrows: ours,
          unsafe_methods: ours,
          keep_fargs: false,
        },
        format: { comments: false },
        ...(chunk.map && { sourceMap: { content: chunk.map as never, asObject: true } }),
      });
      chunk.code = code;
      if (chunk.map) chunk.map = map as never;
    }
  },
});

/** Terser takes its time; a build need not say so. */
const quiet = { checks: { pluginTimings: false, bundlerTimings: false } };

/** One file that imports no other at once. */
const file = (
  entry: string,
  fileName: string,
  format: 'es' | 'iife',
  more = {},
): EnvironmentOptions =>
  output({
    outDir: 'dist/cdn',
    lib: { entry, formats: [format], name: 'unused', fileName: () => fileName },
    rolldownOptions: { output: more, ...quiet },
  });

/** For pages: nothing is left in templates that a browser has no use for. */
const minifyTemplates = (): Plugin => ({
  ...(literalsHtmlCssMinifier({ failOnError: true }) as Plugin),
  applyToEnvironment: ({ name }) => pageScripts.includes(name),
});

/**
 * Lit's file about style sheets without its way around for browsers that cannot construct them: those
 * that have custom states, as our elements do, can.
 */
const constructedSheets = `
  export const css = ([text]) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  };
  export const adoptStyles = (root, sheets) => (root.adoptedStyleSheets = sheets);
  export const getCompatibleStyle = (sheet) => sheet;
  export const supportsAdoptingStyleSheets = true;
  export { css as CSSResult, css as unsafeCSS };
`;

/** What of Lit's element ours have no use for: reflected attributes, decorators, their own converters. */
const unused: [from: string | RegExp, to?: string][] = [
  ['static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}'],
  ['void 0!==t.l&&(this.l=[...t.l]),'],
  [',this.constructor.l?.forEach(t=>t(this))'],
  ['Symbol.metadata??=Symbol("metadata"),a.litPropertyMetadata??=new WeakMap;', ';'],
  [/const t=this\[Symbol\.metadata\];if\(.*?\.set\(t,i\)\}(?=this\._\$Eh)/],
  [/_\$ET\(t,s\)\{.*?\}(?=_\$AK\(t,s\)\{)/],
  [',!0===e&&this._$Em!==t&&(this._$Eq??=new Set).add(t)'],
  ['this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),'],
  [
    /toAttribute\(t,s\)\{.*?\},fromAttribute\(t,s\)\{.*?\}(?=\},f=)/,
    'fromAttribute:(t,s)=>s===Boolean?null!==t:s===Number&&null!==t?Number(t):t',
  ],
  ['||i.useDefault&&i.reflect&&h===this._$Ej?.get(t)&&!this.hasAttribute(r._$Eu(t,i))'],
  ['i&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,r??s??this[t]),!0!==h||void 0!==r)||'],
  ['this[e]=r??this._$Ej?.get(e)??r', 'this[e]=r'],
  [/,p\?\.\(\{ReactiveElement:y\}\),\(a\.reactiveElementVersions\?\?=\[\]\)\.push\(".*?"\)/],
];

/** For pages: Lit without what is of no use there. */
const smallLit = (): Plugin => ({
  name: 'small-lit',
  applyToEnvironment: ({ name }) => pageScripts.includes(name),
  transform(code, id) {
    if (id.endsWith('/css-tag.js')) {
      const exported = ['CSSResult', 'adoptStyles', 'css', 'getCompatibleStyle', 'unsafeCSS'];
      if (!exported.every((name) => code.includes(`as ${name}`))) this.error('Lit has changed.');
      return { code: constructedSheets, map: null };
    }
    if (!id.endsWith('/reactive-element.js')) return undefined;
    for (const [from, to = ''] of unused) {
      const less = code.replace(from, to);
      if (less === code) this.error(`Lit has changed: ${from} is not there.`);
      code = less;
    }
    return { code, map: null };
  },
});

/** A kit's own copy of RxJS: shared with the SDK, it would be one more file for every call. */
const kitCopies = (): Plugin => ({
  name: 'kit-copies',
  enforce: 'pre',
  applyToEnvironment: ({ name }) => name === 'cdn',
  async resolveId(source, importer = '') {
    const own = importer.endsWith('?kit');
    if (!own && !(source === 'rxjs' && importer.includes('/src/kits/'))) return undefined;
    const found = await this.resolve(source, importer.replace(/\?kit$/, ''), { skipSelf: true });
    return found && { ...found, id: `${found.id}?kit` };
  },
});

/**
 * `loglevel`, a dependency of SignalWire's SDK, is the one module that is not written as one. Wrapped
 * here, the bundler's own helpers for that, 0.4 kB, are not a chunk that every page downloads.
 */
const wrapLoglevel = (): Plugin => ({
  name: 'wrap-loglevel',
  transform(code, id) {
    if (!id.includes('/loglevel/')) return undefined;
    return {
      code: `const module = { exports: {} };\n${code}\nexport default module.exports;`,
      map: null,
    };
  },
});

/** SignalWire's SDK of version 3 would leave its log's level in the storage of the page. */
const forgetLogLevel = (): Plugin => ({
  name: 'forget-log-level',
  transform(code, id) {
    if (!/\/@signalwire\/core\/dist\//.test(id)) return undefined;
    const less = code.replace(
      '.setLevel(defaultLoggerLevel)',
      '.setLevel(defaultLoggerLevel, false)',
    );
    if (less === code) this.error('The SDK has changed.');
    return { code: less, map: null };
  },
});

/**
 * For pages, where MQTT is in the chunk that asks for it: asked for as a module, the bundler's own helper for
 * those would be a chunk that every page downloads, as soon as SignalWire's SDK of version 3 needs it as well.
 */
const mqttAtOnce = (): Plugin => ({
  name: 'mqtt-at-once',
  applyToEnvironment: ({ name }) => pageScripts.includes(name),
  transform(code, id) {
    if (!id.endsWith('/src/adapters/registry.ts')) return undefined;
    const less = code.replace(
      /import\((['"]\.\/mqtt\/mqtt-transport\.js['"])\)/,
      '{ createTransport }',
    );
    if (less === code) this.error('The registry has changed.');
    return {
      code: `import { createTransport } from './mqtt/mqtt-transport.js';\n${less}`,
      map: null,
    };
  },
});

const chunks = { chunkFileNames: 'chunks/[name]-[hash].js' };

export default defineConfig({
  appType: 'custom',
  // Files find their chunks beside themselves, wherever a site has put them.
  base: './',
  logLevel: 'warn',
  plugins: [
    kitCopies(),
    wrapLoglevel(),
    forgetLogLevel(),
    smallLit(),
    mqttAtOnce(),
    minifyTemplates(),
    minifyScripts(),
  ],
  environments: {
    // For bundlers: a file for a file, with everything they can do better left to them.
    esm: output({
      outDir: 'dist/esm',
      emptyOutDir: true,
      minify: false,
      sourcemap: true,
      lib: {
        entry: {
          ...elements,
          index: 'src/index.ts',
          autoload: 'src/autoload.ts',
          'server/index': 'src/server/index.ts',
          'types/tags': 'src/types/tags.ts',
          'kits/signalwire': 'src/kits/signalwire.ts',
        },
        formats: ['es'],
      },
      rolldownOptions: {
        external: [...dependencies, '@signalwire/web-components', /^node:/],
        output: { preserveModules: true, preserveModulesRoot: 'src', entryFileNames: '[name].js' },
      },
    }),
    // For script tags: minified, in pieces that are fetched when needed.
    cdn: output({
      outDir: 'dist/cdn',
      emptyOutDir: true,
      // Beside the files, for error reports; the line that names them would be a visitor's to pay.
      sourcemap: 'hidden',
      manifest: 'manifest.json',
      // Since the comments are gone.
      license: { fileName: 'licenses.md' },
      lib: {
        entry: elements,
        formats: ['es'],
      },
      rolldownOptions: {
        ...quiet,
        output: {
          ...chunks,
          codeSplitting: {
            // MQTT is what most pages speak: with the rest it is smaller, and a round trip sooner.
            groups: [
              {
                name: 'live',
                test: /\/src\/(elements\/(rt-base|pool)|controllers|adapters\/(mqtt|registry)|core\/live-list|ui\/(colors|theme)|define)/,
              },
            ],
          },
        },
      },
    }),
    // All of it is in a block of its own, which is shorter than the wrapping of the format `iife`.
    loader: file('src/loader.iife.ts', 'rt-embed.iife.js', 'es'),
    // On its own, so that it needs no third file.
    rest: file('src/loader/page-autoloader.ts', 'rest.js', 'es'),
    full: file('src/full.iife.ts', 'rt-embed.full.iife.js', 'iife'),
    // The demo's own page that imports the package, built as its readers would build theirs.
    demo: output({
      outDir: 'dist/demo',
      emptyOutDir: true,
      rolldownOptions: {
        input: { esm: 'demo/pages/esm.js' },
        output: { ...chunks, entryFileNames: '[name].js' },
      },
    }),
  },
  builder: {
    async buildApp({ build, environments }) {
      const node = (...args: string[]): Promise<unknown> => run(process.execPath, args);
      const bundles = async (): Promise<void> => {
        // One after the other: later ones add to the folders of earlier ones, or import them.
        for (const name of ['esm', 'cdn', 'rest', 'loader', 'full', 'demo']) {
          const environment = environments[name];
          if (environment) await build(environment);
        }
      };
      await bundles();
      await Promise.all([
        node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'),
        node('node_modules/@custom-elements-manifest/analyzer/cem.js', 'analyze', '--quiet'),
        // Written by hand, which the compiler reads but does not write.
        ...['react', 'vue', 'svelte'].map((name) =>
          copyFile(`src/types/${name}.d.ts`, `dist/esm/types/${name}.d.ts`),
        ),
      ]);
    },
  },
});
