import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base, type Page } from '@playwright/test';
import type { RtEmbed } from '../../src/loader/rt-embed.js';
import type {} from './harness.js';
import { bundle } from '../helpers/bundle.js';
import type { ContractService, RunningService } from './service.js';

export { expect } from '@playwright/test';

interface TestFixtures {
  /** Opens one more page with the harness in it, in a context of its own. */
  openPage(): Promise<Page>;
}

interface WorkerFixtures {
  /** What is tested: `test.use({ contractService: … })`. */
  contractService: ContractService | undefined;
  service: RunningService;
  /** The address of the page with the harness. */
  site: string;
}

/** Tests of a transport in a page, against a service that runs. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  contractService: [undefined, { option: true, scope: 'worker' }],

  service: [
    async ({ contractService }, use) => {
      if (!contractService) throw new Error('There is no service.');
      const service = await contractService.start();
      await use(service);
      await service.close();
    },
    { scope: 'worker' },
  ],

  site: [
    async ({ contractService }, use) => {
      const names = [contractService?.entry ?? [], 'test/contract/harness.ts'].flat();
      const scripts = await Promise.all(names.map(bundle));
      const server = createServer(({ url = '/' }, response) => {
        const script = scripts[Number(url.slice(1)) - 1];
        if (url === '/') response.writeHead(200, headers('text/html')).end(html(scripts.length));
        else response.writeHead(script ? 200 : 404, headers('text/javascript')).end(script);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      server.closeAllConnections();
      server.close();
    },
    { scope: 'worker' },
  ],

  openPage: async ({ browser, site, service }, use) => {
    const contexts: Awaited<ReturnType<typeof browser.newContext>>[] = [];
    const pages: Page[] = [];
    await use(async () => {
      const context = await browser.newContext();
      contexts.push(context);
      const page = await context.newPage();
      pages.push(page);
      // As the script tag of the elements leaves it.
      await page.addInitScript((defaults) => {
        globalThis.RtEmbed = { defaults } as RtEmbed;
      }, service.defaults ?? {});
      await page.goto(site);
      await page.waitForFunction(() => 'contract' in window);
      return page;
    });
    const uncaught = await Promise.all(pages.map((page) => page.evaluate(() => contract.uncaught)));
    await Promise.all(contexts.map((context) => context.close()));
    service.resume();
    base.expect(uncaught.flat(), 'what nobody caught').toEqual([]);
  },
});

/** As strict as the elements promise to work under, but for the services, which are elsewhere. */
const headers = (type: string): Record<string, string> => ({
  'content-type': type,
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self' ws: http://127.0.0.1:*",
    "worker-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
});

const html = (scripts: number): string =>
  `<!doctype html><html lang="en"><title>Contract</title><link rel="icon" href="data:,">${Array.from(
    { length: scripts },
    (_, at) => `<script type="module" src="/${at + 1}"></script>`,
  ).join('')}`;
