import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { mosquitto } from '../../scripts/browsers.mjs';
import type { SendDynsec } from '../../src/server/index.js';
import { freePort } from './free-port.js';
import { initialSecurity, MosquittoAdmin, type Permissions } from './mosquitto-admin.js';

const adminName = 'admin';
const adminPassword = 'only-on-loopback';

/** Why tests with the real broker cannot run here; undefined where they can. */
export const mosquittoMissing = (): string | undefined =>
  mosquitto() ? undefined : 'mosquitto with its dynamic security plugin is not on this machine';

export interface MosquittoOptions {
  /** Keep sessions and retained messages on the disk at each change, so that `kill()` loses none. */
  persistent?: boolean;
  /** Ask for a user and limit it to its topics. Default true; false lets everybody do everything. */
  dynsec?: boolean;
}

/** A real mosquitto on ports of its own, with its files in a temporary folder. */
export class Mosquitto {
  /** Where browsers connect: MQTT over WebSocket. */
  readonly url: string;
  readonly tcpUrl: string;
  readonly port: number;
  readonly tcpPort: number;

  #program: string;
  #folder: string;
  #process: ChildProcess | undefined;
  #log = '';
  #admin: Promise<MosquittoAdmin> | undefined;
  #onExit = () => {
    this.#process?.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  };

  private constructor(program: string, folder: string, port: number, tcpPort: number) {
    this.#program = program;
    this.#folder = folder;
    this.port = port;
    this.tcpPort = tcpPort;
    this.url = `ws://127.0.0.1:${port}`;
    this.tcpUrl = `mqtt://127.0.0.1:${tcpPort}`;
  }

  static async start(options: MosquittoOptions): Promise<Mosquitto> {
    const found = mosquitto();
    if (!found) throw new Error(mosquittoMissing());
    const folder = mkdtempSync(join(tmpdir(), 'rt-embed-mosquitto-'));
    const [port, tcpPort] = [await freePort(), await freePort()];
    const { dynsec = true, persistent = false } = options;
    const lines = [
      // As root it would drop to its own user, who may not read our folder.
      ...(process.getuid?.() === 0 ? ['user root'] : []),
      'per_listener_settings false',
      // It exits where its only listener is a WebSocket one.
      `listener ${tcpPort} 127.0.0.1`,
      `listener ${port} 127.0.0.1`,
      'protocol websockets',
      `allow_anonymous ${!dynsec}`,
      'log_dest stderr',
      'log_type error',
      'log_type warning',
    ];
    if (dynsec) {
      const file = join(folder, 'security.json');
      writeFileSync(file, initialSecurity(adminName, adminPassword), { mode: 0o600 });
      lines.push(`plugin ${found.dynsec}`, `plugin_opt_config_file ${file}`);
    }
    if (persistent) {
      lines.push('persistence true', `persistence_location ${folder}/`);
      lines.push('autosave_on_changes true', 'autosave_interval 1');
    }
    writeFileSync(join(folder, 'mosquitto.conf'), `${lines.join('\n')}\n`);
    const broker = new Mosquitto(found.path, folder, port, tcpPort);
    process.once('exit', broker.#onExit);
    await broker.#launch();
    return broker;
  }

  /** Makes a user that may do what is listed, nothing else. */
  async createUser(user: { username: string; password: string } & Permissions): Promise<void> {
    await (await this.#administration()).createUser(user.username, user.password, user);
  }

  /** Removes a user; the broker disconnects it at once. */
  async deleteUser(username: string): Promise<void> {
    await (await this.#administration()).deleteUser(username);
  }

  /** Runs commands of the dynamic security plugin, as its administrator. */
  readonly send: SendDynsec = async (commands) => (await this.#administration()).send(commands);

  /** Ends the broker as a power cut would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Starts it again on the same ports with the same users, ending it first where it runs. */
  async restart(): Promise<void> {
    await this.#end('SIGTERM');
    await this.#launch();
  }

  /** Ends it for good and removes its files. */
  async stop(): Promise<void> {
    process.removeListener('exit', this.#onExit);
    await this.#end('SIGTERM');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #administration(): Promise<MosquittoAdmin> {
    if (this.#admin) return this.#admin;
    const admin = MosquittoAdmin.connect(this.tcpUrl, adminName, adminPassword);
    this.#admin = admin;
    // Asked for while the broker was down: whoever asks next tries again.
    admin.catch(() => {
      if (this.#admin === admin) this.#admin = undefined;
    });
    return admin;
  }

  async #launch(): Promise<void> {
    const args = ['-c', join(this.#folder, 'mosquitto.conf')];
    const child = spawn(this.#program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    this.#log = '';
    child.stderr.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
    for (let tries = 0; tries < 250; tries += 1) {
      if (child.exitCode !== null) break;
      if ((await accepts(this.tcpPort)) && (await accepts(this.port))) return;
      await wait(20);
    }
    await this.#end('SIGKILL');
    throw new Error(`mosquitto did not start: ${this.#log}`);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    // Whoever asked for a user was told already that the administrator could not connect.
    await admin?.then((connected) => connected.close()).catch(() => undefined);
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

/** Starts a mosquitto; the caller stops it. It ends with this process at the latest. */
export const startMosquitto = (options: MosquittoOptions = {}): Promise<Mosquitto> =>
  Mosquitto.start(options);

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.end();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
