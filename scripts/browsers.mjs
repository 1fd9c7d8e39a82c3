/**
 * Where this machine keeps the engines and the broker that the tests and the screenshots use.
 * `undefined` stands for "not here". An environment variable (CHROME_PATH, FIREFOX_PATH,
 * MOSQUITTO_PATH) wins over what is found.
 */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Arguments that keep Chromium quiet, offline, and able to run as root in a container. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // the answer itself: there is no such program
  }
};

const search = (process.env.PATH ?? '').split(delimiter).concat('/usr/sbin', '/usr/local/sbin');

const program = (fromEnv, names, elsewhere = []) => {
  if (fromEnv) return isExecutable(fromEnv) ? fromEnv : undefined;
  const candidates = names.flatMap((name) => search.map((folder) => join(folder, name)));
  return [...candidates, ...elsewhere].find(isExecutable);
};

/** Files below folders such as /usr/lib/<architecture>, in their newest version. */
const below = (roots, matches) =>
  roots
    .filter((root) => existsSync(root))
    .flatMap((root) => readdirSync(root).map((name) => join(root, name)))
    .map((folder) => matches(folder))
    .flat()
    .filter((path) => existsSync(path));

/** The Chromium (or Chrome) to test with. */
export const chromium = () =>
  program(
    process.env.CHROME_PATH,
    ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
  );

/** The Firefox to test with. */
export const firefox = () =>
  program(
    process.env.FIREFOX_PATH,
    ['firefox-esr', 'firefox'],
    ['/Applications/Firefox.app/Contents/MacOS/firefox'],
  );

/** WebKitGTK: its driver, its small browser, and the X server that both need. */
export const webkit = () => {
  const driver = program(undefined, ['WebKitWebDriver']);
  const xvfb = program(undefined, ['Xvfb']);
  const browser = below(['/usr/lib', '/usr/libexec', '/usr/lib64'], (folder) => [
    join(folder, 'webkit2gtk-4.1/MiniBrowser'),
    join(folder, 'webkit2gtk-4.0/MiniBrowser'),
    join(folder, 'MiniBrowser'),
  ]).at(0);
  return driver && browser && xvfb ? { driver, browser, xvfb } : undefined;
};

/** The real MQTT broker, with the plugin that limits a user to topics. */
export const mosquitto = () => {
  const path = program(process.env.MOSQUITTO_PATH, ['mosquitto']);
  const name = 'mosquitto_dynamic_security.so';
  const dynsec = below(
    ['/usr/lib', '/usr/lib64', '/usr/local/lib', '/opt/homebrew/lib'],
    (folder) => [
      join(folder, name),
      folder.endsWith(name) ? folder : join(folder, 'mosquitto', name),
    ],
  ).at(0);
  return path && dynsec ? { path, dynsec } : undefined;
};

/** Whether text can be drawn with a font of this machine at all. */
export const hasFont = () =>
  process.platform === 'darwin' ||
  ['/usr/share/fonts', '/usr/local/share/fonts'].some(
    (folder) =>
      existsSync(folder) &&
      readdirSync(folder, { recursive: true }).some((name) => /\.(ttf|otf|ttc)$/i.test(name)),
  );
