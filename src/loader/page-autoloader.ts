import { createAutoloader } from './autoloader.js';
import { install } from './rt-embed.js';

// The second half of the script tag. The files beside it are found from its own URL, so it works from
// another origin.
const here = import.meta.url;
const load = (file: string): Promise<unknown> =>
  import(/* @vite-ignore */ new URL(file, here).href);

install(
  createAutoloader((tag, again) => {
    if (!again) return load(`${tag}.js`);
    // A new URL, since some browsers remember that a module could not be had. They do so for what it
    // imports as well, which has no other URL: then all in one file, which imports nothing.
    const now = Date.now();
    return load(`${tag}.js?${now}`).catch(() => load(`rt-embed.full.iife.js?${now}`));
  }),
  {},
);
