import { createAutoloader } from './autoloader.js';
import { install } from './rt-embed.js';

// The second half of the script tag. The files beside it are found from its own URL, so it works from
// another origin; a time makes a new URL, since some browsers remember that a module could not be had.
const here = import.meta.url;

install(
  createAutoloader((tag, again) => {
    const file = new URL(`${tag}.js${again ? `?${Date.now()}` : ''}`, here);
    return import(/* @vite-ignore */ file.href);
  }),
  {},
);
