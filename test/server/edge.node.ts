import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'vite';
import type * as Server from '../../src/server/index.js';
import { memoryStore } from './minting.js';

/** What every runtime of `(Request) => Promise<Response>` handlers has; nothing of Node. */
const web = {
  ...{ AbortController, AbortSignal, Headers, ReadableStream, Request, Response, URL },
  ...{ TextDecoder, TextEncoder, atob, btoa, clearTimeout, console, crypto, fetch, setTimeout },
};

/** The whole of `rt-embed/server` as one script, run where there is only {@link web}. */
const atTheEdge = async (): Promise<typeof Server> => {
  const entry = fileURLToPath(new URL('../../src/server/index.ts', import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, lib: { entry, formats: ['iife'], name: 'server' } },
  });
  const [bundle] = Array.isArray(built) ? built : [];
  const code = bundle?.output[0].code ?? '';
  return runInContext(`${code};server`, createContext({ ...web }));
};

describe('a token route where there is nothing of Node', () => {
  it('loads, mints, keeps, renews, and counts', async () => {
    const server = await atTheEdge();
    let made = 0;
    const answers: Record<string, () => object> = {
      'example.signalwire.com': () => ({ token: `t${(made += 1)}`, refresh_token: `r${made}` }),
      'api.cloudsignal.app': () => ({
        token_id: 'a-token',
        expires_in: 60,
        mqtt_credentials: { username: 'ada', password: `p${(made += 1)}` },
      }),
    };
    const fetch: typeof globalThis.fetch = async (input) =>
      Response.json(answers[new URL(input as string).host]?.());
    const { store, kept } = memoryStore();
    const project = { space: 'example', projectId: 'id', apiToken: 'zoë' };
    const mints = [
      server.signalwire({ ...project, store, fetch }),
      server.cloudsignal({ orgId: 'org', secretKey: 'key', store, fetch }),
      server.mqttJwt({ key: 'k'.repeat(32), url: 'wss://mq.example' }),
    ];
    for (const mint of mints) {
      const route = server.createTokenHandler({
        authorize: () => ({ user: { id: 'ada' } }),
        mint,
        rateLimit: { tokens: 2, perSeconds: 3_600 },
      });
      const statuses: number[] = [];
      let tokenId = 'none';
      for (let i = 0; i < 3; i += 1) {
        const response = await route(
          new Request('https://site.example/token', {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-rt-embed': '1' },
            body: JSON.stringify({ purpose: 'chat', room: 'lobby', refresh: { tokenId } }),
          }),
        );
        ({ tokenId = 'none' } = (await response.json()) as { tokenId?: string });
        statuses.push(response.status);
      }
      assert.deepEqual(statuses, [200, 200, 429]);
    }
    assert.deepEqual(
      [...kept.values()].map(({ secret }) => secret),
      ['r2', 'p4'],
    );
  });
});
