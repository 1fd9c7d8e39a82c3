import { ConnectionError } from '../../protocol/errors.js';
import type { WireMessage } from '../../protocol/chat-message.js';
import type { HistoryPage } from '../../protocol/history.js';
import type { SdkMessage } from './wire.js';

/** What the service keeps of a channel, a page of it. */
export interface KeptPage {
  /** The newest first. */
  readonly messages: readonly SdkMessage[];
  /** `after` leads on: to the older ones. */
  readonly cursor?: { readonly after?: string | null };
}

export interface PagesOptions {
  /** @param patience no answer is waited for any longer, ms */
  ask(after: string | undefined, patience: number): Promise<KeptPage>;
  /** Undefined for what can't be shown. */
  decode(message: SdkMessage): WireMessage | undefined;
}

/** In time for who waits no longer than 10 s, ms. */
const all = 9_500;
/** With less than this left no other page is asked for: a line that lives needs time to answer, ms. */
const least = 4_500;

/**
 * Reads the page before a cursor, or the first one before it with anything to show: an empty page is the end to who
 * reads it.
 * @throws RtError; the signal's reason if aborted
 */
export const readShown = async (
  { ask, decode }: PagesOptions,
  before: string | undefined,
  signal: AbortSignal,
): Promise<HistoryPage> => {
  const end = Date.now() + all;
  for (let cursor = before; ;) {
    const page = await ask(cursor, end - Date.now());
    signal.throwIfAborted();
    const messages = page.messages.toReversed().flatMap((one) => decode(one) ?? []);
    const next = page.cursor?.after || null;
    if (messages.length > 0 || next === null) return { messages, next };
    if (end - Date.now() < least)
      throw new ConnectionError('connection/timeout', { retryable: true });
    cursor = next;
  }
};
