/**
 * Makes sure that the tests find three engines, a broker and a font. As root on Debian it installs
 * what is missing; elsewhere it says what to install and the tests go on with what is there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, firefox, hasFont, mosquitto, webkit } from './browsers.mjs';

const needs = [
  { name: 'Chromium', here: chromium, packages: ['chromium'] },
  { name: 'Firefox ESR', here: firefox, packages: ['firefox-esr'] },
  { name: 'WebKitGTK', here: webkit, packages: ['webkit2gtk-driver', 'xvfb'] },
  { name: 'mosquitto', here: mosquitto, packages: ['mosquitto'] },
  { name: 'a font', here: hasFont, packages: ['fonts-dejavu-core'] },
];

const missing = () => needs.filter(({ here }) => !here());

const apt = (...args) => {
  const { status } = spawnSync('apt-get', args, {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
};

/** Installs what is missing where it may; returns the names of what is missing still. */
export const setup = () => {
  const wanted = missing();
  if (wanted.length === 0) return [];
  const packages = wanted.flatMap((need) => need.packages);
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log(`Installing ${packages.join(' ')}`);
    const options = ['-y', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0'];
    if (!apt('update', '-q') || !apt('install', ...options, '-q', ...packages)) {
      console.error('apt-get could not install everything.');
    }
  }
  const left = missing();
  if (left.length > 0) {
    const names = left.map(({ name }) => name).join(', ');
    const debian = left.flatMap((need) => need.packages).join(' ');
    console.error(
      `Missing for the tests: ${names}; install them (on Debian, as root: apt-get install ${debian}), else what needs them is skipped.`,
    );
  }
  return left.map(({ name }) => name);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const left = setup();
  if (left.length > 0 && process.env.CI === 'true') process.exitCode = 1;
}
