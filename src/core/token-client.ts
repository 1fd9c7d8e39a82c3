import { RtError, TokenError } from '../protocol/errors.js';
import { parseGrant, type Grant, type TokenRequest } from '../protocol/grant.js';
import { abortable } from './abortable.js';
import { backoff } from './backoff.js';
import { sleep, type Clock } from './clock.js';

/** Where grants come from. */
export interface TokenSource {
  /** URL of the site's token route; asked by POST. */
  endpoint?: string | undefined;
  /** Whether cookies go to a route on another origin. */
  credentials: 'same-origin' | 'include';
  /** Asked instead of `endpoint`, by a page that has its own way to its server. */
  getToken?: ((request: TokenRequest, signal: AbortSignal) => Promise<unknown>) | undefined;
  /** What the element's own attributes say, where the grant says nothing. */
  fallback: { provider?: string | undefined; url?: string | undefined };
}

export interface TokenClientOptions {
  clock: Clock;
  fetch?: typeof globalThis.fetch | undefined;
}

/** One request and those who wait for it. */
interface Flight {
  promise: Promise<Grant>;
  controller: AbortController;
  waiting: number;
}

/** From the first request to the answer or the error, retries included, ms. */
const deadline = 10_000;
const maxTries = 3;
const retryWait = { min: 400, max: 2_000 };
/** Clocks that differ by less are taken for the same, ms: an answer takes time on its way, too. */
const sameClock = 5_000;

/**
 * Gets grants and keeps the last one until its refresh time. However many ask at once, the route is
 * asked once.
 */
export class TokenClient {
  readonly #source: TokenSource;
  readonly #describe: () => TokenRequest;
  readonly #clock: Clock;
  readonly #fetch: typeof globalThis.fetch | undefined;
  #grant: Grant | undefined;
  #flight: Flight | undefined;
  /**
   * How far the visitor's clock is ahead of the server's, ms. NaN where nobody can tell: a route on
   * another origin has to expose `Date`.
   */
  #skew = NaN;

  /** @param describe what to ask for, read anew at every request */
  constructor(source: TokenSource, describe: () => TokenRequest, options: TokenClientOptions) {
    this.#source = source;
    this.#describe = describe;
    this.#clock = options.clock;
    this.#fetch = options.fetch;
  }

  /**
   * A grant that is fresh: the last one until its refresh time, else a new one. Settles within 10 s.
   * @throws TokenError; `retryable` where asking again later can help. The signal's reason if aborted.
   */
  async get(signal: AbortSignal): Promise<Grant> {
    signal.throwIfAborted();
    if (this.#grant && this.#clock.now() < (this.#grant.refreshAt ?? Infinity)) return this.#grant;
    const flight = (this.#flight ??= this.#start());
    flight.waiting += 1;
    try {
      return await abortable(flight.promise, signal);
    } finally {
      flight.waiting -= 1;
      // Nobody waits for it any more, and it is still under way: the next caller starts afresh.
      if (flight.waiting === 0 && this.#flight === flight) {
        this.#flight = undefined;
        flight.controller.abort(signal.reason);
      }
    }
  }

  /** Forgets the last grant: the service refused it, or it no longer covers what is wanted. */
  invalidate(): void {
    this.#grant = undefined;
  }

  #start(): Flight {
    const controller = new AbortController();
    const cancel = this.#clock.after(deadline, () =>
      controller.abort(new TokenError('token/timeout', { retryable: true })),
    );
    const promise = this.#tries(this.#describe(), controller.signal, this.#clock.now() + deadline)
      .then((grant) => (this.#grant = grant))
      .finally(() => {
        cancel();
        if (this.#flight === flight) this.#flight = undefined;
      });
    const flight: Flight = { controller, waiting: 0, promise };
    return flight;
  }

  async #tries(request: TokenRequest, signal: AbortSignal, until: number): Promise<Grant> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const body = await abortable(this.#once(request, signal), signal);
        return parseGrant(body, this.#clock.now(), this.#source.fallback, this.#skew);
      } catch (error) {
        signal.throwIfAborted();
        const failure = error as RtError;
        const pause = backoff(attempt, retryWait, () => this.#clock.random());
        // A date in the past, by the visitor's clock, must not mean "at once".
        const wait = Math.max(failure.retryAfter ?? 0, pause);
        const again = failure.retryable && attempt + 1 < maxTries;
        if (!again || this.#clock.now() + wait >= until) throw failure;
        await sleep(this.#clock, wait, signal);
      }
    }
  }

  async #once(request: TokenRequest, signal: AbortSignal): Promise<unknown> {
    const { endpoint, credentials, getToken } = this.#source;
    if (getToken) {
      try {
        return await getToken(request, signal);
      } catch (cause) {
        if (cause instanceof RtError) throw cause;
        throw new TokenError('token/network', {
          message: 'The page\'s "getToken" failed.',
          retryable: true,
          cause,
        });
      }
    }
    let answer: string;
    try {
      const fetch = this.#fetch ?? globalThis.fetch;
      const response = await fetch(endpoint ?? '', {
        method: 'POST',
        credentials,
        // A form on another site can't send this header without a preflight that the route refuses.
        headers: { 'Content-Type': 'application/json', 'X-RT-Embed': '1' },
        body: JSON.stringify(request),
        signal,
      });
      const now = this.#clock.now();
      // A date has no fractions: tokens had better end a second too early than too late.
      const skew = now - Date.parse(response.headers.get('Date') ?? '') - 1_000;
      this.#skew = Math.abs(skew) < sameClock ? 0 : skew;
      if (!response.ok) throw refusal(response, now - (skew || 0));
      answer = await response.text();
    } catch (cause) {
      if (cause instanceof RtError) throw cause;
      throw new TokenError('token/network', {
        remediation: 'Check the network, token-endpoint, and CORS.',
        retryable: true,
        cause,
      });
    }
    try {
      return JSON.parse(answer) as unknown;
    } catch {
      // Without the cause: engines quote the answer in it, and that may be a token.
      throw new TokenError('token/malformed', {
        message: 'The token route did not answer with JSON.',
        remediation: 'Check that token-endpoint is no page.',
      });
    }
  }
}

const remediations: Partial<Record<number, string>> = {
  401: 'Sign in again.',
  403: 'Ask for access.',
  404: 'Check token-endpoint: there is no such route.',
};

const refusal = (response: Response, now: number): TokenError => {
  const { status } = response;
  const retryAfter = retryAfterMs(response.headers.get('Retry-After'), now);
  return new TokenError('token/http-status', {
    message: `The token route answered with status ${status}.`,
    remediation: remediations[status],
    status,
    retryable: status === 429 || status >= 500,
    retryAfter,
  });
};

/** Seconds or an HTTP date (RFC 9110 §10.2.3) → ms from now. */
const retryAfterMs = (header: string | null, now: number): number | undefined => {
  const ms = Number(header) * 1000 || Date.parse(header ?? '') - now;
  return ms > 0 && ms < Infinity ? ms : undefined;
};
