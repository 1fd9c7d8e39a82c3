import { defineConfig, type Project } from '@playwright/test';
import { chromium, chromiumArgs, firefox } from './scripts/browsers.mjs';

const fakeMedia = [
  '--use-fake-ui-for-media-stream',
  // More pictures a second would keep a small machine busy with nothing but their compression.
  '--use-fake-device-for-media-stream=fps=10',
];

const engines: Record<string, (executablePath: string) => Project['use']> = {
  chromium: (executablePath) => ({
    browserName: 'chromium',
    launchOptions: { executablePath, args: [...chromiumArgs, ...fakeMedia] },
  }),
  firefox: (executablePath) => ({
    browserName: 'firefox',
    // The stock Firefox: Playwright's own build is a download that we don't need.
    channel: 'moz-firefox',
    launchOptions: {
      executablePath,
      firefoxUserPrefs: {
        'media.navigator.streams.fake': true,
        'media.navigator.permission.disabled': true,
        // Calls stay on this machine, where Firefox looks for no way unless it is told to.
        'media.peerconnection.ice.loopback': true,
        'media.peerconnection.ice.obfuscate_host_addresses': false,
        'media.autoplay.default': 0,
      },
    },
  }),
};

/** The tests of services that pages reach by other people's code: one engine will do. */
const services = /(v3-|v4-messages|cloudsignal|call-v3-|call-contract|call-kit)[^/]*\.e2e\.ts$/;

/** The tests with real media. */
const calls = /(call|adapter-v4)[^/]*\.e2e\.ts$/;

const paths: Record<string, string | undefined> = { chromium: chromium(), firefox: firefox() };
// WebKitGTK has no place here: Playwright drives a patched build of its own only.
const wanted = process.env['BROWSERS']?.split(',') ?? Object.keys(engines);
const absent: string[] = [];
const projects = wanted.flatMap((name): Project[] => {
  const engine = engines[name];
  const path = paths[name];
  if (!engine) return [];
  if (path) {
    const use = engine(path);
    const elsewhere = name === 'chromium' ? [] : [services];
    return [
      { name, use, testIgnore: [calls, ...elsewhere] },
      // One at a time: each encodes several pictures, and two at once starve on two cores.
      { name: `${name}, calls`, use, testMatch: calls, testIgnore: elsewhere, workers: 1 },
      // Of what is below the elements; one engine will do, and it has to be one with calls.
      ...(name === 'chromium'
        ? [{ name: `${name}, contract`, use, testDir: 'test/contract' }]
        : []),
    ];
  }
  if (process.env['CI'] === 'true') throw new Error(`There is no ${name} to test with.`);
  absent.push(name);
  return [];
});

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results/e2e',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // Ends what hangs, also on a slow machine; what has to be fast says so in its own test.
  timeout: 60_000,
  expect: { timeout: 20_000 },
  globalTimeout: 55 * 60_000,
  reporter: [['list'], ['./scripts/playwright-reporter.mjs', { absent }]],
  projects,
});
