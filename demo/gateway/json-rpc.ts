/** A JSON object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** A request of a client, as far as JSON-RPC goes. */
export interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly params: Fields;
}

/** An error that is told to the client, with the code that the SDK looks at. */
export class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** A value as an object; an empty one where it is none. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** A value as a text; an empty one where it is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A value as a list of objects. */
export const listOf = (value: unknown): Fields[] =>
  Array.isArray(value) ? value.map((item: unknown) => fieldsOf(item)) : [];

/** The request in a frame; undefined for an acknowledgement and for what is no JSON-RPC. */
export const parseRequest = (frame: string): Request | undefined => {
  try {
    const { id, method, params } = fieldsOf(JSON.parse(frame));
    return typeof method === 'string' ? { id, method, params: fieldsOf(params) } : undefined;
  } catch {
    return undefined; // not JSON: a client that sends it has nothing to be answered
  }
};
