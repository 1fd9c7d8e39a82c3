// `npm start`: installs what is missing, builds what is served, and serves it. Plain JavaScript with
// nothing imported but Node, since it has to run before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());

/** An end that needs no stack trace. */
class Failure extends Error {}

const run = (name, args) =>
  new Promise((resolve, reject) => {
    const options = { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], signal: stopping.signal };
    const child = spawn(process.execPath, args, options);
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Failure(`${Buffer.concat(output)}\n${name} failed.`));
    });
  });

const install = async () => {
  // npm writes this file last, so an install that was broken off counts as none.
  if (existsSync(`${root}/node_modules/.package-lock.json`)) return;
  const npm = process.env.npm_execpath;
  if (!npm) throw new Failure('Packages are missing. Run: npm ci');
  console.error('Installing packages, once …');
  await run('npm ci', [npm, 'ci']);
};

const readPort = () => {
  const port = Number(process.env.PORT || 8787);
  if (Number.isInteger(port) && port >= 0 && port < 65536) return port;
  throw new Failure(`PORT is "${process.env.PORT}", which is not a port.`);
};

// Another server of yours that makes tokens for this demo has to sign them with the same key.
const key = process.env.TOKEN_KEY || undefined;

const serve = async (port) => {
  const { register } = await import('tsx/esm/api');
  register();
  const { startDemo } = await import('./server/start-demo.ts');
  try {
    return await startDemo({ port, key });
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Failure(`Port ${port} is taken. Choose another one: PORT=${port + 1} npm start`);
  }
};

try {
  const port = readPort();
  await install();
  await run('vite build', ['node_modules/vite/bin/vite.js', 'build']);
  const demo = await serve(port);
  console.log(`rt-embed is at ${demo.url}`);
  if (!stopping.signal.aborted) {
    await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
  }
  await demo.close();
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(error instanceof Failure ? error.message : error);
    process.exitCode = 1;
  }
}
