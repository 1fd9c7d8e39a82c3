import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// Where `npm start` of this repository makes tokens, passes messages and takes calls.
const demo = { target: 'http://127.0.0.1:8787', ws: true };

/** Without this Vue takes the tags for components of its own. */
const isCustomElement = (tag: string): boolean => tag.startsWith('rt-');

export default defineConfig({
  base: './',
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } })],
  server: { proxy: { '/token': demo, '/mqtt': demo, '/signalwire': demo } },
});
