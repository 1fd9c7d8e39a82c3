import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test as base } from '../e2e/fixtures.js';
import { freePort } from '../helpers/free-port.js';
import { host } from './host.js';

export { expect };

interface HostFixtures {
  /**
   * Where the project's pages are. Those that are files have the token routes, the broker and the
   * call gateway of `demo` beside them; a server of its own makes tokens for these itself.
   */
  url: string;
}

const key = randomBytes(32).toString('base64');

/** Tests of a project that the package was installed in; `page.goto('/')` opens its page. */
export const test = base.extend<object, HostFixtures>({
  demoOptions: [
    { key, ...(host.static !== undefined && { site: join(host.folder, host.static) }) },
    { scope: 'worker' },
  ],

  url: [
    async ({ demo }, use) => {
      if (!host.start) {
        await use(demo.url);
        return;
      }
      const port = await freePort();
      const server = start({
        PORT: String(port),
        TOKEN_KEY: key,
        BROKER_URL: demo.broker.url,
        CALL_URL: demo.gateway.url,
      });
      const url = `http://127.0.0.1:${port}`;
      try {
        await server.answers(url);
        await use(url);
      } finally {
        server.stop();
      }
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ url }, use) => use(url),
});

/** Runs the project's `npm start`. */
const start = (
  settings: Record<string, string>,
): { answers: (url: string) => Promise<void>; stop: () => void } => {
  const env = { ...process.env, ...settings };
  // In a process group of its own: npm does not hand a signal on to all that it has started.
  const child = spawn('npm', ['start'], { cwd: host.folder, env, detached: true });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const answers = async (url: string): Promise<void> => {
    for (const end = Date.now() + 30_000; Date.now() < end; await wait(100)) {
      if (child.exitCode !== null) break;
      const up = await fetch(url).then(
        ({ ok }) => ok,
        () => false, // not yet
      );
      if (up) return;
    }
    throw new Error(`npm start does not answer at ${url}:\n${output}`);
  };
  const stop = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
  };
  return { answers, stop };
};
