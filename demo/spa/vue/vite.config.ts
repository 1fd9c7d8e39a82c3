import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// Where `npm start` of this repository makes tokens, passes messages and takes calls.
const demo = { target: 'http://127.0.0.1:8787', ws: true };

// #region readme
/** Without this Vue takes the tags for components of its own. */
const isCustomElement = (tag: string): boolean => tag.startsWith('rt-');
const plugins = [vue({ template: { compilerOptions: { isCustomElement } } })];
// #endregion

export default defineConfig({
  base: './',
  plugins,
  server: { proxy: { '/token': demo, '/mqtt': demo, '/signalwire': demo, '/api': demo } },
});
