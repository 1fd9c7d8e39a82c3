/**
 * Imports modules where there are web globals alone, as on an edge runtime: no page, no `process`, no
 * `Buffer`. Needs `--experimental-vm-modules`; prints what was done besides.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';

const given = [
  ...['AbortController', 'AbortSignal', 'CustomEvent', 'DOMException', 'Event', 'EventTarget'],
  ...['Headers', 'ReadableStream', 'Request', 'Response', 'TransformStream', 'WritableStream'],
  ...['TextDecoder', 'TextEncoder', 'URL', 'URLSearchParams', 'atob', 'btoa', 'console', 'crypto'],
  ...['performance', 'queueMicrotask', 'structuredClone'],
];
/** These are there, and nobody has to use them yet. */
const traps = [
  ...['fetch', 'WebSocket', 'BroadcastChannel', 'setTimeout', 'setInterval'],
  ...['addEventListener', 'dispatchEvent'],
];

const used = [];
const globals = Object.fromEntries(given.map((name) => [name, globalThis[name]]));
for (const name of traps) globals[name] = () => used.push(name);
const context = vm.createContext(globals);
vm.runInContext('globalThis.self = globalThis', context);
const names = () => vm.runInContext('Object.getOwnPropertyNames(globalThis)', context);

const loaded = new Map();
const load = (url) => {
  let module = loaded.get(url);
  if (!module) {
    module = new vm.SourceTextModule(readFileSync(fileURLToPath(url), 'utf8'), {
      context,
      identifier: url,
    });
    loaded.set(url, module);
  }
  return module;
};
/** A package, as Node finds it: of Lit's builds, that for servers. */
const find = (specifier, from) =>
  specifier.startsWith('.')
    ? new URL(specifier, from).href
    : pathToFileURL(createRequire(from).resolve(specifier)).href;

const before = names();
for (const url of process.argv.slice(2)) {
  const module = load(url);
  await module.link((specifier, from) => load(find(specifier, from.identifier)));
  await module.evaluate();
}
const added = names().filter((name) => !before.includes(name));
console.log(
  JSON.stringify({
    added,
    used,
    packages: [...loaded.keys()].some((url) => url.includes('/node_modules/')),
  }),
);
