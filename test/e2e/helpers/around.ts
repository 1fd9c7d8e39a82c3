import type { ConsoleMessage } from '@playwright/test';
import { test as base, expect } from '../fixtures.js';
import { Site } from './site.js';

export { expect };

interface Fixtures {
  /** The site whose pages embed us. */
  site: Site;
  /** Another origin, which serves the built files to whoever asks. */
  cdn: Site;
  /** Everything that the pages wrote to the console, of whatever weight. */
  said: string[];
  /** What was against a page's policy, told by the page itself. */
  violations: string[];
}

/** Tests of what is around the elements: pages, policies, files. */
export const test = base.extend<Fixtures>({
  site: async ({ context, consoleGuard }, use) => {
    const site = await Site.start();
    await use(site);
    // Before the site goes: pages that are still there would complain of that.
    await consoleGuard.settle();
    await Promise.all(context.pages().map((page) => page.close()));
    await site.close();
  },

  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from it
  cdn: async ({}, use) => {
    const cdn = await Site.start();
    cdn.headers['access-control-allow-origin'] = '*';
    await use(cdn);
    await cdn.close();
  },

  said: async ({ context }, use) => {
    const said: string[] = [];
    context.on('console', (message: ConsoleMessage) => {
      said.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    });
    await use(said);
  },

  violations: async ({ context }, use) => {
    const violations: string[] = [];
    await context.exposeBinding('__violated', (_source, text: string) => {
      // The tab's icon, which Firefox looks for by itself: the embed has no part in it.
      if (!text.endsWith('/favicon.ico')) violations.push(text);
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const { __violated } = window as unknown as { __violated(text: string): void };
        __violated(`${event.sample} ${event.effectiveDirective}: ${event.blockedURI}`);
      });
    });
    await use(violations);
  },
});
