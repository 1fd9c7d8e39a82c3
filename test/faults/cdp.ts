import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { chromium, chromiumArgs } from '../../scripts/browsers.mjs';

/** The part of a message of the DevTools protocol that is looked at. */
interface Wire {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
  sessionId?: string;
}

type Listener = (method: string, params: Record<string, unknown>) => void;

/** A command is answered within this time or fails, ms. */
const patience = 20_000;

/**
 * A Chromium of the bench's own, spoken to in the DevTools protocol itself: a driver such as
 * Playwright keeps every tab looking visible, and such a tab cannot be frozen.
 */
export class Cdp {
  readonly #process: ChildProcess;
  readonly #out: Writable;
  readonly #profile: string;
  readonly #waiting = new Map<number, (answer: Wire) => void>();
  readonly #listeners = new Map<string, Listener>();
  readonly #onExit = (): void => {
    this.#process.kill('SIGKILL');
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  #last = 0;
  #rest = '';

  private constructor(program: string) {
    this.#profile = mkdtempSync(join(tmpdir(), 'rt-embed-faults-'));
    const args = [
      '--headless',
      '--window-size=400,500',
      '--remote-debugging-pipe',
      `--user-data-dir=${this.#profile}`,
    ];
    this.#process = spawn(program, [...args, ...chromiumArgs], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.#out = this.#process.stdio[3] as Writable;
    // Written to after its end: the exit is what is looked at.
    this.#out.on('error', () => undefined);
    (this.#process.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      this.#read(text);
    });
    process.once('exit', this.#onExit);
  }

  /** Starts it. Throws where there is no Chromium. */
  static async start(): Promise<Cdp> {
    const program = chromium();
    if (!program) throw new Error('There is no Chromium: run node scripts/setup.mjs.');
    const cdp = new Cdp(program);
    await cdp.send('Browser.getVersion');
    return cdp;
  }

  /** Hears the events of a session; the browser's own have the id `''`. */
  listen(sessionId: string, listener: Listener): void {
    this.#listeners.set(sessionId, listener);
  }

  /** Hears them no more. */
  unlisten(sessionId: string): void {
    this.#listeners.delete(sessionId);
  }

  /** Runs a command; rejects where the browser refuses it, or does not answer within 20 s. */
  send(
    method: string,
    params: Record<string, unknown> = {},
    sessionId?: string,
  ): Promise<Record<string, unknown>> {
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`${method}: no answer within ${patience / 1000} s`));
      }, patience);
      this.#waiting.set(id, ({ error, result = {} }) => {
        clearTimeout(late);
        this.#waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result);
      });
      this.#out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** Ends the browser and removes its files. */
  async close(): Promise<void> {
    process.removeListener('exit', this.#onExit);
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, 'exit');
      // By its own means: killed, it would leave helpers behind that still write to the profile.
      this.send('Browser.close').catch(() => undefined);
      const stuck = setTimeout(() => this.#process.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(stuck);
    }
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  #read(text: string): void {
    const parts = (this.#rest + text).split('\0');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) {
      const message = JSON.parse(part) as Wire;
      if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
      else if (message.method !== undefined) {
        this.#listeners.get(message.sessionId ?? '')?.(message.method, message.params ?? {});
      }
    }
  }
}
