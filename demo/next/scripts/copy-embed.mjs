// Puts the files of the script tag where the site serves them from: /rt-embed/rt-embed.iife.js and
// its chunks beside it.
import { cpSync, rmSync } from 'node:fs';

const to = 'public/rt-embed';
rmSync(to, { recursive: true, force: true });
cpSync('node_modules/rt-embed/dist/cdn', to, {
  recursive: true,
  filter: (path) => !path.endsWith('.map'),
});
