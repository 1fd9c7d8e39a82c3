import { spawnSync } from 'node:child_process';

/** An install over a slow line takes its time; more is a program that hangs. */
const ceiling = 10 * 60_000;

const settings = {
  // Builds are not to tell their makers of themselves, nor to ask whether they may.
  NEXT_TELEMETRY_DISABLED: '1',
  NG_CLI_ANALYTICS: 'false',
  // Below `npm run --silent` an npm would keep to itself why it fails.
  npm_config_loglevel: 'error',
};

/** Runs a program to its end. Returns what it printed; throws with all of it where the program fails. */
export const run = (command: string, args: string[], options: { cwd: string }): string => {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    ...options,
    env: { ...process.env, ...settings },
    encoding: 'utf8',
    timeout: ceiling,
    maxBuffer: 2 ** 26,
  });
  if (status === 0) return stdout;
  const why = error?.message ?? `it ended with ${status ?? 'a signal'}`;
  throw new Error(`${[command, ...args].join(' ')}: ${why}\n${stdout}${stderr}`);
};
