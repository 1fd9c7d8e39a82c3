import type { Page } from '@playwright/test';
import { build, type Rolldown } from 'vite';
import { test as base } from '../helpers/test.js';
import type { LegView } from '../../../demo/gateway/control.js';
import type { Demo } from '../../../demo/server/start-demo.js';
import type { CallSnapshot } from '../../../src/core/call/call-state.js';
import type {} from './harness.js';

export { expect } from '../fixtures.js';

interface PageFixtures {
  /** Opens one more page with the adapter in it, in a context of its own. */
  openCalls(): Promise<Page>;
  /** A page with the adapter in it. */
  callsPage: Page;
}

interface WorkerFixtures {
  /** The adapter and the SDK as one script. */
  harness: string;
}

/** Tests of the adapter with the real SDK, real media and the demo's gateway. */
export const test = base.extend<PageFixtures, WorkerFixtures>({
  harness: [
    // Playwright reads the names of the fixtures from this pattern; it needs none of them.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => use(await bundle()),
    { scope: 'worker' },
  ],

  openCalls: async ({ browser, harness, stage, demo, consoleGuard }, use) => {
    const { path } = stage.route(async () => javascript(harness));
    const site = stage.route(async () => html(path, demo.url));
    const contexts = new Set<Awaited<ReturnType<typeof browser.newContext>>>();
    await use(async () => {
      const context = await browser.newContext();
      contexts.add(context);
      consoleGuard.watch(context);
      const page = await context.newPage();
      await page.addInitScript(countPeers);
      await page.goto(stage.url + site.path);
      await page.waitForFunction(() => 'calls' in window);
      return page;
    });
    await Promise.all([...contexts].map((context) => context.close()));
  },

  callsPage: async ({ openCalls }, use) => use(await openCalls()),
});

const javascript = (code: string): Response =>
  new Response(code, { headers: { 'content-type': 'text/javascript' } });

/** A page of another origin than the gateway's, under a policy that is as strict as can be. */
const html = (script: string, gateway: string): Response =>
  new Response(
    `<!doctype html><html lang="en"><title>Calls</title><link rel="icon" href="/icon.svg">
    <script type="module" src="${script}"></script>`,
    {
      headers: {
        'content-type': 'text/html',
        'content-security-policy': [
          "default-src 'none'",
          "script-src 'self'",
          "img-src 'self'",
          `connect-src 'self' ws: ${gateway}`,
          "worker-src 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types 'none'",
        ].join('; '),
      },
    },
  );

/** Keeps every peer connection that the page makes. */
const countPeers = (): void => {
  globalThis.peers = [];
  const { RTCPeerConnection: Original } = window;
  window.RTCPeerConnection = class extends Original {
    constructor(config?: RTCConfiguration) {
      super(config);
      peers.push(this);
    }
  };
};

const bundle = async (): Promise<string> => {
  const built = (await build({
    configFile: false,
    // The SDK of version 3 asks for it, as if it ran in Node.
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      minify: false,
      lib: { entry: 'test/e2e/calls/harness.ts', formats: ['es'], fileName: 'harness' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput[];
  const chunk = built[0]?.output[0];
  if (!chunk) throw new Error('There is no harness.');
  return chunk.code;
};

/** The state of the call in a page, less what cannot leave it. */
export const snapshotOf = (page: Page): Promise<Omit<CallSnapshot, 'remote' | 'end'>> =>
  page.evaluate(() => ({ ...calls.snapshot, remote: undefined, end: undefined }));

/** The gateway's end of the call in a page; calls of earlier tests may still be there. */
export const legOf = async ({ gateway }: Demo, page: Page): Promise<LegView | undefined> => {
  const id = await page.evaluate(() => calls.theCall.id);
  return gateway.legs.find(({ callId }) => callId === id);
};

/** What browsers write to the console when a socket does not open, or media finds no way. */
export const awayMessages =
  /WebSocket connection|establish a connection|was interrupted|ICE failed/;
