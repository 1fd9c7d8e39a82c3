import type { WireMessage } from '../../protocol/chat-message.js';

/** A message as the SDK hands it over. */
export interface SdkMessage {
  readonly id: string;
  readonly channel?: string;
  readonly content: unknown;
  readonly meta?: unknown;
  readonly member?: { readonly id: string };
  readonly publishedAt?: Date | number;
}

/** What is sent: a text that every client can show, and what ours know besides. */
export interface Content {
  readonly content: string;
  readonly meta: Record<string, string>;
}

/** What a session of ours can be called. */
export const sidPattern = /^[\w-]{1,64}$/;
const ownId = /^([\w-]{1,64})-[1-9]\d{0,14}$/;

const mostSessions = 2_000;
/** Where the service does not say who has written it, and they neither. */
const nobody = 'guest';

/**
 * Between our messages and those of the service. All of `meta` is text: the SDK turns keys and values around that
 * look like its own, `created_at: 1` into a date.
 */
export class Wire {
  /** Whose a session is: the first who has spoken in it. */
  readonly #owners = new Map<string, string>();

  /** A payload of ours. */
  encode(payload: string): Content {
    const { text, id, ...more } = JSON.parse(payload) as WireMessage;
    const meta = Object.entries({ ...more, id }).map(([key, value]) => [key, String(value)]);
    return { content: text, meta: Object.fromEntries(meta) as Record<string, string> };
  }

  /**
   * A message of the service's; undefined for what can't be shown. The service proves the member, not what is in
   * `meta`: so the writer is the member, and a session is theirs who has spoken in it first. Whoever takes
   * another's, or an id of another's, is read like a client that has no sessions.
   */
  decode(message: SdkMessage, now = Date.now()): WireMessage | undefined {
    const { content, member } = message;
    const text = textOf(content, 16_384);
    if (text === undefined) return undefined;
    const meta = fieldsOf(message.meta);
    const user = textOf(member?.id, 256) ?? textOf(meta['user'], 256) ?? nobody;
    const published = Number(message.publishedAt ?? now);
    const written = Number(meta['timestamp']);
    const name = textOf(meta['name'], 256);
    const id = textOf(meta['id'], 128);
    // What was refused to a page before is said again in another session, under the id that it had.
    const [, first] = ownId.exec(id ?? '') ?? [];
    const sid = textOf(meta['sid'], 65);
    const n = Number(meta['n']);
    const named = id !== undefined && first !== undefined;
    const counted = sid !== undefined && sidPattern.test(sid) && Number.isSafeInteger(n) && n > 0;
    if (!named || !counted || !this.#owns(user, sid) || !this.#owns(user, first)) {
      const plain = { user, text, timestamp: Math.min(published, now), id: message.id };
      return name === undefined ? plain : { ...plain, name };
    }
    const timestamp = Math.min(written > 0 ? written : published, now);
    return { user, text, timestamp, ...(name !== undefined && { name }), id, sid, n, v: 1 };
  }

  /** A message of the service's as a payload of ours; what can't be shown becomes one that can't either. */
  read(message: SdkMessage): string {
    return JSON.stringify(this.decode(message) ?? {});
  }

  #owns(user: string, sid: string): boolean {
    const owner = this.#owners.get(sid) ?? user;
    // Back to the end: whoever has been silent for longest is forgotten first.
    this.#owners.delete(sid);
    this.#owners.set(sid, owner);
    const [oldest] = this.#owners.keys();
    if (this.#owners.size > mostSessions && oldest !== undefined) this.#owners.delete(oldest);
    return owner === user;
  }
}

/** The id that its sender has given a message. */
export const ownIdOf = ({ meta }: SdkMessage): string | undefined =>
  textOf(fieldsOf(meta)['id'], 128);

/** A value of a topic, as text. */
export const valueOf = ({ content }: SdkMessage): string =>
  typeof content === 'string' ? content : (JSON.stringify(content) ?? '');

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const textOf = (value: unknown, limit: number): string | undefined => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value.slice(0, limit) : undefined;
};
