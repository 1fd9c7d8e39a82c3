import { defined } from '../../protocol/defined.js';
import { toRtError, type RtError } from '../../protocol/errors.js';
import type { Grant, TokenRequest } from '../../protocol/grant.js';
import { abortable } from '../abortable.js';
import { backoff } from '../backoff.js';
import { sleep, type Clock } from '../clock.js';
import type { Account } from '../connection-pool.js';
import { TokenClient } from '../token-client.js';
import type { CallClient } from './call-provider.js';

export interface CallGrantsOptions {
  /** Where grants come from; read anew for every grant. Throws an `RtError` where attributes are wrong. */
  account(): Account;
  clock: Clock;
  fetch?: typeof globalThis.fetch | undefined;
}

/** The provider, where neither the page nor its token route names one. */
const usualProvider = 'signalwire-v4';
const retryWait = { min: 400, max: 4_000 };
/** A grant is never renewed sooner than this, whatever its route says, ms. */
const shortestLife = 1_000;

/** The grants of one line, one after the other. */
export class CallGrants {
  readonly #options: CallGrantsOptions;
  readonly #destination: string | undefined;
  #grant: Grant | undefined;

  /** @param destination whom the line is opened for; undefined: to be reachable */
  constructor(options: CallGrantsOptions, destination: string | undefined) {
    this.#options = options;
    this.#destination = destination;
  }

  /** Whose code will be needed, as far as one can tell before there is a grant. */
  get provider(): string {
    return this.#options.account().source.fallback.provider ?? usualProvider;
  }

  /** Asks for a fresh one. Settles in 10 s. @throws as `TokenClient.get` */
  async get(signal: AbortSignal): Promise<Grant> {
    const { account, clock, fetch } = this.#options;
    const { source, request } = account();
    const fallback = { ...source.fallback, provider: this.provider };
    const tokens = new TokenClient({ ...source, fallback }, () => this.#describe(request), {
      clock,
      fetch,
    });
    return (this.#grant = await tokens.get(signal));
  }

  /**
   * Hands the line a fresh one whenever it is time. Resolves when there is no need any more.
   * @throws RtError where no further one is to be had, or none is taken; the signal's reason
   */
  async renew(client: CallClient, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    let refused = false;
    let attempt = 0;
    let due = this.#grant?.refreshAt;
    while (due !== undefined) {
      await sleep(clock, Math.max(shortestLife, due - clock.now()), signal);
      try {
        const grant = await this.get(signal);
        await abortable(client.renew(grant, signal), signal);
        due = grant.refreshAt;
        refused = false;
        attempt = 0;
      } catch (error) {
        const failure = toRtError(error, 'token/refused');
        // It may just have ended: one more is asked for before anybody is told.
        const first: boolean = isRefusal(failure) && !refused;
        if (!first && !failure.retryable) throw failure;
        refused ||= first;
        const wait = backoff(attempt++, retryWait, () => clock.random());
        due = clock.now() + Math.max(failure.retryAfter ?? 0, wait);
      }
    }
  }

  #describe(request: Account['request']): TokenRequest {
    const tokenId = this.#grant?.tokenId;
    return defined<TokenRequest>({
      ...request,
      purpose: 'call',
      destination: this.#destination,
      refresh: tokenId === undefined ? undefined : { tokenId },
    });
  }
}

/** Whether the service did not take the token. */
export const isRefusal = (error: unknown): boolean =>
  (error as Partial<RtError>).code === 'token/refused';
