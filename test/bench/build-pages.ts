import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { buildScripts } from '../helpers/build-scripts.js';

const folder = 'dist/bench';

/** What has to run first in every page that is measured. */
export const stopwatch = `${folder}/stopwatch.js`;

/** Builds the pages that are compared beside the last build, for the demo to serve. */
export const buildPages = async (): Promise<void> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // A copy: a build that is made meanwhile must not change what is measured.
  await cp('dist/cdn', `${folder}/cdn`, { recursive: true });
  await buildScripts('test/bench/pages', ['peer', 'sdk', 'stopwatch'], folder);
  for (const name of ['peer', 'sdk']) {
    const body = '<p><button>Call</button></p><video autoplay playsinline></video>';
    await writeFile(`${folder}/${name}.html`, page(`${folder}/${name}.js`, body));
  }
  const tag = '<rt-call token-endpoint="/token/ada" destination="/public/echo"></rt-call>';
  // The page of the SDK has in its script what leads calls to this machine; calls elsewhere need none.
  const local = `<link rel="modulepreload" href="/${folder}/cdn/${await chunkOf('local-fetch.ts')}" />`;
  await writeFile(`${folder}/rt-call.html`, page(`${folder}/cdn/rt-embed.iife.js`, local + tag));
};

/** The file that a module has become, by how the module's path ends. */
const chunkOf = async (name: string): Promise<string> => {
  const manifest: unknown = JSON.parse(await readFile(`${folder}/cdn/manifest.json`, 'utf8'));
  const found = Object.entries(manifest as Record<string, { file: string }>).find(([path]) =>
    path.endsWith(name),
  );
  if (!found) throw new Error(`The build has no chunk for ${name}.`);
  return found[1].file;
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
