/** How a request's origin stands to the route. */
export type OriginKind = 'same' | 'listed' | 'none' | 'refused';

/**
 * Who is calling. A proxy that ends TLS or renames the host makes the route's own URL differ from
 * the one the browser sees, so a browser's own word (`Sec-Fetch-Site`, which no script can set)
 * counts as well.
 */
export const originKind = (request: Request, origins: ReadonlySet<string>): OriginKind => {
  const origin = request.headers.get('origin');
  if (origin === null) return 'none';
  if (origins.has(origin)) return 'listed';
  const same =
    origin === new URL(request.url).origin ||
    request.headers.get('sec-fetch-site') === 'same-origin';
  return same ? 'same' : 'refused';
};

/** Lets the page of a listed origin read the answer, with cookies. */
export const allowOrigin = (request: Request, response: Response): void => {
  const origin = request.headers.get('origin');
  if (origin === null) return;
  response.headers.set('access-control-allow-origin', origin);
  response.headers.set('access-control-allow-credentials', 'true');
  // The clock of the server, and when to ask again: else hidden from the page of another origin.
  response.headers.set('access-control-expose-headers', 'date, retry-after');
};

/** The answer to a browser that asks first. */
export const preflight = (method: string): Response =>
  new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': method,
      'access-control-allow-headers': 'content-type, x-rt-embed',
      'access-control-max-age': '600',
      'cache-control': 'no-store',
    },
  });
