import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { toNodeHandler } from '../../../src/server/node.js';

const usualScript = '<script async src="/dist/cdn/rt-embed.iife.js"></script>';

type Route = (request: Request) => Promise<Response>;

/**
 * A site of a test's own in front of a demo: its pages are what the test writes, its token routes
 * what the test makes of them; all the rest, and the page's policy, is the demo's. A real server,
 * because Chromium keeps a page that the test runner answers for away from this machine's sockets.
 */
export class Stage {
  #demo: string;
  #server: Server;
  #made = 0;
  #policy = '';
  #routes = new Map<string, Route>();

  private constructor(demo: string) {
    this.#demo = demo;
    this.#server = createServer((request, response) => {
      void toNodeHandler((asked) => this.#answer(asked))(request, response);
    });
  }

  /** @param demo the URL of the demo */
  static async start(demo: string): Promise<Stage> {
    const stage = new Stage(demo);
    const home = await fetch(demo);
    const policy = home.headers.get('content-security-policy') ?? '';
    // What the call gateway is asked over HTTP is asked at the demo itself.
    stage.#policy = policy.replace("connect-src 'self'", `connect-src 'self' ${demo}`);
    await new Promise<void>((resolve) => stage.#server.listen(0, '127.0.0.1', resolve));
    return stage;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Makes a page with these tags in it, and the script tag. Returns its path. */
  page(tags: string, script = usualScript): string {
    const html = [
      '<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>',
      '<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/demo.css">',
      script,
      tags,
    ].join('\n');
    const headers = { 'content-type': 'text/html', 'content-security-policy': this.#policy };
    return this.route(async () => new Response(html, { headers })).path;
  }

  /** Makes a page, and goes there. */
  async open(page: Page, tags: string): Promise<void> {
    await page.goto(this.url + this.page(tags));
  }

  /** Makes a script that a page can name. Returns its path. */
  script(code: string): string {
    const headers = { 'content-type': 'text/javascript' };
    return this.route(async () => new Response(code, { headers })).path;
  }

  /** Makes a route of one's own. Returns its path; `asked()` counts its requests. */
  route(answer: Route): { path: string; asked: () => number } {
    const path = `/made-${(this.#made += 1)}`;
    let asked = 0;
    this.#routes.set(path, (request) => {
      asked += 1;
      return answer(request);
    });
    return { path, asked: () => asked };
  }

  /** What the demo answers to a request, at a path of its own. */
  async demo(request: Request, path: string): Promise<Response> {
    const headers = new Headers(request.headers);
    // These are about the connection to us; fetch writes its own.
    for (const name of ['connection', 'content-length', 'host']) headers.delete(name);
    // The demo names the broker's address by this one, and has the broker itself at its own.
    if (headers.has('origin')) headers.set('origin', this.#demo);
    const { method, signal } = request;
    const body = method === 'GET' ? undefined : await request.text();
    const init = { method, headers, signal, ...(body !== undefined && { body }) };
    const answer = await fetch(this.#demo + path, { ...init, redirect: 'manual' });
    // fetch has decoded what it was sent.
    const kept = new Headers(answer.headers);
    for (const name of ['connection', 'content-encoding', 'content-length', 'keep-alive']) {
      kept.delete(name);
    }
    const empty = answer.status === 304 || answer.status === 204;
    const { status } = answer;
    return new Response(empty ? null : await answer.arrayBuffer(), { status, headers: kept });
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const route = this.#routes.get(pathname) ?? ((asked) => this.demo(asked, pathname + search));
    try {
      return await route(request);
    } catch (error) {
      // A page that goes away takes its requests back.
      if (request.signal.aborted) return new Response(null, { status: 499 });
      throw error;
    }
  }
}
