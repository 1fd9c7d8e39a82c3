import type { readMessage, WireMessage } from './chat-message.js';

/** What a history route answers: a part of what was said in a room. */
export interface HistoryPage {
  /** Oldest first. */
  messages: WireMessage[];
  /** Handed back as `before`, it gives the messages before these; null: there are none. */
  next: string | null;
}

/** Most messages that may be asked for at once. */
export const mostInPage = 200;
/** Longest `next` and `before`, in UTF-16 units. */
export const longestCursor = 1024;

/**
 * Reads a route's answer; undefined where it is none. Messages that can't be read are left out: what
 * others have written, a site may have kept without looking.
 * @param limit how many were asked for; of more, the newest are taken
 * @param now ms since the epoch
 * @param read handed over by the chat, which has it: imported here as well, it would be a file of its own
 * that every page with a chat loads
 */
export const parseHistory = (
  body: unknown,
  limit: number,
  now: number,
  read: typeof readMessage,
): HistoryPage | undefined => {
  if (typeof body !== 'object' || body === null) return undefined;
  const { messages, next } = body as Record<string, unknown>;
  if (!Array.isArray(messages)) return undefined;
  const cursor = next ?? null;
  if (cursor !== null && (typeof cursor !== 'string' || cursor.length > longestCursor)) {
    return undefined;
  }
  const known = messages.slice(-limit).flatMap((one: unknown) => {
    const parsed = read(one, now);
    return 'message' in parsed ? [parsed.message] : [];
  });
  return { messages: known, next: cursor || null };
};
