/** Every way a route says no: its HTTP status and the sentence that goes with it. */
const refusals = {
  'request/method': [405, 'This route does not take this method.'],
  'request/origin': [403, 'This origin may not ask here.'],
  'request/header': [403, 'The header "X-RT-Embed: 1" is missing.'],
  'request/not-json': [415, 'The request is not "application/json".'],
  'request/too-large': [413, 'The request is larger than 16 kB.'],
  'request/timeout': [408, 'The request took too long to arrive.'],
  'request/malformed': [400, 'The request is not valid.'],
  'auth/not-signed-in': [401, 'Nobody is signed in.'],
  'auth/not-allowed': [403, 'None of what was asked for is allowed.'],
  'auth/failed': [500, 'The site could not tell who is asking.'],
  'auth/timeout': [504, 'The site took too long to tell who is asking.'],
  'history/failed': [502, 'The history could not be read.'],
  'history/timeout': [504, 'Reading the history took too long.'],
  'mint/failed': [502, 'No token could be made.'],
  'mint/timeout': [504, 'Making a token took too long.'],
} as const;

/** `area/reason` of a refusal, as it stands in the answer's `error.code`. */
export type RefusalCode = keyof typeof refusals;

/** Ends the handling of a request with an answer that tells no more than the table above. */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message?: string) {
    super(message ?? refusals[code][1]);
    this.code = code;
  }

  /** The JSON answer: `{error: {code, message}}`. */
  toResponse(): Response {
    return json(refusals[this.code][0], { error: { code: this.code, message: this.message } });
  }
}

/** A JSON answer that no cache keeps. */
export const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
