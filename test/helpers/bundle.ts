import { build, type Rolldown } from 'vite';
import { peerAliases } from './peers.js';

/** A file and all that it imports, as one module for a page. */
export const bundle = async (entry: string): Promise<string> => {
  const built = (await build({
    configFile: false,
    logLevel: 'warn',
    // As the package's own build has it.
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { alias: peerAliases },
    build: {
      write: false,
      target: 'es2022',
      minify: false,
      lib: { entry, formats: ['es'], fileName: 'page' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput[];
  const chunk = built[0]?.output[0];
  if (!chunk) throw new Error(`There is no ${entry}.`);
  return chunk.code;
};
