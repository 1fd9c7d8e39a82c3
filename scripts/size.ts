import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const cdn = new URL('../dist/cdn/', import.meta.url);
/** Not larger than what any server sends: they compress less, for speed. */
const gzipBytes = (file: string): number =>
  gzipSync(readFileSync(new URL(file, cdn)), { level: 9 }).length;

interface Chunk {
  file: string;
  imports?: string[];
}

/** What a visitor downloads for one way of use, and what it may weigh. */
export interface Figure {
  name: string;
  /** Files below dist/cdn, each once. */
  files: string[];
  /** Bytes after gzip, all files together. */
  bytes: number;
  /** Undefined: known, but not limited, because it is the SDK's. */
  budget: number | undefined;
}

/** The code of each service besides MQTT and the calls of SDK 4. */
const services = {
  cloudsignal: 'src/adapters/cloudsignal/cloudsignal-transport.ts',
  'mqtt-js': 'src/adapters/page-mqtt/mqtt-js-transport.ts',
  signalwire: 'src/adapters/signalwire-v4/messages/transport.ts',
  'signalwire-chat': 'src/adapters/signalwire-v3/chat.ts',
  'signalwire-pubsub': 'src/adapters/signalwire-v3/pubsub.ts',
  'signalwire-video': 'src/adapters/signalwire-v3/video/client.ts',
};

/** Measures the last build. 1 kB is 1000 bytes. */
export const figures = (): Figure[] => {
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', cdn), 'utf8')) as Record<
    string,
    Chunk
  >;

  // As a browser does: a module, then whatever it imports statically.
  const graph = (keys: string[], files = new Set<string>()): Set<string> => {
    for (const key of keys) {
      const chunk = manifest[key];
      if (!chunk) throw new Error(`The build has no ${key}.`);
      if (files.has(chunk.file)) continue;
      files.add(chunk.file);
      graph(chunk.imports ?? [], files);
    }
    return files;
  };
  const figure = (name: string, budget: number | undefined, files: string[]): Figure => {
    const bytes = files.reduce((sum, file) => sum + gzipBytes(file), 0);
    return { name, files, bytes, budget };
  };
  const loader = 'rt-embed.iife.js';
  // MQTT is in the chunk that the elements share; of calls, nothing but the button is.
  const live = (element: string): string[] => [loader, ...graph([element])];
  const idleCall = live('src/rt-call.ts');
  const onIntent = [
    ...graph(['src/elements/rt-call/call-desk.ts', 'src/adapters/signalwire-v4/client.ts']),
  ];
  const others = Object.entries(services).map(([provider, entry]) => {
    const own = [...graph([entry])].filter((file) => !idleCall.includes(file));
    return figure(`more, for ${provider}`, undefined, own);
  });
  return [
    figure('loader', 600, [loader]),
    figure('rt-status, live over MQTT', 18_000, live('src/rt-status.ts')),
    figure('rt-chat, live over MQTT', 32_000, live('src/rt-chat.ts')),
    figure('rt-call, idle', 18_000, idleCall),
    figure(
      'rt-call, on intent',
      undefined,
      onIntent.filter((file) => !idleCall.includes(file)),
    ),
    ...others,
  ];
};

const print = (): void => {
  for (const { name, files, bytes, budget } of figures()) {
    const tooLarge = budget !== undefined && bytes > budget;
    const verdict =
      budget === undefined ? ' B' : ` of ${budget} B  ${tooLarge ? 'TOO LARGE' : 'ok'}`;
    console.log(`${name.padEnd(28)}${String(bytes).padStart(7)}${verdict}`);
    for (const file of files) console.log(`  ${String(gzipBytes(file)).padStart(6)}  ${file}`);
    if (tooLarge) process.exitCode = 1;
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) print();
