import { expect, test as base, type Locator } from '@playwright/test';
import { startDemo, type Demo, type DemoOptions } from '../../demo/server/start-demo.js';
import { dynsecMint } from '../helpers/dynsec-mint.js';
import { mosquittoMissing, startMosquitto, type Mosquitto } from '../helpers/mosquitto.js';
import { TcpProxy } from '../helpers/tcp-proxy.js';
import { ConsoleGuard } from './console-guard.js';

export { expect };

/** The demo with mosquitto behind it, and a line to mosquitto that can be broken. */
export interface RealDemo {
  /** Where the pages are. */
  url: string;
  broker: Mosquitto;
  line: TcpProxy;
  /** The broker's users, one for each token that was minted. */
  users: string[];
}

interface TestFixtures {
  /** Fails the test on any error, warning or uncaught exception that it does not allow. */
  consoleGuard: ConsoleGuard;
}

interface WorkerFixtures {
  /** How the worker's demo is started: `test.use({ demoOptions: { tokenTtl: 5 } })`. */
  demoOptions: DemoOptions;
  /** The demo as `npm start` runs it, with its own broker. */
  demo: Demo;
  /** The demo against mosquitto, whose tokens are users limited to their topics. */
  realDemo: RealDemo;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  demoOptions: [{}, { option: true, scope: 'worker' }],

  demo: [
    async ({ demoOptions }, use) => {
      const demo = await startDemo(demoOptions);
      await use(demo);
      await demo.close();
    },
    { scope: 'worker' },
  ],

  realDemo: [
    // Playwright reads the names of the fixtures from this pattern; it needs none of them.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const missing = mosquittoMissing();
      base.skip(missing !== undefined, missing);
      const broker = await startMosquitto({ persistent: true });
      const line = await TcpProxy.start(broker.port);
      const users: string[] = [];
      const mint = dynsecMint(broker, { url: line.url, minted: (name) => users.push(name) });
      const demo = await startDemo({ mint, brokerUrl: line.url });
      await use({ url: demo.url, broker, line, users });
      await demo.close();
      await line.close();
      await broker.stop();
    },
    { scope: 'worker' },
  ],

  consoleGuard: [
    async ({ context }, use) => {
      const guard = new ConsoleGuard();
      guard.watch(context);
      await use(guard);
      await guard.settle();
      expect(guard.unexpected, 'what the pages complained about').toEqual([]);
    },
    { auto: true },
  ],
});

/** The bubbles of an `<rt-chat>`, in the order of the DOM. */
export const bubbles = (chat: Locator): Locator => chat.locator('[part~="bubble"]');
