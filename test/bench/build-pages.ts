import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { build } from 'vite';

const folder = 'dist/bench';

/** What has to run first in every page that is measured. */
export const stopwatch = `${folder}/stopwatch.js`;

/** Builds the pages that are compared beside the last build, for the demo to serve. */
export const buildPages = async (): Promise<void> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // A copy: a build that is made meanwhile must not change what is measured.
  await cp('dist/cdn', `${folder}/cdn`, { recursive: true });
  for (const name of ['peer', 'sdk', 'stopwatch']) {
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
          input: `test/bench/pages/${name}.ts`,
          output: { format: 'iife', entryFileNames: '[name].js' },
        },
      },
    });
  }
  for (const name of ['peer', 'sdk']) {
    const body = '<p><button>Call</button></p><video autoplay playsinline></video>';
    await writeFile(`${folder}/${name}.html`, page(`${folder}/${name}.js`, body));
  }
  const tag = '<rt-call token-endpoint="/token/ada" destination="/public/echo"></rt-call>';
  await writeFile(`${folder}/rt-call.html`, page(`${folder}/cdn/rt-embed.iife.js`, tag));
};

const page = (script: string, body: string): string => `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>A call</title>
  <link rel="icon" href="/icon.svg" />
  <script defer src="/${script}"></script>
  <body>${body}</body>
</html>
`;
