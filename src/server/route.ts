import { allowOrigin, originKind, preflight } from './cors.js';
import { Deadline, TimeUp } from './deadline.js';
import { Refusal } from './refusal.js';
import { VendorError } from './vendor-error.js';

/** What every route can be told. */
export interface RouteOptions {
  /** Other origins whose pages may ask, such as `https://www.example.com`. Default: none. */
  origins?: readonly string[];
  /** Milliseconds for the site's own functions together; a page gives up at 10 s. Default 8000. */
  timeout?: number;
  /**
   * Where a failure of the site's own functions goes, since the browser is not told. Default: stderr. What
   * this throws changes no answer.
   */
  report?: (error: unknown) => unknown;
}

/** One request on its way through a route. */
export interface Handling {
  /** Aborted when the browser has gone or the time is up. */
  readonly signal: AbortSignal;
  /** Reads the request, for no longer than the time allows. */
  read<T>(run: () => T | Promise<T>): Promise<T>;
  /** Asks the site; what goes wrong there is reported, and refused without a detail. */
  ask<T>(area: 'auth' | 'history' | 'mint', run: () => T | Promise<T>): Promise<T>;
}

type Handle = (request: Request, handling: Handling) => Promise<Response>;

/**
 * Makes a route that keeps strangers out: other origins, and whatever can't send our header. It never
 * rejects.
 */
export const createRoute = (
  method: 'GET' | 'POST',
  options: RouteOptions,
  handle: Handle,
): ((request: Request) => Promise<Response>) => {
  // A set, since a text where the list belongs would allow every part of itself.
  const origins = new Set(options.origins);
  return async (request) => {
    const origin = originKind(request, origins);
    const response = await answer(request, origin === 'refused', method, options, handle);
    // Also on an error: the page should learn what went wrong.
    if (origin === 'listed') allowOrigin(request, response);
    response.headers.append('vary', 'origin');
    return response;
  };
};

const answer = async (
  request: Request,
  foreign: boolean,
  method: 'GET' | 'POST',
  options: RouteOptions,
  handle: Handle,
): Promise<Response> => {
  const { timeout = 8_000, report = reportToConsole } = options;
  const tell = (error: unknown): void => {
    // Whatever fails because the visitor has gone is nobody's fault.
    if (!request.signal.aborted) void reportSafely(report, error);
  };
  const deadline = new Deadline(timeout, request.signal);
  try {
    if (foreign) throw new Refusal('request/origin');
    if (request.method === 'OPTIONS') return preflight(method);
    if (request.method !== method) return wrongMethod(method);
    // A form or a link of another site can't send it, so a stolen click gets nothing.
    if (request.headers.get('x-rt-embed') !== '1') throw new Refusal('request/header');
    return await handle(request, {
      signal: deadline.signal,
      read: async (run) => {
        try {
          return await deadline.run(run);
        } catch (error) {
          if (error instanceof Refusal) throw error;
          if (error instanceof TimeUp) throw new Refusal('request/timeout');
          // A body that broke off: the visitor's doing, so nothing for the site's log.
          throw new Refusal('request/malformed', 'The request could not be read.');
        }
      },
      ask: async (area, run) => {
        try {
          return await deadline.run(run);
        } catch (error) {
          if (error instanceof TimeUp) {
            const refusal = new Refusal(`${area}/timeout`);
            tell(refusal); // it says whose time was up
            throw refusal;
          }
          tell(error);
          if (error instanceof VendorError) {
            throw new Refusal(error.code, undefined, error.retryAfter);
          }
          throw new Refusal(`${area}/failed`);
        }
      },
    });
  } catch (error) {
    if (error instanceof Refusal) return error.toResponse();
    tell(error);
    return new Refusal('request/failed').toResponse();
  } finally {
    deadline.end();
  }
};

const wrongMethod = (method: string): Response => {
  const response = new Refusal('request/method').toResponse();
  response.headers.set('allow', `${method}, OPTIONS`);
  return response;
};

/** A log that fails, now or later, must neither change an answer nor end the process. */
const reportSafely = async (report: (error: unknown) => unknown, error: unknown): Promise<void> => {
  try {
    await report(error);
  } catch (failure) {
    for (const one of [error, failure]) reportToConsole(one);
  }
};

const reportToConsole = (error: unknown): void => {
  console.error('[rt] A route failed.', error);
};
