import { randomBytes } from 'node:crypto';
import { createTokenHandler } from '../../src/server/index.js';
import type { Authorize, LocalOptions, Mint } from '../../src/server/index.js';

type Route = (request: Request) => Promise<Response>;

const hour = 3_600_000;

/**
 * Token routes that go wrong, each in its own way, for the page about errors and for tests.
 * Those that a real site would have are the real handler.
 */
export const faultRoute = (
  authorize: Authorize,
  mintFor: (request: Request, own?: Partial<LocalOptions>) => Mint,
): ((name: string) => Route | undefined) => {
  // Staged failures are no news: keep them out of the demo's log.
  const report = (): void => undefined;
  const routes: Record<string, Route> = {
    '401': (request) =>
      createTokenHandler({ authorize: () => null, mint: mintFor(request), report })(request),
    '404': async () => new Response('Not found', { status: 404 }),
    '500': (request) =>
      createTokenHandler({
        authorize: () => {
          throw new Error('The staged failure of a session store.');
        },
        mint: mintFor(request),
        report,
      })(request),
    html: async () =>
      new Response('<!doctype html><title>Sign in</title><p>Please sign in.', {
        headers: { 'content-type': 'text/html; charset=utf-8' },
      }),
    never: (request) =>
      // Settles when the browser gives up, so that nothing is left behind.
      new Promise((resolve) => {
        const end = (): void => resolve(new Response(null, { status: 503 }));
        request.signal.addEventListener('abort', end, { once: true });
      }),
    malformed: async () => Response.json({ hello: 'world' }),
    expired: (request) => {
      const mint = mintFor(request, { now: () => Date.now() - hour, ttl: 60 });
      return createTokenHandler({ authorize, mint })(request);
    },
    refused: (request) => {
      const mint = mintFor(request, { key: randomBytes(32).toString('base64') });
      return createTokenHandler({ authorize, mint })(request);
    },
  };
  return (name) => (Object.hasOwn(routes, name) ? routes[name] : undefined);
};
