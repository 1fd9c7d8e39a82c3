/** Every way a route says no: its HTTP status and the sentence that goes with it. */
const refusals = {
  'request/method': [405, 'This route does not take this method.'],
  'request/origin': [403, 'This origin may not ask here.'],
  'request/header': [403, 'The header "X-RT-Embed: 1" is missing.'],
  'request/not-json': [415, 'The request is not "application/json".'],
  'request/too-large': [413, 'The request is larger than 16 kB.'],
  'request/timeout': [408, 'The request took too long to arrive.'],
  'request/malformed': [400, 'The request is not valid.'],
  'request/failed': [500, 'The request could not be answered.'],
  'auth/not-signed-in': [401, 'Nobody is signed in.'],
  'auth/not-allowed': [403, 'None of what was asked for is allowed.'],
  'auth/failed': [500, 'The site could not tell who is asking.'],
  'auth/timeout': [504, 'The site took too long to tell who is asking.'],
  'history/failed': [502, 'The history could not be read.'],
  'history/timeout': [504, 'Reading the history took too long.'],
  'mint/failed': [502, 'No token could be made.'],
  'mint/timeout': [504, 'Making a token took too long.'],
  'mint/too-many': [429, 'Too many tokens were asked for.'],
  'vendor/unreachable': [502, 'The service that makes tokens could not be reached.'],
  'vendor/timeout': [502, 'The service that makes tokens took too long.'],
  'vendor/refused': [502, 'The service that makes tokens refused.'],
  'vendor/busy': [502, 'The service that makes tokens has too much to do.'],
  'vendor/failed': [502, 'The service that makes tokens failed.'],
  'vendor/malformed': [502, 'The service that makes tokens gave none.'],
} as const;

/** The longest wait that is told, seconds: a day. */
const longestWait = 86_400;

/** `area/reason` of a refusal, as it stands in the answer's `error.code`. */
export type RefusalCode = keyof typeof refusals;

/** Ends the handling of a request with an answer that tells no more than the table above. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly #retryAfter: number | undefined;

  /** @param retryAfter seconds after which it is worth asking again */
  constructor(code: RefusalCode, message?: string, retryAfter?: number) {
    super(message ?? refusals[code][1]);
    this.code = code;
    this.#retryAfter = retryAfter;
  }

  /** The JSON answer: `{error: {code, message}}`. */
  toResponse(): Response {
    const { code, message } = this;
    const response = json(refusals[code][0], { error: { code, message } });
    if (this.#retryAfter !== undefined) {
      response.headers.set(
        'retry-after',
        String(Math.min(Math.ceil(this.#retryAfter), longestWait)),
      );
    }
    return response;
  }
}

/** A JSON answer that no cache keeps. */
export const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
