import { build } from 'vite';

/** Makes a script for pages of each of several files: `{from}/{name}.ts` → `{folder}/{name}.js`. */
export const buildScripts = async (
  from: string,
  names: readonly string[],
  folder: string,
): Promise<void> => {
  for (const name of names) {
    await build({
      configFile: false,
      logLevel: 'warn',
      build: {
        outDir: folder,
        emptyOutDir: false,
        copyPublicDir: false,
        target: 'es2022',
        reportCompressedSize: false,
        rolldownOptions: {
          input: `${from}/${name}.ts`,
          output: { format: 'iife', entryFileNames: '[name].js' },
        },
      },
    });
  }
};
