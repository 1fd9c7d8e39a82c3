import { RtError } from '../protocol/errors.js';
import { Deadline, TimeUp } from './deadline.js';
import { readText, TooLong } from './read-text.js';
import { VendorError, type VendorFailure } from './vendor-error.js';

/** What every minter that asks a service over HTTP can be told. */
export interface VendorOptions {
  /** Milliseconds for each answer of the service. Default 5000. */
  timeout?: number;
  /** Default: the global `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. Default `Date.now`. */
  now?: () => number;
}

/** One question to a service. */
export interface Question {
  /** Whom to name in an error. */
  vendor: string;
  /** `https://host`, as {@link vendorOrigin} gives it. */
  origin: string;
  path: string;
  authorization?: string;
  body: object;
  signal: AbortSignal;
}

export type Fields = Record<string, unknown>;

const maxBytes = 64 * 1024;

/**
 * POSTs JSON and reads the JSON object that comes back.
 * @throws VendorError; the signal's reason where that ends first
 */
export const askVendor = async (question: Question, options: VendorOptions): Promise<Fields> => {
  const { vendor, path, signal } = question;
  const deadline = new Deadline(options.timeout ?? 5_000, signal);
  try {
    return await deadline.run((until) => post(question, options, until));
  } catch (error) {
    if (error instanceof VendorError) throw error;
    signal.throwIfAborted();
    const code = error instanceof TimeUp ? 'vendor/timeout' : 'vendor/unreachable';
    throw new VendorError(vendor, code, { asked: path, ...reasonOf(error) });
  } finally {
    deadline.end();
  }
};

/**
 * Where a service is, from what a site wrote into its settings.
 * @throws RtError `config/bad-attribute` where secrets would cross a network in the clear
 */
export const vendorOrigin = (address: string): string => {
  const { protocol, hostname, origin } = new URL(address);
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && here)) return origin;
  throw new RtError('config/bad-attribute', {
    message: 'A service that is sent secrets needs an address that begins with https:.',
  });
};

/**
 * The settings of a minter, once all are there. Looked at when a token is made, not before: a build may
 * load a route where the environment of the server is not there yet.
 * @throws RtError `config/missing-attribute`
 */
export const needed = <T extends object>(minter: string, settings: T): T => {
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === 'string' && value !== '') continue;
    throw new RtError('config/missing-attribute', { message: `${minter}() needs "${name}".` });
  }
  return settings;
};

/** A text of an answer that has to be there. @throws VendorError `vendor/malformed` */
export const textOf = (vendor: string, answer: Fields, name: string): string => {
  const value = answer[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new VendorError(vendor, 'vendor/malformed', { asked: name });
};

const post = async (
  { vendor, origin, path, authorization, body }: Question,
  { fetch = globalThis.fetch }: VendorOptions,
  signal: AbortSignal,
): Promise<Fields> => {
  const response = await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      ...(authorization !== undefined && { authorization }),
    },
    body: JSON.stringify(body),
    // A redirect could carry the secrets of the body to another host. Not "error": workers lack it.
    redirect: 'manual',
    signal,
  });
  if (!response.ok) {
    // Unread, since it may quote what was sent; that it can't be ended either is no news.
    response.body?.cancel().catch(() => undefined);
    throw new VendorError(vendor, failureOf(response.status), {
      asked: path,
      status: response.status,
      ...retryAfterOf(response),
    });
  }
  return parse(vendor, path, response);
};

const parse = async (vendor: string, path: string, response: Response): Promise<Fields> => {
  let answer: unknown;
  try {
    answer = JSON.parse(await readText(response, maxBytes));
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TooLong)) throw error;
  }
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) {
    return answer as Fields;
  }
  throw new VendorError(vendor, 'vendor/malformed', { asked: path });
};

const failureOf = (status: number): VendorFailure => {
  if (status === 429) return 'vendor/busy';
  return status >= 400 && status < 500 ? 'vendor/refused' : 'vendor/failed';
};

const retryAfterOf = ({ headers }: Response): { retryAfter?: number } => {
  const seconds = headers.get('retry-after') ?? '';
  return /^\d{1,5}$/.test(seconds) ? { retryAfter: Number(seconds) } : {};
};

/** The one word of a network error that can't hold a secret. */
const reasonOf = (error: unknown): { reason?: string } => {
  const { cause } = error as { cause?: { code?: unknown } };
  const code = cause?.code;
  return typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? { reason: code } : {};
};
