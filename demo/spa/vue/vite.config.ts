import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// Where `npm start` of this repository makes tokens, passes messages and takes calls.
const demo = { target: 'http://127.0.0.1:8787', ws: true };

export default defineConfig({
  base: './',
  // #region readme
  // Without this Vue takes the tags for components of its own.
  plugins: [
    vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('rt-') } } }),
  ],
  // #endregion
  server: { proxy: { '/token': demo, '/mqtt': demo, '/signalwire': demo, '/api': demo } },
});
