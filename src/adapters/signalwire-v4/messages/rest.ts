import type { SignalWire } from '@signalwire/js';
import { ConnectionError, type RtError, TokenError } from '../../../protocol/errors.js';

/** The SDK's own way to ask by HTTP: it knows the host, and the token of the moment. */
interface Http {
  maxRetries: number;
  request(request: {
    url: string;
    method: 'GET' | 'POST';
    headers: Record<string, string>;
    timeout: number;
    body?: string;
  }): Promise<{ ok: boolean; status: number; body?: string }>;
}

/** Something of the service's, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** A page of a conversation, the newest first. */
export interface Page {
  readonly data: readonly Fields[];
  /** Where the page before this one is. */
  readonly next: string | undefined;
}

/** How many messages are asked for at once. */
const pageSize = 50;
/** One after another, a look and a text settle within the 10 s of a publish, ms. */
const patience = 4_500;

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * What the service is asked about conversations. Not by the SDK's `sendText()` and `textMessages$`:
 * the first says a text up to three times where an answer is lost, and tells no id of it; the second
 * mixes in what is said in other conversations, and takes a failure for their beginning.
 */
export class Rest {
  readonly #http: Http;

  /** @throws ConnectionError where the SDK is not the one that this was made for */
  constructor(client: SignalWire) {
    const { _deps } = client as unknown as { _deps?: { http?: Http } };
    if (!_deps?.http) {
      throw new ConnectionError('connection/protocol', {
        message: 'This version of the SDK is not known.',
      });
    }
    this.#http = _deps.http;
    // In all: who repeats a text has to look first whether the service has it.
    this.#http.maxRetries = 1;
  }

  /** The address of a name such as `/private/ben`; undefined where there is none. */
  async find(name: string): Promise<Fields | undefined> {
    const { data } = await this.#get(`addresses?name=${encodeURIComponent(name)}`);
    return Array.isArray(data) && data.length > 0 ? fieldsOf(data[0]) : undefined;
  }

  /** An address by its id. */
  address(id: string): Promise<Fields> {
    return this.#get(`addresses/${encodeURIComponent(id)}`);
  }

  /** Opens the conversation with an address. @returns its id */
  async join(own: string, other: string): Promise<string> {
    const body = { from_fabric_address_id: own, fabric_address_ids: [other, own] };
    const group = textOf((await this.#post('conversations/join', body))['group_id']);
    if (!group) throw new ConnectionError('connection/protocol');
    return group;
  }

  /** Says a text. @returns its id, where the service tells it */
  async say(group: string, own: string, text: string): Promise<string> {
    const body = { group_id: group, from_fabric_address_id: own, text };
    return textOf((await this.#post('messages', body))['id']);
  }

  /** The newest messages of a conversation, or those of a page that was named. */
  async page(group: string, at: string | undefined, size = pageSize): Promise<Page> {
    const newest = `conversations/${encodeURIComponent(group)}/messages?page_size=${size}`;
    const { data, links } = await this.#get(at ?? newest);
    if (!Array.isArray(data)) throw new ConnectionError('connection/protocol');
    return { data: data.map(fieldsOf), next: textOf(fieldsOf(links)['next']) || undefined };
  }

  #get(path: string): Promise<Fields> {
    return this.#ask('GET', path, undefined);
  }

  #post(path: string, body: object): Promise<Fields> {
    return this.#ask('POST', path, JSON.stringify(body));
  }

  async #ask(method: 'GET' | 'POST', path: string, body: string | undefined): Promise<Fields> {
    // What the service names is whole, or starts at its root.
    const url = /^(https?:\/)?\//.test(path) ? path : `/api/fabric/${path}`;
    const accept = { Accept: 'application/json' };
    const headers = body ? { ...accept, 'Content-Type': 'application/json' } : accept;
    let answer: Awaited<ReturnType<Http['request']>>;
    try {
      const sent = body !== undefined && { body };
      answer = await this.#http.request({ url, method, headers, timeout: patience, ...sent });
    } catch (cause) {
      throw new ConnectionError('connection/lost', { retryable: true, cause });
    }
    if (!answer.ok) throw refusal(answer.status);
    try {
      return fieldsOf(JSON.parse(answer.body || '{}'));
    } catch {
      throw new ConnectionError('connection/protocol'); // the parser's error quotes what was said
    }
  }
}

/** What a status says. Only where trying again can help it is not known what the service has done. */
export const refusal = (status: number): RtError => {
  switch (status) {
    case 401:
      return new TokenError('token/refused', { status });
    case 403:
    case 404:
      return new ConnectionError('connection/not-authorized', { status });
    case 413:
      return new ConnectionError('connection/too-large', { status });
    default: {
      const retryable = status === 408 || status === 429 || status >= 500;
      return new ConnectionError(retryable ? 'connection/lost' : 'connection/refused', {
        status,
        retryable,
      });
    }
  }
};
