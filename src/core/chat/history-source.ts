import { RtError } from '../../protocol/errors.js';
import { parseHistory, type HistoryPage } from '../../protocol/history.js';
import { abortable } from '../abortable.js';
import { backoff } from '../backoff.js';
import { sleep, systemClock, type Clock } from '../clock.js';

export interface HistorySourceOptions {
  /** The site's history route, absolute. */
  url: string;
  /** Whether cookies go to a route on another origin. */
  credentials: 'same-origin' | 'include';
  room: string;
  /** Reads one message of an answer. */
  readMessage: Parameters<typeof parseHistory>[3];
  clock?: Clock;
  fetch?: typeof globalThis.fetch;
}

/** How many messages are asked for at once. */
const limit = 50;
/** From the request to the answer or the error, retries included, ms. */
const deadline = 10_000;
const maxTries = 3;
const retryWait = { min: 400, max: 2_000 };
/** 50 of the longest messages in the widest script fit, bytes. */
const maxBytes = 8 * 1024 * 1024;

/** Reads a room's history from the site's own route, page by page. */
export class HistorySource {
  readonly #options: HistorySourceOptions;
  readonly #clock: Clock;

  constructor(options: HistorySourceOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Reads the page before a cursor; undefined: the newest. Settles within 10 s. Network errors, 429 and
   * 5xx are tried again.
   * @throws RtError `chat/history-failed`; the signal's reason if aborted
   */
  async read(before: string | undefined, signal: AbortSignal): Promise<HistoryPage> {
    const late = new AbortController();
    const cancel = this.#clock.after(deadline, () =>
      late.abort(failed({ message: 'The history route did not answer within 10 seconds.' })),
    );
    try {
      return await this.#tries(before, AbortSignal.any([signal, late.signal]));
    } finally {
      cancel();
    }
  }

  async #tries(before: string | undefined, signal: AbortSignal): Promise<HistoryPage> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await abortable(this.#once(before, signal), signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error as RtError).retryable || attempt + 1 === maxTries) throw error;
        await sleep(
          this.#clock,
          backoff(attempt, retryWait, () => this.#clock.random()),
          signal,
        );
      }
    }
  }

  async #once(before: string | undefined, signal: AbortSignal): Promise<HistoryPage> {
    const { url, credentials, room, readMessage, fetch = globalThis.fetch } = this.#options;
    const asked = new URL(url);
    asked.searchParams.set('room', room);
    if (before !== undefined) asked.searchParams.set('before', before);
    asked.searchParams.set('limit', String(limit));
    let body: string;
    try {
      // A form on another site can't send this header without a preflight that the route refuses.
      const headers = { 'X-RT-Embed': '1' };
      const response = await fetch(asked.href, { credentials, headers, signal });
      if (!response.ok) throw refusal(response.status);
      body = await readText(response);
    } catch (cause) {
      if (cause instanceof RtError) throw cause;
      throw failed({
        remediation: 'Check the network, history-endpoint, and CORS.',
        retryable: true,
        cause,
      });
    }
    const page = parseHistory(parseJson(body), limit, this.#clock.now(), readMessage);
    if (page) return page;
    throw failed({
      message: 'The history route did not answer with {"messages": […], "next": …}.',
      remediation: 'Check that history-endpoint is no page.',
    });
  }
}

const failed = (options: ConstructorParameters<typeof RtError>[1]): RtError =>
  new RtError('chat/history-failed', {
    message: 'The history route could not be reached.',
    ...options,
  });

const refusal = (status: number): RtError =>
  failed({
    message: `The history route answered with status ${status}.`,
    status,
    retryable: status === 429 || status >= 500,
  });

/** Reads no more than is allowed, whatever the headers say. */
const readText = async (response: Response): Promise<string> => {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (;;) {
    const chunk = await reader?.read();
    if (!chunk || chunk.done) return text + decoder.decode();
    size += chunk.value.length;
    if (size > maxBytes) {
      await reader?.cancel();
      throw failed({ message: 'The answer of the history route is larger than 8 MB.' });
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // said by the caller, without the engine's quote of what people wrote
  }
};
