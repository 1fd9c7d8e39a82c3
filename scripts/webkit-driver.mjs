/** Starts WebKitGTK's WebDriver on a screen of its own. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.end();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const until = async (what, isReady) => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await isReady()) return;
    await wait(50);
  }
  throw new Error(`${what} did not start within 10 s.`);
};

const screenSocket = (display) => `/tmp/.X11-unix/X${display.slice(1)}`;

const startScreen = async (xvfb) => {
  const free = Array.from({ length: 400 }, (_, i) => `:${90 + i}`);
  const display = free.find((name) => !existsSync(screenSocket(name)));
  if (!display) throw new Error('No free X display.');
  const args = [display, '-screen', '0', '1280x900x24', '-nolisten', 'tcp'];
  const screen = spawn(xvfb, args, { stdio: 'ignore' });
  await until('Xvfb', () => existsSync(screenSocket(display)));
  return { display, screen };
};

/** The driver's port and what it takes to start a browser with it. Ends with this process. */
export const startWebKit = async ({ driver, browser, xvfb }) => {
  const { display, screen } = await startScreen(xvfb);
  const port = await freePort();
  const child = spawn(driver, ['--host=127.0.0.1', `--port=${port}`], {
    stdio: 'ignore',
    detached: true, // a group of its own, so that its browsers end with it
    env: {
      ...process.env,
      DISPLAY: display,
      GDK_BACKEND: 'x11',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
      NO_AT_BRIDGE: '1',
      GTK_A11Y: 'none',
      // Its sandbox does not start as root; the pages it shows here are our own tests.
      ...(process.getuid?.() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }),
    },
  });
  const stop = () => {
    try {
      process.kill(-child.pid);
    } catch {
      // it has ended already
    }
    screen.kill();
  };
  process.once('exit', stop);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  await until('WebKitWebDriver', () => answers(port));
  return {
    port,
    capabilities: {
      browserName: 'MiniBrowser',
      'wdio:enforceWebDriverClassic': true,
      'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
    },
  };
};
