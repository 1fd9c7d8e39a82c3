import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

const root = new URL('../../', import.meta.url);
const folder = (path: string): ReturnType<typeof sirv> =>
  // Read from disk each time: a new build shows without a restart.
  sirv(fileURLToPath(new URL(path, root)), { dev: true, etag: true });

/** The strictest policy that the embed promises to work under; also on pages that could do with less. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self' ws:",
  // For the pages' own icon: Firefox reports one that it may not load. The embed needs no image.
  "img-src 'self'",
  "worker-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

/** Theirs, for the page that shows calls in their look: a file of one's own, since it is not ours to ship. */
const components = process.env['SIGNALWIRE_COMPONENTS'];
const componentsPath = '/signalwire-components.js';
/** Besides: a policy for that script's URL, Lit once more, and styles in templates. */
const kitPolicy = policy
  .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
  .replace(
    'trusted-types lit-html',
    "trusted-types lit-html rt-embed dompurify 'allow-duplicates'",
  );

/** Serves a folder as it is; a path that is not a file's gets its index, for sites that route in the page. */
export const serveFolder = (path: string): ReturnType<typeof sirv> =>
  sirv(path, { dev: true, single: true });

/** Serves the demo's pages, and under `/dist/` what was built, as a site that embeds it would. */
export const servePages = (): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const dist = folder('dist/');
  const pages = folder('demo/pages/');
  return (request, response) => {
    const { url = '/' } = request;
    response.setHeader('content-security-policy', url.startsWith('/kit') ? kitPolicy : policy);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'same-origin');
    const notFound = (): void => {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
    };
    if (url === componentsPath && components) {
      response.setHeader('content-type', 'text/javascript');
      createReadStream(components).on('error', notFound).pipe(response);
    } else if (url.startsWith('/dist/')) {
      request.url = url.slice('/dist'.length);
      dist(request, response, notFound);
    } else {
      pages(request, response, notFound);
    }
  };
};
