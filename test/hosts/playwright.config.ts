import { defineConfig } from '@playwright/test';
import { chromium, chromiumArgs } from '../../scripts/browsers.mjs';
import { host } from './host.js';

// The tests of one project; test/hosts/run.ts says which and where it is.
const executablePath = chromium();

export default defineConfig({
  testDir: '.',
  testMatch: `${host.name}.hosts.ts`,
  outputDir: `../../test-results/hosts/${host.name}`,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  globalTimeout: 9 * 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['../../scripts/playwright-reporter.mjs', { name: `host-${host.name}` }]],
  projects: [
    {
      name: host.name,
      use: {
        browserName: 'chromium',
        launchOptions: {
          ...(executablePath !== undefined && { executablePath }),
          args: [
            ...chromiumArgs,
            '--use-fake-ui-for-media-stream',
            '--use-fake-device-for-media-stream=fps=10',
          ],
        },
      },
    },
  ],
});
