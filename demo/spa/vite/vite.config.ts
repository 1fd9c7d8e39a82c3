import { defineConfig } from 'vite';

// Where `npm start` of this repository makes tokens, passes messages and takes calls.
const demo = { target: 'http://127.0.0.1:8787', ws: true };

export default defineConfig({
  base: './',
  server: { proxy: { '/token': demo, '/mqtt': demo, '/signalwire': demo, '/api': demo } },
});
