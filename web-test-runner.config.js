import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher, defaultReporter } from '@web/test-runner';
import { puppeteerLauncher } from '@web/test-runner-puppeteer';
import { webdriverLauncher } from '@web/test-runner-webdriver';
import { chromium, chromiumArgs, firefox, webkit } from './scripts/browsers.mjs';
import { testFiles } from './scripts/test-files.mjs';
import { startWebKit } from './scripts/webkit-driver.mjs';
import { totalsReporter } from './scripts/wtr-reporter.mjs';

const coverage = process.argv.includes('--coverage');
const only = coverage ? 'chromium' : process.env.BROWSERS;
const wanted = only ? only.split(',') : ['chromium', 'firefox', 'webkit'];

/** A browser that crashes while it starts gets a second try; a test never does. */
const startTwice = (launcher, start) => {
  const first = launcher[start].bind(launcher);
  launcher[start] = (...args) => first(...args).catch(() => first(...args));
  return launcher;
};

const launch = {
  chromium: () => {
    const executablePath = chromium();
    if (!executablePath) return undefined;
    const launchOptions = { executablePath, args: chromiumArgs };
    return startTwice(chromeLauncher({ launchOptions }), 'launchBrowser');
  },
  firefox: () => {
    const executablePath = firefox();
    if (!executablePath) return undefined;
    const launchOptions = {
      browser: 'firefox',
      executablePath,
      extraPrefsFirefox: {
        'media.navigator.streams.fake': true,
        'media.navigator.permission.disabled': true,
      },
    };
    return startTwice(puppeteerLauncher({ launchOptions }), 'launchBrowser');
  },
  webkit: async () => {
    const found = webkit();
    if (!found) return undefined;
    const { port, capabilities } = await startWebKit(found);
    const options = { automationProtocol: 'webdriver', hostname: '127.0.0.1', port, path: '/' };
    return startTwice(webdriverLauncher({ ...options, capabilities }), 'createDriverManager');
  },
};

const engines = new Map();
const absent = new Map();
for (const name of wanted) {
  const launcher = await launch[name]?.();
  if (launcher) {
    engines.set(launcher, name);
  } else if (process.env.CI === 'true' || !(name in launch)) {
    throw new Error(`There is no ${name} to test with: run node scripts/setup.mjs.`);
  } else {
    absent.set(name, testFiles('.test.ts').length);
    console.warn(`${name} is not on this machine: its tests are skipped.`);
  }
}

export default {
  files: 'test/**/*.test.ts',
  nodeResolve: { exportConditions: ['browser', 'production'] },
  hostname: '127.0.0.1',
  concurrency: 1,
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 120_000,
  testFramework: { config: { timeout: 10_000 } },
  reporters: [
    defaultReporter({ reportTestProgress: false, reportTestResults: true }),
    totalsReporter(engines, absent),
  ],
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('./tsconfig.json', import.meta.url)),
    }),
  ],
  browsers: [...engines.keys()],
  coverageConfig: { include: ['src/**/*.ts'], reporters: ['text-summary', 'lcovonly'] },
};
