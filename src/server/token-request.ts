import type { TokenRequest } from '../protocol/grant.js';
import { checkSegment, checkTopic } from '../protocol/topics.js';
import { readText, TooLong } from './read-text.js';
import { Refusal } from './refusal.js';

const maxBytes = 16 * 1024;
const maxNames = 50;

/** Reads and checks the body of a request. Throws a {@link Refusal}. */
export const readTokenRequest = async (request: Request): Promise<TokenRequest> => {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal('request/not-json');
  return parseTokenRequest(parseJson(await readBody(request)));
};

const readBody = async (request: Request): Promise<string> => {
  try {
    return await readText(request, maxBytes);
  } catch (error) {
    throw error instanceof TooLong ? new Refusal('request/too-large') : error;
  }
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the body, so it goes no further.
    throw new Refusal('request/malformed', 'The request is not valid JSON.');
  }
};

const malformed = (what: string): Refusal =>
  new Refusal('request/malformed', `The token request has ${what}.`);

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const texts = ['provider', 'room', 'destination', 'user', 'userName', 'fingerprint'] as const;

const parseTokenRequest = (body: unknown): TokenRequest => {
  if (!isFields(body)) throw malformed('no JSON object as its body');
  const { purpose, refresh } = body;
  if (purpose !== 'call' && purpose !== 'chat' && purpose !== 'status') {
    throw malformed('no "purpose" that is "call", "chat" or "status"');
  }
  for (const name of texts) {
    if (body[name] !== undefined && typeof body[name] !== 'string') {
      throw malformed(`a "${name}" that is not a string`);
    }
  }
  const tokenId = isFields(refresh) ? refresh['tokenId'] : undefined;
  if (refresh !== undefined && typeof tokenId !== 'string') {
    throw malformed('a "refresh" without a "tokenId"');
  }
  const rooms = parseNames(body, 'rooms');
  const topics = parseNames(body, 'topics');
  const room = body['room'];
  if (typeof room === 'string') named(room, 'room');
  rooms?.forEach((name) => named(name, 'room'));
  topics?.forEach((name) => named(name, 'topic'));
  return {
    ...body,
    purpose,
    ...(rooms && { rooms }),
    ...(topics && { topics }),
    ...(typeof tokenId === 'string' && { refresh: { tokenId } }),
  };
};

const parseNames = (body: Record<string, unknown>, field: string): string[] | undefined => {
  const value = body[field];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string')) {
    throw malformed(`"${field}" that are not a list of strings`);
  }
  if (value.length > maxNames) throw malformed(`more than ${maxNames} "${field}"`);
  return value;
};

/** A name with a wildcard in it would open more than one room. */
const named = (name: string, kind: 'room' | 'topic'): void => {
  try {
    if (kind === 'room') checkSegment(name, kind);
    else checkTopic(name, kind);
  } catch {
    // Said again in our own words: the answer of a route quotes nothing.
    throw malformed(`a ${kind} that cannot be used in a topic`);
  }
};
